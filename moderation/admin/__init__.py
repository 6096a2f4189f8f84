"""The moderation desk in Django's admin: battles, voters, findings and decisions."""

from .battle import BattleAdmin
from .decision import DecisionAdmin
from .finding import FindingAdmin
from .voter import VoterAdmin

__all__ = ["BattleAdmin", "DecisionAdmin", "FindingAdmin", "VoterAdmin"]
