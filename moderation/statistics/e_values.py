"""Sequential tests by e-processes: likelihood ratios of what a voter does against what others did.

E_t = weighted mean over alternatives of Π q1 / Π q0, the null Π q0 a mixture over tie habits. Under the null
E_t exceeds 1/α at any time with a probability of at most α [Ville1939], so a voter may be tested after each
vote.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moderation.statistics.habits import Habit
from moderation.statistics.keys import number_keys, stable_order
from moderation.statistics.null_model import NullModel
from moderation.statistics.vote_log import LEFT, RIGHT, Floats, Integers, VoteLog

ALARM = 1000.0
"""An honest voter reaches this with a probability of at most one in a thousand, over all time."""
MIN_E = 20.0
"""No rule reads a smaller E: e-BH at 5 % selects none. Where a bound of E is below it, that is the result."""
LOG_MIN_E = float(np.log(MIN_E))
STRENGTHS = (1.0, 0.5)
ALTERNATIVES = ("coin", "uniform", "left", "tie", "right", "inverted")
FIXED = {
    "coin": (0.5, 0.0, 0.5),
    "uniform": (1 / 3, 1 / 3, 1 / 3),
    "left": (1.0, 0.0, 0.0),
    "tie": (0.0, 1.0, 0.0),
    "right": (0.0, 0.0, 1.0),
}
"""Probabilities of left, tie and right; "inverted" swaps the null's left and right."""
ALWAYS = 0.9
"""Share of votes that follow "always votes for m"; the rest is as the null."""
FLOOR = 1e-9
INVERTED_SHARE = 0.5
"""Weight of "inverted" in the mean over alternatives; the others share the rest. It differs least from the
null, so it is found last: the weight costs the others under one vote.
"""
VOTES_AT_ONCE = 1 << 17


@dataclass(frozen=True, eq=False)
class VoterTest:
    """Each known voter's test.

    Attributes
    ----------
    voter : (V,) numbers, ascending.
    votes : (V,) number of votes.
    log_e : (V,) the largest log E over time; below log MIN_E a bound of it.
    alarm_after : (V,) votes until E first exceeded ALARM; 0 if never.
    alternative : (V,) index into ALTERNATIVES of the one that fits best.
    """

    voter: Integers
    votes: Integers
    log_e: Floats
    alarm_after: Integers
    alternative: Integers


@dataclass(frozen=True, eq=False)
class TargetTest:
    """Tests of "always votes for this model", one for each voter and model that met.

    Attributes
    ----------
    voter, model : (G,) the hypotheses.
    votes, wins : (G,) votes on battles of the model, and those for it.
    log_e : (G,) the largest log E over time, less the logarithm of the number of models that the voter met:
        so ALARM bounds the false alarms of a voter over all models. Below log MIN_E a bound of it.
    alarm_after : (G,) votes on the model until that exceeded ALARM; 0 if never.
    """

    voter: Integers
    model: Integers
    votes: Integers
    wins: Integers
    log_e: Floats
    alarm_after: Integers


def _tested_rows(log: VoteLog, null: NullModel, among: NDArray[np.bool_] | None) -> Integers:
    """The votes that tests of voters read, in order of time."""
    is_read = (log.voter > 0) & null.is_testable
    return log.first_of_prompts(np.flatnonzero(is_read if among is None else is_read & among))


def run_voter_tests(log: VoteLog, null: NullModel, *, among: NDArray[np.bool_] | None = None) -> VoterTest:
    """Test each known voter against all alternatives. among: (N,) which votes to read; None: all."""
    rows = _tested_rows(log, null, among)
    rows = rows[stable_order(log.voter_number[rows])]
    parts = [_test_voters(log, null, part) for part in _parts_by_key(log.voter[rows], rows)]
    return VoterTest(*_joined(parts, 5))


def _test_voters(log: VoteLog, null: NullModel, rows: Integers) -> tuple[NDArray, ...]:
    side = log.side[rows]
    groups = _Groups(log.voter[rows])
    numerators = np.stack([groups.cumulate(each) for each in _log_alternatives(null.q[rows], side)])
    mean = _log_sum_exp(numerators + _log_weights()[:, None])
    likeliest = max(null.habits, key=lambda habit: habit.log_share)
    log_e, alarm_after, at = groups.peak(mean - _null_path(null, [likeliest], rows, side, groups))
    best = numerators[:, at].argmax(axis=0) // len(STRENGTHS)
    if len(null.habits) > 1 and (is_open := log_e >= LOG_MIN_E).any():
        some = np.repeat(is_open, groups.sizes)
        open_groups = _Groups(log.voter[rows[some]])
        path = mean[some] - _null_path(null, null.habits, rows[some], side[some], open_groups)
        log_e[is_open], alarm, at = open_groups.peak(path)
        alarm_after[:] = 0
        alarm_after[is_open] = alarm
        best[is_open] = numerators[:, np.flatnonzero(some)[at]].argmax(axis=0) // len(STRENGTHS)
    return groups.keys, groups.sizes, log_e, alarm_after, best


def _log_weights() -> Floats:
    """Log weights of the alternatives in order, each at every strength; they sum to one."""
    others = (1 - INVERTED_SHARE) / (len(ALTERNATIVES) - 1)
    each = [INVERTED_SHARE if name == "inverted" else others for name in ALTERNATIVES]
    return np.asarray(np.log(np.repeat(each, len(STRENGTHS)) / len(STRENGTHS)))


def _log_alternatives(q: Floats, side: Integers) -> list[Floats]:
    """Log probabilities of each vote's outcome: the alternatives in order, each at every strength."""
    index = np.arange(side.size)
    observed = q[index, side]
    logs = []
    for name in ALTERNATIVES:
        q1 = q[index, 2 - side] if name == "inverted" else np.asarray(FIXED[name])[side]
        logs += [
            np.log((1 - strength) * observed + strength * np.maximum(q1, FLOOR)) for strength in STRENGTHS
        ]
    return logs


def run_target_tests(log: VoteLog, null: NullModel, *, among: NDArray[np.bool_] | None = None) -> TargetTest:
    """Test for each known voter and each model it met whether it always votes for that model.

    Most voters meet a model a few times, where no E can be large. So every E is first bounded by what its
    votes gain together under the likeliest habit; only those whose bound reaches MIN_E are computed.
    """
    rows = _tested_rows(log, null, among)
    side = log.side[rows]
    voters, voter = number_keys(log.voter[rows])
    keys, number = number_keys(np.concatenate([voter * log.models + each[rows] for each in (log.a, log.b)]))
    is_win = np.concatenate([side == LEFT, side == RIGHT])
    voter_of_key, model = np.divmod(keys, log.models)
    votes = np.bincount(number, minlength=keys.size)
    wins = np.bincount(number[is_win], minlength=keys.size)
    met = np.log(np.maximum(np.bincount(voter_of_key, minlength=voters.size), 1))[voter_of_key]

    likeliest = max(null.tastes, key=lambda habit: habit.log_share)
    # Its taste is none, so it does not depend on which of the two models is asked about.
    by_null = null.log_probability(rows, side, likeliest)
    observed = null.q[rows, side]
    gains = [np.maximum(np.log((1 - ALWAYS) * observed + ALWAYS * each) - by_null, 0) for each in (0, 1)]
    gain = np.where(is_win, np.tile(gains[1], 2), np.tile(gains[0], 2))
    log_e = np.bincount(number, weights=gain, minlength=keys.size) - likeliest.log_share - met
    alarm_after = np.zeros(keys.size, dtype=np.int64)

    is_open = log_e >= LOG_MIN_E
    chosen = np.flatnonzero(is_open[number])
    chosen = chosen[np.lexsort((chosen % max(rows.size, 1), number[chosen]))]
    for part in _parts_by_key(number[chosen], chosen):
        groups = _Groups(number[part])
        path = _target_path(log, null, rows[part % rows.size], is_win[part], model[number[part]], groups)
        log_e[groups.keys], alarm_after[groups.keys], _at = groups.peak(path - met[number[part]])
    return TargetTest(voters[voter_of_key], model, votes, wins, log_e, alarm_after)


def _target_path(
    log: VoteLog,
    null: NullModel,
    rows: Integers,
    is_win: NDArray[np.bool_],
    model: Integers,
    groups: "_Groups",
) -> Floats:
    """(n,) log Π q1 / Π q0 of votes on one model up to each vote of its group."""
    side = log.side[rows]
    observed = null.q[rows, side]
    numerator = groups.cumulate(np.log((1 - ALWAYS) * observed + ALWAYS * is_win))
    sign = np.where(log.a[rows] == model, 1.0, -1.0)
    return numerator - _null_path(null, null.tastes, rows, side, groups, sign=sign)


def select_by_e_values(log_e: Floats, *, level: float = 0.05) -> NDArray[np.bool_]:
    """Which hypotheses to reject with a false discovery rate of at most `level` [WangRamdas2022].

    e-BH: reject the k largest for the largest k with e_(k) ≥ n / (level · k). It holds under any dependence.
    """
    n = log_e.size
    order = np.argsort(-log_e)
    needed = np.log(n) - np.log(level * np.arange(1, n + 1)) if n else np.zeros(0)
    passing = np.flatnonzero(log_e[order] >= needed)
    selected = np.zeros(n, dtype=bool)
    if passing.size:
        selected[order[: passing[-1] + 1]] = True
    return selected


def _null_path(
    null: NullModel,
    habits: Sequence[Habit],
    rows: Integers,
    side: Integers,
    groups: "_Groups",
    *,
    sign: Floats | float = 0.0,
) -> Floats:
    """(n,) log Π q0 up to each vote of its group, a mixture over tie habits."""
    paths = [
        groups.cumulate(null.log_probability(rows, side, habit, sign=sign)) + habit.log_share
        for habit in habits
    ]
    return _log_sum_exp(np.stack(paths))


def _log_sum_exp(rows: Floats) -> Floats:
    """(n,) log Σ exp over the first axis."""
    highest = rows.max(axis=0)
    return np.asarray(highest + np.log(np.exp(rows - highest).sum(axis=0)))


class _Groups:
    """Consecutive rows with an equal key."""

    def __init__(self, key: Integers):
        self.starts = np.flatnonzero(np.diff(key, prepend=key[0] - 1)) if key.size else np.zeros(0, np.int64)
        self.keys = key[self.starts]
        self.sizes = np.diff(self.starts, append=key.size)

    def cumulate(self, values: Floats) -> Floats:
        """Sums within each group up to each row."""
        total = np.cumsum(values)
        before = np.concatenate([[0.0], total])[self.starts]
        return np.asarray(total - np.repeat(before, self.sizes))

    def peak(self, paths: Floats) -> tuple[Floats, Integers, Integers]:
        """Each group's largest value, the number of rows until it exceeded ALARM (0: never), and its row."""
        if not self.starts.size:
            return np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64)
        highest = np.maximum.reduceat(paths, self.starts)
        place = np.arange(paths.size)
        at = np.minimum.reduceat(
            np.where(paths >= np.repeat(highest, self.sizes), place, paths.size), self.starts
        )
        first = np.minimum.reduceat(np.where(paths > np.log(ALARM), place, paths.size), self.starts)
        alarm_after = np.where(first < paths.size, first - self.starts + 1, 0)
        return highest, alarm_after, at


def _parts_by_key(key: Integers, rows: Integers):
    """Parts of sorted rows of about VOTES_AT_ONCE, none of which divides a voter's rows."""
    if not rows.size:
        return
    starts = np.flatnonzero(np.diff(key, prepend=key[0] - 1))
    cut = [0]
    for start in starts.tolist():
        if start - cut[-1] >= VOTES_AT_ONCE:
            cut.append(start)
    for first, last in zip(cut, [*cut[1:], rows.size], strict=True):
        yield rows[first:last]


def _joined(parts: list[tuple[NDArray, ...]], columns: int) -> list[NDArray]:
    if not parts:
        return [np.zeros(0, dtype=np.int64) for _ in range(columns)]
    return [np.concatenate(each) for each in zip(*parts, strict=True)]
