"""Compare sampling rules in a simulated arena: votes that each needs, and the effect of an attack."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from battles.pairing import pairs_of, sequential_pair_weights
from ratings.core.board import rate_bradley_terry
from ratings.core.bradley_terry import fit
from ratings.core.outcome_counts import Floats, OutcomeCounts
from ratings.core.sampling import PRIOR, Pool, Rule, half_widths, pair_probabilities
from ratings.core.simulation.world import Counts, Votes, World, to_outcome_counts

SamplingRule = Callable[[OutcomeCounts], Floats]
"""Counts so far in, the probability of each pair out."""

BATCH_SHARE = 0.05
FIRST_BATCH = 1_000
MAX_VOTES = 20_000_000

NEW_VOTES, NEW_WEIGHT = 3_000, 5.0
TOP, TOP_WEIGHT = 10, 3.0
"""The original arena: a new model weighs 5 until it has 3,000 votes, the top ten weigh 3."""


def evenly(votes: OutcomeCounts) -> Floats:
    """Every pair has the same probability."""
    pairs = pairs_of(votes.n_models)[0].size
    return np.full(pairs, 1.0 / pairs)


def by_weight(votes: OutcomeCounts) -> Floats:
    """The draw of the original arena, with its weights for new and for leading models."""
    theta = fit(votes, prior=PRIOR).theta
    weights = np.ones(votes.n_models)
    weights[np.argsort(-theta)[:TOP]] = TOP_WEIGHT
    weights[votes.votes_per_model < NEW_VOTES] = NEW_WEIGHT
    return sequential_pair_weights(weights)


def by_variance(votes: OutcomeCounts) -> Floats:
    """P ∝ √(s/n) − √(s/(n + 1)): s the variance of a pair's outcome, n its votes [Chiang2024]."""
    first, second = pairs_of(votes.n_models)
    n = np.zeros((votes.n_models, votes.n_models))
    n[votes.first, votes.second] = votes.games
    theta = fit(votes, prior=PRIOR).theta
    p = 1 / (1 + np.exp(theta[second] - theta[first]))
    met = n[first, second] + 1
    gain = np.sqrt(p * (1 - p)) * (1 / np.sqrt(met) - 1 / np.sqrt(met + 1))
    return np.asarray(gain / gain.sum())


def by_gain(target: float) -> SamplingRule:
    """The rule of this site without caps, for a target interval in points."""

    def probabilities(votes: OutcomeCounts) -> Floats:
        models = np.arange(votes.n_models)
        pool = Pool(models, np.ones(models.size), np.zeros(models.size, dtype=np.intp), np.ones(1))
        return pair_probabilities(votes, pool, Rule(target=target))

    return probabilities


def rules(target: float) -> dict[str, SamplingRule]:
    """Every rule by name."""
    return {"even": evenly, "by weight": by_weight, "by variance": by_variance, "gain": by_gain(target)}


@dataclass(frozen=True, eq=False)
class Trial:
    """Votes that a rule needed to bring the watched models' 95 % intervals within the target.

    Attributes
    ----------
    needed : votes cast until then; None if MAX_VOTES were not enough.
    votes : all votes until then.
    """

    needed: int | None
    votes: Votes


def bring_within(
    world: World,
    rule: SamplingRule,
    *,
    target: float,
    start: Votes,
    watched: Floats,
    rng: np.random.Generator,
) -> Trial:
    """Cast votes by a rule until no watched model's interval has a half-width above `target` points.

    Parameters
    ----------
    world : the simulated arena.
    rule : gives the probabilities of the pairs. They are computed again after each 5 % more votes.
    target : half-width in points.
    start : votes cast before.
    watched : (M,) mask of the models that matter.
    rng : random generator.

    Returns
    -------
    Trial
    """
    votes, cast = start, 0
    while True:
        counts = to_outcome_counts(votes.everything, world.n_models)
        if counts.votes and half_widths(fit(counts, prior=PRIOR))[watched].max() <= target:
            return Trial(cast, votes)
        if cast >= MAX_VOTES:
            return Trial(None, votes)
        batch = max(FIRST_BATCH, int(BATCH_SHARE * cast))
        probability = rule(counts) if counts.votes else evenly(counts)
        votes = votes + world.vote(batch, probability, rng)
        cast += batch


@dataclass(frozen=True)
class Attack:
    """Effect of dishonest battles on their target: points and ranks gained, and votes in which it was
    recognised.
    """

    battles: int
    on_target: int
    points: float
    rank_before: int
    rank_after: int


def attack(
    world: World,
    votes: Votes,
    probability: Floats,
    *,
    target: int,
    battles: int,
    recognised: float,
    rng: np.random.Generator,
) -> Attack:
    """Add dishonest battles, drawn like all others, to a log, and rate the board with and without them."""
    rigged = world.rig(battles, probability, target=target, recognised=recognised, rng=rng)
    first, second = pairs_of(world.n_models)
    before, after = (
        _ratings(counts, world.n_models) for counts in (votes.everything, votes.everything + rigged)
    )
    return Attack(
        battles=battles,
        on_target=int(rigged[(first == target) | (second == target)].sum()),
        points=float(after[target] - before[target]),
        rank_before=1 + int(np.sum(before > before[target])),
        rank_after=1 + int(np.sum(after > after[target])),
    )


def _ratings(counts: Counts, n_models: int) -> Floats:
    board = rate_bradley_terry(to_outcome_counts(counts, n_models), seed=1, rounds=50)
    return np.nan_to_num(board.rating, nan=-np.inf)


def widest(votes: Votes, n_models: int) -> list[float]:
    """How far the widest 95 % interval reaches on the overall board and on each section's, in points."""
    boards = [votes.everything, *votes.sections]
    return [
        float(half_widths(fit(to_outcome_counts(counts, n_models), prior=PRIOR)).max()) for counts in boards
    ]
