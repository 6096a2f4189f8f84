"""A voter's own leaderboard, and how often the voter agrees with the others. Honest about few votes.

Both read the voter's own counted votes of one arena; each number comes with its 95 % interval (Wilson's), and
below a stated number of battles the answer is "too few to say".
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from battles.blind import ModelCard, get_card
from battles.counting import only_counted
from battles.history.pair_counts import load_pair_choices
from battles.models import Arena, Contender, Vote, Voter
from battles.outcomes import Outcome

MAX_VOTES = 5_000
"""The newest counted votes that are read."""

FEWEST_BATTLES = 10
"""Below so many battles nothing is said of a model, or of the agreement."""

FEWEST_OTHERS = 5
"""Clear choices of other voters that a pair needs before it has a majority."""

Z = 1.959964


class Verdict(StrEnum):
    """What one's own votes say of a model."""

    ABOVE = "above"
    BELOW = "below"
    TOO_FEW = "too few"


@dataclass(frozen=True)
class OwnStanding:
    """One model in the voter's own votes. share: wins plus half the ties, of 1, with its interval."""

    card: ModelCard
    battles: int
    wins: int
    ties: int
    losses: int
    share: float
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        if self.battles < FEWEST_BATTLES or self.low <= 0.5 <= self.high:
            return Verdict.TOO_FEW
        return Verdict.ABOVE if self.low > 0.5 else Verdict.BELOW


@dataclass(frozen=True)
class Agreement:
    """How often clear choices were those of the other voters' majority on the same pair."""

    agreed: int
    compared: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.agreed / self.compared if self.compared else 0.0

    @property
    def is_enough(self) -> bool:
        return self.compared >= FEWEST_BATTLES


def wilson(successes: float, trials: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; (0, 1) without trials."""
    if not trials:
        return 0.0, 1.0
    share = successes / trials
    centre = share + Z * Z / (2 * trials)
    spread = Z * math.sqrt(share * (1 - share) / trials + Z * Z / (4 * trials * trials))
    scale = 1 + Z * Z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def load_own_votes(voter: Voter, arena: Arena) -> list[Vote]:
    """The voter's counted votes of an arena, the newest first."""
    votes = only_counted(Vote.objects.filter(battle__voter=voter, arena=arena))
    return list(votes.select_related("battle").order_by("-pk")[:MAX_VOTES])


def build_own_standings(votes: list[Vote]) -> list[OwnStanding]:
    """One row a model: those above first, then those of which too little is known, then the others."""
    tallies: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for vote in votes:
        outcome, battle = Outcome(vote.outcome), vote.battle
        is_tie = outcome.score == 0.5
        tallies[battle.contender_a_id][1 if is_tie else 0 if outcome is Outcome.A else 2] += 1
        tallies[battle.contender_b_id][1 if is_tie else 0 if outcome is Outcome.B else 2] += 1
    contenders = Contender.objects.filter(pk__in=tallies).select_related("model")
    rows = [_build_standing(contender, *tallies[contender.pk]) for contender in contenders]
    order = {Verdict.ABOVE: 0, Verdict.TOO_FEW: 1, Verdict.BELOW: 2}
    return sorted(rows, key=lambda row: (order[row.verdict], -row.share, -row.battles, row.card.name))


def _build_standing(contender: Contender, wins: int, ties: int, losses: int) -> OwnStanding:
    battles = wins + ties + losses
    low, high = wilson(wins + ties / 2, battles)
    share = (wins + ties / 2) / battles
    return OwnStanding(get_card(contender), battles, wins, ties, losses, share, low, high)


def compute_agreement(votes: list[Vote], arena: Arena) -> Agreement:
    """Compare clear choices with the majority of the others' clear choices on the same pair.

    The voter's own votes are taken out of the pair's counts first. A pair without a majority is left out.
    """
    counted = load_pair_choices(arena.pk)
    if counted is None:
        return Agreement(0, 0, 0.0, 1.0)
    choices = [_read_choice(vote) for vote in votes if vote.outcome in (Outcome.A, Outcome.B)]
    own: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for pair, is_first, recorded_at in choices:
        if recorded_at <= counted.until:
            own[pair][0 if is_first else 1] += 1
    agreed = compared = 0
    for pair, is_first, _recorded_at in choices:
        first, second = counted.choices.get(pair, (0, 0))
        first, second = max(0, first - own[pair][0]), max(0, second - own[pair][1])
        if first + second < FEWEST_OTHERS or first == second:
            continue
        compared += 1
        agreed += (first > second) == is_first
    return Agreement(agreed, compared, *wilson(agreed, compared))


def _read_choice(vote: Vote):
    a, b = vote.battle.contender_a_id, vote.battle.contender_b_id
    return (min(a, b), max(a, b)), (vote.outcome == Outcome.A) == (a < b), vote.recorded_at
