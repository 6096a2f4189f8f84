"""Whether a voter's votes gather on one model's battles. The draw is blind and random, so they do not.

The null of a vote: the model is in the battle with the probability p of the day's votes of all voters. The
alternatives: it is, with the probability s + (1 − s) p, for the shares s of PRESENCES. E is their mean
likelihood ratio. A voter of recognised models only is found by this, whatever the votes say.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moderation.statistics.keys import number_keys
from moderation.statistics.vote_log import Floats, Integers, VoteLog

PRESENCES = (0.9, 0.3)
PRIOR_VOTES = 20.0
"""Votes of all days that are added to a day's."""


@dataclass(frozen=True, eq=False)
class PresenceTest:
    """One row for each voter and model that met.

    Attributes
    ----------
    voter, model : (G,) the hypotheses.
    votes, present : (G,) the voter's votes, and those on the model's battles.
    expected : (G,) how many would be by chance.
    log_e : (G,) log E at the last vote, less the logarithm of the number of models that the voter met.
    """

    voter: Integers
    model: Integers
    votes: Integers
    present: Integers
    expected: Floats
    log_e: Floats


def run_presence_tests(log: VoteLog, day: NDArray, *, among: NDArray[np.bool_] | None = None) -> PresenceTest:
    """Test for each known voter and each model it met whether its votes gather there.

    day : (N,) number of each vote's day, any integers. among : (N,) which votes to read; None: all.
    """
    chosen = log.voter > 0 if among is None else (log.voter > 0) & among
    rows = np.flatnonzero(chosen)
    voters, index = number_keys(log.voter[rows])
    sizes = np.bincount(index, minlength=voters.size)
    days, of_day = number_keys((day - day.min(initial=0)).astype(np.int64))
    share = _day_shares(log, of_day, days.size)
    model = np.concatenate([log.a[rows], log.b[rows]])
    p = share[np.tile(of_day[rows], 2), model]
    keys, place = number_keys(np.tile(index, 2) * log.models + model)
    voter, of_model = np.divmod(keys, log.models)
    present = np.bincount(place, minlength=keys.size)
    logs = []
    for strength in PRESENCES:
        gained = np.bincount(place, weights=np.log((strength + (1 - strength) * p) / p), minlength=keys.size)
        logs.append(gained + (sizes[voter] - present) * np.log(1 - strength))
    met = np.bincount(voter, minlength=voters.size)
    expected = sizes[voter] * np.bincount(place, weights=p, minlength=keys.size) / np.maximum(present, 1)
    log_e = np.logaddexp(*logs) - np.log(len(logs)) - np.log(met[voter])
    return PresenceTest(voters[voter], of_model, sizes[voter], present, expected, log_e)


def _day_shares(log: VoteLog, of_day: Integers, days: int) -> Floats:
    """(days, models) the share of each day's votes on battles of each model."""
    cells = np.concatenate([of_day * log.models + log.a, of_day * log.models + log.b])
    counts = np.bincount(cells, minlength=days * log.models).reshape(days, log.models)
    overall = counts.sum(axis=0) / max(len(log), 1)
    votes = np.bincount(of_day, minlength=days)[:, None]
    share = (counts + PRIOR_VOTES * overall) / (votes + PRIOR_VOTES)
    return np.asarray(np.clip(share, 1e-6, 1.0))
