"""Gates: conditions that a prompt must pass before it is sent to any model.

Other apps implement gates (screening, proof of work, consent); the setting BATTLE_GATES lists their
dotted paths, as MIDDLEWARE does.
"""

from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from battles.models import Arena, Voter


class PromptRefused(Exception):
    """The prompt is not sent; the message is for the visitor, in the visitor's language."""


@dataclass(frozen=True)
class PendingPrompt:
    """A prompt before it is sent: its arena, its voter (None before the first battle) and its text."""

    arena: Arena
    voter: Voter | None
    prompt: str


class Gate(Protocol):
    """One condition. Returns None to accept; raises PromptRefused to refuse."""

    def __call__(self, pending: PendingPrompt) -> None: ...


@cache
def _load_gates(paths: tuple[str, ...]) -> tuple[Gate, ...]:
    return tuple(import_string(path) for path in paths)


def check_gates(pending: PendingPrompt) -> None:
    """Call every gate in the setting's order. Raises PromptRefused at the first refusal."""
    for gate in _load_gates(tuple(settings.BATTLE_GATES)):
        gate(pending)
