"""The decision kinds. A new kind is a module here, an import below, and a value of Decision.Kind."""

from moderation.decisions.kinds.block import Block
from moderation.decisions.kinds.change_settings import ChangeSettings
from moderation.decisions.kinds.correct import Correct
from moderation.decisions.kinds.dismiss import Dismiss
from moderation.decisions.kinds.restore import Restore
from moderation.decisions.kinds.second_opinion import SecondOpinion
from moderation.decisions.kinds.set_aside import SetAside
from moderation.decisions.kinds.undo import Undo
from moderation.decisions.kinds.unveil import Unveil
from moderation.decisions.registry import KINDS
from moderation.models import Decision

SET_ASIDE = KINDS[Decision.Kind.SET_ASIDE]
RESTORE = KINDS[Decision.Kind.RESTORE]
DISMISS = KINDS[Decision.Kind.DISMISS]
BLOCK = KINDS[Decision.Kind.BLOCK]
SECOND_OPINION = KINDS[Decision.Kind.SECOND_OPINION]
UNDO = KINDS[Decision.Kind.UNDO]
CORRECT = KINDS[Decision.Kind.CORRECT]
UNVEIL = KINDS[Decision.Kind.UNVEIL]
CHANGE_SETTINGS = KINDS[Decision.Kind.CHANGE_SETTINGS]

__all__ = [
    "BLOCK",
    "CHANGE_SETTINGS",
    "CORRECT",
    "DISMISS",
    "KINDS",
    "RESTORE",
    "SECOND_OPINION",
    "SET_ASIDE",
    "UNDO",
    "UNVEIL",
    "Block",
    "ChangeSettings",
    "Correct",
    "Dismiss",
    "Restore",
    "SecondOpinion",
    "SetAside",
    "Undo",
    "Unveil",
]
