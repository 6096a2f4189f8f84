"""Sequential tests by e-processes: likelihood ratios of what a voter does against what others did.

E_t = weighted mean over alternatives of Π q1 / Π q0, the null Π q0 a mixture over tie habits. Under the null
E_t exceeds 1/α at any time with a probability of at most α [Ville1939], so a voter may be tested after each
vote.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moderation.statistics.null_model import LEFT, RIGHT, Floats, Habit, Integers, NullModel, VoteLog

ALARM = 1000.0
"""An honest voter reaches this with a probability of at most one in a thousand, over all time."""
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
    log_e : (V,) the largest log E over time.
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
        so ALARM bounds the false alarms of a voter over all models.
    alarm_after : (G,) votes on the model until that exceeded ALARM; 0 if never.
    """

    voter: Integers
    model: Integers
    votes: Integers
    wins: Integers
    log_e: Floats
    alarm_after: Integers


def _all_true(log: VoteLog, among: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    return np.ones(len(log), dtype=bool) if among is None else among


def run_voter_tests(log: VoteLog, null: NullModel, *, among: NDArray[np.bool_] | None = None) -> VoterTest:
    """Test each known voter against all alternatives. among: (N,) which votes to read; None: all."""
    rows = log.first_of_prompts(np.flatnonzero((log.voter > 0) & null.is_testable & _all_true(log, among)))
    rows = rows[np.argsort(log.voter[rows], kind="stable")]
    parts = [_test_voters(log, null, part) for part in _parts_by_key(log.voter[rows], rows)]
    return VoterTest(*_joined(parts, 5))


def _test_voters(log: VoteLog, null: NullModel, rows: Integers) -> tuple[NDArray, ...]:
    side = log.side[rows]
    groups = _Groups(log.voter[rows])
    null_path = _null_path(null, null.habits, rows, side, groups)
    numerators = np.stack([groups.cumulate(each) for each in _log_alternatives(null.q[rows], side)])
    paths = _log_sum_exp(numerators + _log_weights()[:, None]) - null_path
    log_e, alarm_after, at = groups.peak(paths)
    best = numerators[:, at].argmax(axis=0) // len(STRENGTHS)
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
    """Test for each known voter and each model it met whether it always votes for that model."""
    known = log.first_of_prompts(np.flatnonzero((log.voter > 0) & null.is_testable & _all_true(log, among)))
    rows = np.concatenate([known, known])
    model = np.concatenate([log.a[known], log.b[known]])
    wins = np.concatenate([log.side[known] == LEFT, log.side[known] == RIGHT])
    key = log.voter[rows] * log.models + model
    order = np.lexsort((rows, key))
    rows, wins, key = rows[order], wins[order], key[order]
    parts, start = [], 0
    for part in _parts_by_key(key // log.models, rows):
        parts.append(
            _test_targets(log, null, part, wins[start : start + part.size], key[start : start + part.size])
        )
        start += part.size
    keys, votes, won, log_e, alarm = _joined(parts, 5)
    voter, model = np.divmod(keys, log.models)
    return TargetTest(voter, model, votes, won, log_e, alarm)


def _test_targets(
    log: VoteLog, null: NullModel, rows: Integers, wins: NDArray[np.bool_], key: Integers
) -> tuple[NDArray, ...]:
    side = log.side[rows]
    groups = _Groups(key)
    q = null.q[rows]
    observed = q[np.arange(rows.size), side]
    numerator = groups.cumulate(np.log((1 - ALWAYS) * observed + ALWAYS * wins))
    sign = np.where(log.a[rows] == key % log.models, 1.0, -1.0)
    paths = numerator - _null_path(null, null.tastes, rows, side, groups, sign=sign)
    met = np.log(_models_met(key, log.models))
    log_e, alarm_after, _ = groups.peak(paths - met)
    return groups.keys, groups.sizes, groups.total(wins), log_e, alarm_after


def _models_met(key: Integers, models: int) -> Floats:
    """(n,) the number of models that the voter of each row met; a voter's rows are in one part."""
    voter = key // models
    keys = np.unique(key)
    voters, counts = np.unique(keys // models, return_counts=True)
    return counts[np.searchsorted(voters, voter)].astype(np.float64)


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

    def total(self, values: NDArray) -> Integers:
        """The sum of each group."""
        return (
            np.add.reduceat(values.astype(np.int64), self.starts)
            if self.starts.size
            else np.zeros(0, np.int64)
        )

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
