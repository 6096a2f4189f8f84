"""A small vote table and its ratings, step by step, for the methodology page."""

from dataclasses import dataclass

import numpy as np
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.outcomes import Outcome
from ratings.core import elo, ranks
from ratings.core.board import MINIMUM_VOTES, PROVISIONAL_VOTES, Ratings, rate_bradley_terry
from ratings.core.bradley_terry import POINTS, Fit, sandwich, win_probability
from ratings.core.outcome_counts import (
    TIES,
    WINS_FIRST,
    WINS_SECOND,
    OutcomeCounts,
    count_outcomes,
    per_model,
)
from ratings.core.robustness import FRAGILE_SHARE, votes_to_flip
from ratings.core.sampling import UNIFORM_SHARE
from ratings.core.style import relative_difference

NAMES = ("Heron", "Egret", "Bittern")

PAIR_COUNTS = ((0, 1, (31, 19, 14)), (0, 2, (38, 14, 12)), (1, 2, (29, 21, 18)))
"""Two models, the wins of each, and ties."""

SEQUENCE = (
    (0, 1, Outcome.A),
    (2, 0, Outcome.A),
    (1, 2, Outcome.TIE),
    (0, 2, Outcome.A),
    (1, 0, Outcome.BOTH_BAD),
    (2, 1, Outcome.B),
)
"""Votes in order of time, for Elo."""

OUTCOME_WORDS: dict[Outcome, Promise] = {
    Outcome.A: _("A is better"),
    Outcome.B: _("B is better"),
    Outcome.TIE: _("tie"),
    Outcome.BOTH_BAD: _("both are bad"),
}

TOKENS = (540, 310)
"""Lengths of two answers, for the style difference."""

SEED = 1952


@dataclass(frozen=True)
class EloStep:
    """One vote and the ratings before and after; `expected`, `score` and `change` are for side A."""

    name_a: str
    name_b: str
    outcome: Promise
    before_a: float
    before_b: float
    expected: float
    score: float
    change: float
    after_a: float
    after_b: float


@dataclass(frozen=True)
class PairLine:
    """One pair's votes. `share` and `fitted`: observed and fitted points of A per game."""

    name_a: str
    name_b: str
    wins_a: int
    wins_b: int
    ties: int
    games: int
    share: float
    fitted: float


@dataclass(frozen=True)
class ModelLine:
    """One model of the fitted table.

    - `error`: sandwich standard error, in points.
    - `votes_to_flip`: removals until the next model leads; None for the last model.
    """

    name: str
    points: float
    expected: float
    theta: float
    rating: float
    error: float
    low: float
    high: float
    rank: int
    rank_low: int
    rank_high: int
    sure_low: int
    sure_high: int
    votes_to_flip: int | None


@dataclass(frozen=True)
class WorkedExample:
    """All numbers of the page."""

    elo: list[EloStep]
    elo_k: float
    elo_initial: float
    pairs: list[PairLine]
    models: list[ModelLine]
    votes: int
    steps: int
    rounds: int
    scale: float
    tokens: tuple[int, int]
    length_difference: float
    minimum_votes: int
    provisional_votes: int
    fragile_percent: float
    uniform_percent: float


def worked_example() -> WorkedExample:
    """Compute the example. Only the votes are typed in."""
    votes = build_example_counts()
    board = rate_bradley_terry(
        votes, seed=SEED, rounds=settings.BOOTSTRAP_ROUNDS, minimum_votes=1, provisional_votes=1
    )
    counted = np.array([TOKENS], dtype=np.int64)
    return WorkedExample(
        elo=elo_steps(),
        elo_k=elo.K_FACTOR,
        elo_initial=elo.INITIAL,
        pairs=_pairs(board.fit),
        models=_models(board, board.fit),
        votes=votes.votes,
        steps=board.fit.steps,
        rounds=settings.BOOTSTRAP_ROUNDS,
        scale=POINTS,
        tokens=TOKENS,
        length_difference=float(relative_difference(counted[:, :1], counted[:, 1:])[0, 0]),
        minimum_votes=MINIMUM_VOTES,
        provisional_votes=PROVISIONAL_VOTES,
        fragile_percent=100 * FRAGILE_SHARE,
        uniform_percent=100 * UNIFORM_SHARE,
    )


def build_example_counts() -> OutcomeCounts:
    """Count the vote table with the rating core."""
    rows = [
        (first, second, int(outcome), count)
        for first, second, counts in PAIR_COUNTS
        for outcome, count in zip((Outcome.A, Outcome.B, Outcome.TIE), counts, strict=True)
    ]
    first, second, outcome, count = np.array(rows).T
    return count_outcomes(first, second, outcome, len(NAMES), counts=count)


def elo_steps() -> list[EloStep]:
    """Compute online Elo after each vote: the core rates every prefix of the sequence."""
    first, second, outcome = np.array(SEQUENCE).T
    after = [elo.online(first[:n], second[:n], outcome[:n], len(NAMES)) for n in range(len(SEQUENCE) + 1)]
    return [
        EloStep(
            name_a=NAMES[a],
            name_b=NAMES[b],
            outcome=OUTCOME_WORDS[vote],
            before_a=float(old[a]),
            before_b=float(old[b]),
            expected=float(win_probability((old[a] - old[b]) / POINTS)),
            score=vote.score,
            change=float(new[a] - old[a]),
            after_a=float(new[a]),
            after_b=float(new[b]),
        )
        for (a, b, vote), old, new in zip(SEQUENCE, after[:-1], after[1:], strict=True)
    ]


def _pairs(fit: Fit) -> list[PairLine]:
    votes = fit.outcomes
    return [
        PairLine(
            name_a=NAMES[votes.first[pair]],
            name_b=NAMES[votes.second[pair]],
            wins_a=int(votes.counts[pair, WINS_FIRST]),
            wins_b=int(votes.counts[pair, WINS_SECOND]),
            ties=int(votes.counts[pair, TIES]),
            games=int(votes.games[pair]),
            share=float(votes.score[pair] / votes.games[pair]),
            fitted=float(fit.probability[pair]),
        )
        for pair in range(votes.first.size)
    ]


def _models(board: Ratings, fit: Fit) -> list[ModelLine]:
    """Build the lines of the models, best first."""
    covariance = sandwich(fit)
    sure = ranks.guaranteed(fit.theta, covariance, seed=SEED)
    won, games = fit.probability * fit.outcomes.games, fit.outcomes.games
    expected = per_model(fit.outcomes, won, games - won)
    order = np.argsort(-board.rating)
    removals = dict(zip(order.tolist(), votes_to_flip(fit).removals.tolist(), strict=False))
    return [
        ModelLine(
            name=NAMES[i],
            points=float(fit.outcomes.score_per_model[i]),
            expected=float(expected[i]),
            theta=float(fit.theta[i]),
            rating=float(board.rating[i]),
            error=float(POINTS * np.sqrt(covariance[i, i])),
            low=float(board.ci_low[i]),
            high=float(board.ci_high[i]),
            rank=int(board.rank[i]),
            rank_low=int(board.rank_low[i]),
            rank_high=int(board.rank_high[i]),
            sure_low=int(sure.best[i]),
            sure_high=int(sure.worst[i]),
            votes_to_flip=removals.get(i),
        )
        for i in order.tolist()
    ]
