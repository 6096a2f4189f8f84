"""What a reveal shows of both models' ratings.

Ratings are not known here: the setting BATTLE_RATING_FACTS names a function that takes a revealed battle and
returns RatingFacts, or None before any board.
"""

from dataclasses import dataclass

UPSET = 0.4
EXPECTED = 0.6


@dataclass(frozen=True)
class RatedModel:
    """One model on the arena's overall board. rank is None while its rating is provisional."""

    rating: float
    ci_low: float | None
    ci_high: float | None
    rank: int | None
    models: int
    """How many models have a rank."""


@dataclass(frozen=True)
class RatingFacts:
    """Both models' ratings, None where one has none, and what the board expected of this pair.

    chance_a, chance_b: the share of the votes that the board gives each side, ties as half; None if one of
    them is not rated.
    """

    a: RatedModel | None
    b: RatedModel | None
    chance_a: float | None = None

    @property
    def chance_b(self) -> float | None:
        return None if self.chance_a is None else 1 - self.chance_a

    @property
    def percent_a(self) -> int | None:
        return None if self.chance_a is None else round(100 * self.chance_a)

    @property
    def percent_b(self) -> int | None:
        return None if self.percent_a is None else 100 - self.percent_a

    @property
    def word_for_a(self) -> str:
        """What a vote for A was: "expected", "upset" or "close"; empty if the board says nothing."""
        return _word(self.chance_a)

    @property
    def word_for_b(self) -> str:
        return _word(self.chance_b)


def _word(chance: float | None) -> str:
    if chance is None:
        return ""
    if chance >= EXPECTED:
        return "expected"
    return "upset" if chance <= UPSET else "close"
