"""One question put to one persona, and what the persona's skill makes of it."""

import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from battles.providers.demo.library import phrase
from battles.providers.demo.persona import Layout, Persona

LONG_PROMPT = 1500
"""Characters from which the offset for long prompts counts."""


@dataclass(frozen=True)
class Task:
    """What a kind of answer works from.

    prompt: the last user message. earlier: (role, text) of the turns before it. language: the language
    to answer in, one of language.SPOKEN. rating: the persona's strength for this prompt, offsets
    included. length, layout: what a follow-up asks for instead of the persona's own manner. opening: is
    put before the answer. variant: other numbers give other wordings.
    """

    persona: Persona
    prompt: str
    language: str
    rating: float
    rng: random.Random
    earlier: Sequence[tuple[str, str]] = ()
    length: float | None = None
    layout: Layout | None = None
    opening: str = ""
    variant: int = 0

    @property
    def level(self) -> float:
        """Skill from 0 (weakest imaginable) to 1 (best)."""
        return min(1.0, max(0.0, (self.rating - 800) / 450))

    def right(self, difficulty: float) -> bool:
        """Whether it gets right, this time, what a model rated `difficulty` gets right half the time."""
        return self.rng.random() < 1 / (1 + 10 ** ((difficulty - self.rating) / 150))

    def say(self, key: str, /, **fields: object) -> str:
        """A sentence of the answer's language."""
        return phrase(self.language, key, self.rng, **fields)

    def preference(self, choices: int) -> int:
        """Which of several wordings the persona uses: the same every time, unless asked again."""
        return (zlib.crc32(self.persona.slug.encode()) + self.variant) % choices

    def has_length(self) -> float:
        """Return the answer's length relative to an average model's."""
        return self.persona.manner.length if self.length is None else self.length


def rating_for(persona: Persona, prompt: str, language: str, *, coding: bool) -> float:
    """The persona's strength with the offsets that this prompt calls for."""
    rating = float(persona.strength)
    if language.startswith("zh"):
        rating += persona.offsets.chinese
    if language == "en":
        rating += persona.offsets.english
    if coding:
        rating += persona.offsets.coding
    if len(prompt) >= LONG_PROMPT:
        rating += persona.offsets.long
    return rating
