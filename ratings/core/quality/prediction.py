"""How well ratings predict votes that they have not seen, by cross-validation [Stone1974].

Each vote falls into one of K folds at random. Each fold is predicted by ratings fitted to the others. Three
treatments of ties are compared on the same votes: half a win for each side, left out, and Davidson's model.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ratings.core.bradley_terry import fit, win_probability
from ratings.core.outcome_counts import BOTH_BAD, TIES, WINS_FIRST, WINS_SECOND, Floats, OutcomeCounts
from ratings.core.quality.davidson import fit_davidson, outcome_probabilities

FOLDS = 5
CONFIDENT = 0.7
BINS = 10
PRIOR = 0.1
"""Precision of the prior on θ that keeps every fold's fit finite: a standard deviation of 549 points."""

HALF, LEFT_OUT, DAVIDSON = "half", "left_out", "davidson"


@dataclass(frozen=True)
class TieModel:
    """One treatment of ties on held-out votes, in nats per vote (ln 2 = 0.693 is a coin).

    Attributes
    ----------
    decided_loss : log loss of who won, over votes with a winner.
    outcome_loss : log loss of win, tie or loss, over all votes. The two treatments without a model of ties
        predict a tie at the rate of the other folds.
    advantage : decided_loss of `half` minus this one; positive is better.
    advantage_error : standard error of the advantage.
    """

    decided_loss: float
    outcome_loss: float
    advantage: float
    advantage_error: float


@dataclass(frozen=True)
class CalibrationBin:
    """Held-out votes whose favourite was predicted with low ≤ probability < high.

    predicted: mean probability of the favourite; observed: mean points of the favourite (a tie is ½).
    """

    low: float
    high: float
    votes: int
    predicted: float
    observed: float


@dataclass(frozen=True)
class Prediction:
    """Result of `cross_validate`. Shares are of the held-out votes with a winner.

    Attributes
    ----------
    folds : number of folds. votes, decided : held-out votes, and those with a winner.
    models : by treatment of ties.
    accuracy : share that the favourite won.
    predicted_at_70 : share whose winner had been given at least 70 %.
    confident : share whose favourite, right or wrong, had been given at least 70 %.
    confident_right : among those, the share that the favourite won; NaN for none.
    bins : calibration of the board's own treatment, `half`, over all votes; empty bins are left out.
    calibration_error : mean distance of predicted and observed over all votes.
    """

    folds: int
    votes: int
    decided: int
    models: dict[str, TieModel]
    accuracy: float
    predicted_at_70: float
    confident: float
    confident_right: float
    bins: list[CalibrationBin]
    calibration_error: float


@dataclass(frozen=True, eq=False)
class _HeldOut:
    """One fold: held-out votes of each pair (P,), and by treatment P(first wins | decided) and P(tie)."""

    won: Floats
    lost: Floats
    tied: Floats
    wins: dict[str, Floats]
    ties: dict[str, Floats]


def split_into_folds(outcomes: OutcomeCounts, *, folds: int, seed: int) -> list[OutcomeCounts]:
    """Put each vote into one of `folds` parts at random, independently and with equal probability."""
    rng = np.random.default_rng(seed)
    parts = rng.multinomial(outcomes.counts.ravel(), np.full(folds, 1 / folds))
    return [
        replace(outcomes, counts=parts[:, fold].reshape(outcomes.counts.shape).astype(np.int64))
        for fold in range(folds)
    ]


def cross_validate(outcomes: OutcomeCounts, *, seed: int, folds: int = FOLDS) -> Prediction:
    """Predict each fold of the votes from the others.

    Parameters
    ----------
    outcomes : counts of the rated models.
    seed : seed of the folds.
    folds : number of folds, at least 2.

    Raises
    ------
    ValueError : no vote has a winner.
    """
    if not outcomes.counts[:, [WINS_FIRST, WINS_SECOND]].any():
        raise ValueError("no vote has a winner")
    held = list(_predict_folds(outcomes, split_into_folds(outcomes, folds=folds, seed=seed)))
    won, lost, tied = (
        np.concatenate([getattr(each, name) for each in held]) for name in ("won", "lost", "tied")
    )
    wins, ties = (
        {
            name: np.concatenate([getattr(each, field)[name] for each in held])
            for name in (HALF, LEFT_OUT, DAVIDSON)
        }
        for field in ("wins", "ties")
    )
    p, decided = wins[HALF], float(won.sum() + lost.sum())
    bins = _calibrate(p, won, lost, tied)
    votes = int(won.sum() + lost.sum() + tied.sum())
    confident = np.where(p >= CONFIDENT, won + lost, 0) + np.where(1 - p >= CONFIDENT, won + lost, 0)
    at_70 = np.where(p >= CONFIDENT, won, 0) + np.where(1 - p >= CONFIDENT, lost, 0)
    right = np.where(p > 0.5, won, np.where(p < 0.5, lost, 0.5 * (won + lost)))
    return Prediction(
        folds=folds,
        votes=votes,
        decided=int(decided),
        models={name: _judge(wins, ties[name], name, won, lost, tied) for name in wins},
        accuracy=float(right.sum() / decided),
        predicted_at_70=float(at_70.sum() / decided),
        confident=float(confident.sum() / decided),
        confident_right=float(at_70.sum() / confident.sum()) if confident.any() else float("nan"),
        bins=bins,
        calibration_error=sum(each.votes * abs(each.predicted - each.observed) for each in bins) / votes,
    )


def _predict_folds(outcomes: OutcomeCounts, parts: list[OutcomeCounts]) -> Iterator[_HeldOut]:
    for part in parts:
        train = replace(outcomes, counts=outcomes.counts - part.counts)
        decided_only = train.counts.copy()
        decided_only[:, [TIES, BOTH_BAD]] = 0
        half = fit(train, prior=PRIOR).theta
        left_out = fit(replace(train, counts=decided_only), prior=PRIOR).theta
        davidson = fit_davidson(train, prior=PRIOR)
        first, tie, second = outcome_probabilities(
            davidson.theta[outcomes.first] - davidson.theta[outcomes.second], davidson.eta
        )
        tied = int(train.counts[:, [TIES, BOTH_BAD]].sum())
        rate = np.full(first.shape, (tied + 1) / (train.counts.sum() + 2))
        counts = part.counts.astype(np.float64)
        yield _HeldOut(
            won=counts[:, WINS_FIRST],
            lost=counts[:, WINS_SECOND],
            tied=counts[:, TIES] + counts[:, BOTH_BAD],
            wins={
                HALF: win_probability(half[outcomes.first] - half[outcomes.second]),
                LEFT_OUT: win_probability(left_out[outcomes.first] - left_out[outcomes.second]),
                DAVIDSON: first / (first + second),
            },
            ties={HALF: rate, LEFT_OUT: rate, DAVIDSON: tie},
        )


def _judge(
    wins: dict[str, Floats], tie: Floats, name: str, won: Floats, lost: Floats, tied: Floats
) -> TieModel:
    p, usual = wins[name], wins[HALF]
    decided, votes = won.sum() + lost.sum(), won.sum() + lost.sum() + tied.sum()
    loss = -(won @ np.log(p) + lost @ np.log(1 - p))
    both = loss - tied @ np.log(tie) - (won + lost) @ np.log(1 - tie)
    gain_won, gain_lost = np.log(p / usual), np.log((1 - p) / (1 - usual))
    advantage = (won @ gain_won + lost @ gain_lost) / decided
    squares = (won @ gain_won**2 + lost @ gain_lost**2) / decided
    return TieModel(
        decided_loss=float(loss / decided),
        outcome_loss=float(both / votes),
        advantage=float(advantage),
        advantage_error=float(np.sqrt(max(squares - advantage**2, 0.0) / decided)),
    )


def _calibrate(p: Floats, won: Floats, lost: Floats, tied: Floats) -> list[CalibrationBin]:
    """Compare predicted and observed points of the favourite, by predicted probability from ½ to 1."""
    is_first = p >= 0.5
    favourite, points = np.where(is_first, p, 1 - p), np.where(is_first, won, lost) + 0.5 * tied
    votes = won + lost + tied
    edges = np.linspace(0.5, 1.0, BINS + 1)
    place = np.minimum(np.searchsorted(edges, favourite, side="right") - 1, BINS - 1)
    number, predicted, observed = (
        np.bincount(place, weights=weights, minlength=BINS) for weights in (votes, votes * favourite, points)
    )
    return [
        CalibrationBin(
            float(edges[i]),
            float(edges[i + 1]),
            int(number[i]),
            float(predicted[i] / number[i]),
            float(observed[i] / number[i]),
        )
        for i in range(BINS)
        if number[i]
    ]
