"""The budget of one conversation: each turn sends all of it again to two models.

- Tokens: prompts and answers of the longer side may have `ARENA_CONVERSATION_TOKENS` together.
- Attempts: one prompt may be answered `ARENA_ATTEMPTS_PER_PROMPT` times.

0 means no limit. Tokens are estimated (battles.detectors.tokens); models count differently.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from battles.detectors.tokens import estimate_tokens

MAX_TOKENS_PER_CHARACTER = 3
"""An upper bound: shorter conversations need no estimate."""


@dataclass(frozen=True)
class TurnTexts:
    """The texts of one turn: its prompt and the newest answer of each side."""

    prompt: str
    a: str
    b: str


def is_within_tokens(turns: Iterable[TurnTexts], prompt: str = "") -> bool:
    """Whether a conversation, with another prompt if given, is within the budget of tokens."""
    budget = settings.CONVERSATION_TOKENS
    turns = list(turns)
    prompts = [*(turn.prompt for turn in turns), prompt]
    sides = [[turn.a for turn in turns], [turn.b for turn in turns]]
    characters = sum(map(len, prompts)) + max(sum(map(len, side)) for side in sides)
    if not budget or characters * MAX_TOKENS_PER_CHARACTER <= budget:
        return True
    shared = sum(map(estimate_tokens, prompts))
    return shared + max(sum(map(estimate_tokens, side)) for side in sides) <= budget


def has_attempts_left(newest_attempt: int) -> bool:
    """Whether the newest prompt may be answered once more."""
    return not settings.ATTEMPTS_PER_PROMPT or newest_attempt < settings.ATTEMPTS_PER_PROMPT
