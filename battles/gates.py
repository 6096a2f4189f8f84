"""What must agree before a prompt is sent to any model: the protocol, and who is asked.

Floors above implement gates (screening, proof of work, consent); the setting BATTLE_GATES lists their
dotted paths, as MIDDLEWARE does.
"""

from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from battles.models import Arena, Voter


class PromptRefused(Exception):
    """A prompt that is not sent; the message is for the visitor, in the visitor's words and language."""


@dataclass(frozen=True)
class Entry:
    """A prompt about to be sent: who sends it where."""

    arena: Arena
    voter: Voter | None
    prompt: str


class Gate(Protocol):
    """One condition. Returns None to agree; raises PromptRefused to refuse."""

    def __call__(self, entry: Entry) -> None: ...


@cache
def _gates(paths: tuple[str, ...]) -> tuple[Gate, ...]:
    return tuple(import_string(path) for path in paths)


def check_gates(entry: Entry) -> None:
    """Ask every gate in the setting's order. Raises PromptRefused with the first refusal."""
    for gate in _gates(tuple(settings.BATTLE_GATES)):
        gate(entry)
