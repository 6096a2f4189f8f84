"""Davidson's model: Bradley–Terry strengths, and a parameter for how often equals tie [Davidson1970]."""

from dataclasses import dataclass

import numpy as np

from ratings.core.bradley_terry import laplacian
from ratings.core.errors import NotConverged
from ratings.core.outcome_counts import (
    BOTH_BAD,
    TIES,
    WINS_FIRST,
    WINS_SECOND,
    Floats,
    OutcomeCounts,
    per_model,
)

MAX_STEP = 2.0
HALF_VOTE = 0.5
"""Added to ties and to decided votes for the first estimate of ν, so that a log without ties has one."""


@dataclass(frozen=True, eq=False)
class DavidsonFit:
    """`theta` (M,): strengths in natural-log units, mean zero. `eta`: ln ν; two equal models tie with
    probability ν / (2 + ν).
    """

    theta: Floats
    eta: float


def fit_davidson(
    outcomes: OutcomeCounts, *, prior: float, tolerance: float = 1e-9, max_steps: int = 100
) -> DavidsonFit:
    """Maximise the likelihood of wins, ties and losses by Newton's method. Both-bad counts as a tie.

    With d = θ_i − θ_j the outcomes have weights e^{d/2}, ν and e^{−d/2}.

    Parameters
    ----------
    outcomes : counts of M models.
    prior : precision of a normal prior on each θ and on ln ν; positive, so that the maximum exists.
    tolerance : largest change of any parameter in the last step.
    max_steps : largest number of steps.

    Raises
    ------
    NotConverged : the parameters still change after `max_steps`.
    """
    ties = (outcomes.counts[:, TIES] + outcomes.counts[:, BOTH_BAD]).astype(np.float64)
    won, lost = (outcomes.counts[:, column].astype(np.float64) for column in (WINS_FIRST, WINS_SECOND))
    games, n_models = won + lost + ties, outcomes.n_models
    theta = np.zeros(n_models)
    eta = float(np.log(2 * (ties.sum() + HALF_VOTE) / ((won + lost).sum() + HALF_VOTE)))
    for _step in range(max_steps):
        first, tie, second = outcome_probabilities(theta[outcomes.first] - theta[outcomes.second], eta)
        lead = first - second
        pull = 0.5 * (won - lost - games * lead)
        gradient = np.append(
            per_model(outcomes, pull, -pull) - prior * theta, (ties - games * tie).sum() - prior * eta
        )
        cross = -0.5 * games * lead * tie
        information = np.zeros((n_models + 1, n_models + 1))
        information[:n_models, :n_models] = laplacian(outcomes, 0.25 * games * (first + second - lead**2))
        information[:n_models, n_models] = per_model(outcomes, cross, -cross)
        information[n_models, :n_models] = information[:n_models, n_models]
        information[n_models, n_models] = (games * tie * (1 - tie)).sum()
        information[np.diag_indices(n_models + 1)] += prior
        step = np.linalg.solve(information, gradient)
        step *= min(1.0, MAX_STEP / max(float(np.abs(step).max()), MAX_STEP))
        theta, eta = theta + step[:n_models], eta + float(step[n_models])
        if float(np.abs(step).max()) <= tolerance:
            return DavidsonFit(theta - theta.mean(), eta)
    raise NotConverged(f"Davidson's parameters still moved after {max_steps} Newton steps")


def outcome_probabilities(difference: Floats, eta: float) -> tuple[Floats, Floats, Floats]:
    """P(first wins), P(tie), P(second wins) for differences θ_first − θ_second."""
    half = 0.5 * np.abs(difference)  # relative to the likelier win, so that nothing overflows
    stronger, tie, weaker = np.ones_like(half), np.exp(eta - half), np.exp(-2 * half)
    total = stronger + tie + weaker
    is_first = difference >= 0
    return (
        np.where(is_first, stronger, weaker) / total,
        np.asarray(tie / total),
        np.where(is_first, weaker, stronger) / total,
    )
