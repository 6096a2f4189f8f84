"""Rules about newcomers: their votes together, against those of established voters on the same pairs.

An attacker with many accounts needs few votes of each, so no test of a voter sees him. But his accounts are
new, and together they gather on a model or favour it.

- Layers: the first vote of each voter; the second to the ESTABLISHED_AFTER-th; later ones of the first day.
- Established votes are all others. Only they make the null, so that rigged votes do not excuse each other.
- Windows: an hour, a day, a week, 28 days; each by evidence tier where there are several, then whole.
- Narrow layers and windows first. What they suspect is left out of the wider ones: so a proposed set is
  small, and few honest votes are in it.
- One campaign a model, direction and 28 days. The thresholds allow for all tests of a scan together.

An account may first cast some votes as people do, so that its rigged one is established. So before all of
this, established votes of voters with few votes in all (FEW_VOTES) are compared with those of voters with
more: do they gather on a model? What these tests suspect is not in the null of the others.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from statistics import NormalDist

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from moderation.scan.ledger.group_words import build_key, list_days
from moderation.scan.ledger.suspicions import GroupSuspicion
from moderation.scan.ledger.votes import LedgerVotes
from moderation.statistics import OutcomeCounts, count_presence_by_group, sum_by_group

NEW_VOTERS, GATHERING, FEW_GATHER = "new-voters-burst", "new-voters-gather", "few-votes-gather"
LEVEL = 0.001
ESTABLISHED_AFTER = 5
NEW_SECONDS = 86_400
"""A voter's votes are a newcomer's for so long after the first, however many."""
WINDOWS = (3_600, 86_400, 7 * 86_400, 28 * 86_400)
MONTH = WINDOWS[-1]
TIERS = 8
FEW_VOTES = (7, 12, 25)
"""Layers of voters by their number of votes, the upper ends; a voter above the last has many."""
FEW_WINDOWS = WINDOWS[2:]
MIN_VOTES = 20
MIN_VOTERS = 3
MIN_RATIO = 1.5
"""A model's share among newcomers, over its share among established voters."""
MIN_GAIN = 0.1
"""Points of a vote by which newcomers differ, on average: a smaller difference may be one of taste."""
TESTS = 3 * len(WINDOWS) * 2 * 2 + len(FEW_VOTES) * len(FEW_WINDOWS) * 2
"""Layers, windows, whole or by tier, two rules or one: among so many families the level is divided."""

Mask = NDArray[np.bool_]


@dataclass
class _Sum:
    """What the tests of one model, direction and 28 days have found."""

    rule: str
    model: int
    month: int
    direction: int
    members: list[NDArray[np.int64]] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)

    def add(self, rows: NDArray[np.int64], numbers: dict[str, float]) -> None:
        """Add the members of one group; the numbers are those of the clearest one."""
        self.members.append(rows)
        if numbers["clarity"] > self.numbers.get("clarity", 0.0):
            self.numbers = numbers


def newcomers(ledger: LedgerVotes) -> Iterator[GroupSuspicion]:
    """Newcomers' votes that gather on a model, and those that favour or hurt one."""
    layers, established = split_by_experience(ledger)
    if not established.any():
        return
    found: dict[tuple, _Sum] = {}
    taken = np.zeros(len(ledger.log), dtype=bool)
    few, many = split_by_number(ledger, established)
    if many.any():
        rule = partial(_find_gathering, others=many & ledger.is_live, rule=FEW_GATHER)
        _look_through(ledger, few, FEW_WINDOWS, [rule], found, taken)
        established = established & ~taken
    rules = [
        partial(_find_gathering, others=established & ledger.is_live),
        partial(_find_favour, said=ledger.log.where(established).counts),
    ]
    _look_through(ledger, layers, WINDOWS, rules, found, taken)
    for each in found.values():
        yield _suspicion(ledger, each)


def _look_through(ledger: LedgerVotes, layers, windows, rules, found: dict[tuple, _Sum], taken: Mask) -> None:
    """Apply rules to the groups of each layer and window; adds to `found`, and to the votes `taken`."""
    for layer in layers:
        for window in windows:
            for group in _groups(ledger, layer, window):
                for rule in rules:
                    open_group = np.where(taken, -1, group)
                    for each, rows, numbers in rule(ledger, open_group, window):
                        key = (each.rule, each.model, each.month, each.direction)
                        found.setdefault(key, each).add(_members(ledger, each, rows), numbers)
                        # All of them: the votes that remain of a group would excuse others in wider windows.
                        taken[rows] = True


def split_by_number(ledger: LedgerVotes, established: Mask) -> tuple[tuple[Mask, ...], Mask]:
    """Established votes by their voter's number of votes: ((N,) those of each layer, (N,) of many)."""
    number = np.bincount(ledger.log.voter)[ledger.log.voter]
    ends = zip((0, *FEW_VOTES), FEW_VOTES, strict=False)
    layers = tuple(established & ledger.is_live & (number > low) & (number <= high) for low, high in ends)
    return layers, established & (number > FEW_VOTES[-1])


def split_by_experience(ledger: LedgerVotes) -> tuple[tuple[Mask, ...], Mask]:
    """((N,) the votes of each layer, (N,) those of established voters)."""
    voter, at = ledger.log.voter, ledger.votes.cast_at
    known = (voter > 0) & ~np.isnan(at)
    first = np.full(int(voter.max(initial=0)) + 1, np.inf)
    np.fmin.at(first, voter[known], at[known])
    order = np.lexsort((np.arange(voter.size), voter))
    starts = np.flatnonzero(np.diff(voter[order], prepend=-1))
    nth = np.empty(voter.size, dtype=np.int64)
    nth[order] = np.arange(voter.size) - np.repeat(starts, np.diff(starts, append=voter.size)) + 1
    with np.errstate(invalid="ignore"):
        is_young = known & (at - first[voter] < NEW_SECONDS)
    early = known & (nth <= ESTABLISHED_AFTER)
    layers = (early & (nth == 1), early & (nth > 1), is_young & ~early)
    return tuple(each & ledger.is_live for each in layers), known & ~early & ~is_young


def _groups(ledger: LedgerVotes, layer: Mask, window: int) -> Iterator[NDArray[np.int64]]:
    """Group numbers of a layer's votes by window and tier, and by window, where there is a new vote."""
    number = ledger.number_windows(window)
    active = np.isin(number, np.unique(number[ledger.is_new & layer])) & layer
    tier = ledger.votes.evidence_tier.astype(np.int64)
    if np.unique(tier[active]).size > 1:
        yield np.where(active, number * TIERS + tier, -1)
    yield np.where(active, number * TIERS, -1)


def _find_gathering(
    ledger, group, window, *, others: Mask, rule: str = GATHERING
) -> Iterator[tuple[_Sum, NDArray, dict]]:
    """Groups whose votes are on a model's battles more often than established voters' at the time."""
    # Strata of time in which the draw was the same: hours in windows of an hour, otherwise days.
    stratum = ledger.hour if window < NEW_SECONDS else ledger.day
    seen = count_presence_by_group(ledger.log, group, stratum, others)
    enough = (seen.votes >= MIN_VOTES) & (seen.expected > 0)
    tests = max(int(np.count_nonzero(enough)), 1)
    threshold = math.log(LEVEL / TESTS / tests)
    for i in np.flatnonzero(enough & (seen.log_p < threshold) & (seen.ratio >= MIN_RATIO)).tolist():
        model = int(seen.model[i])
        rows = _rows_on(ledger, group == seen.group[i], model)
        if rows.size < MIN_VOTERS:
            continue
        numbers = {
            "window_seconds": window,
            "clarity": -float(seen.log_p[i]) / math.log(10),
            "votes_of_newcomers" if rule == GATHERING else "votes_of_group": int(seen.votes[i]),
            "present": int(seen.present[i]),
            "expected_by_chance": round(float(seen.expected[i]), 1),
            "log10_p": round(float(seen.log_p[i]) / math.log(10), 2),
        }
        yield _Sum(rule, model, _month(ledger, rows), 0), rows, numbers


def _find_favour(ledger, group, window, *, said: OutcomeCounts) -> Iterator[tuple[_Sum, NDArray, dict]]:
    """Groups whose votes favour or hurt a model more than established voters' on the same pairs."""
    sums = sum_by_group(ledger.log, group, taste=ledger.null.taste.deviation, reference=said)
    enough = (sums.votes >= MIN_VOTES) & (sums.voters >= MIN_VOTERS)
    tests = int(np.count_nonzero(enough))
    if not tests:
        return
    threshold = NormalDist().inv_cdf(1 - LEVEL / TESTS / 2 / tests) * _spread(sums.z[enough])
    clear = enough & (np.abs(sums.z) > threshold) & (np.abs(sums.gain) >= MIN_GAIN * sums.votes)
    for i in np.flatnonzero(clear).tolist():
        model, direction = int(sums.model[i]), 1 if sums.z[i] > 0 else -1
        rows = _rows_on(ledger, group == sums.group[i], model)
        numbers = {
            "window_seconds": window,
            "clarity": abs(float(sums.z[i])) - threshold,
            "votes_of_newcomers": int(sums.votes[i]),
            "gain": round(float(sums.gain[i]), 1),
            "z": round(float(sums.z[i]), 2),
            "threshold": round(float(threshold), 2),
        }
        yield (
            _Sum(NEW_VOTERS, model, _month(ledger, rows), direction),
            rows,
            numbers,
        )


def _rows_on(ledger: LedgerVotes, mask: Mask, model: int) -> NDArray[np.int64]:
    """The votes of a mask on a model's battles."""
    return np.flatnonzero(mask & ((ledger.log.a == model) | (ledger.log.b == model)))


def _points(ledger: LedgerVotes, rows: NDArray[np.int64], model: int) -> NDArray[np.int64]:
    """1 for a vote for the model, 0 for a tie, −1 for one against it."""
    return (1 - ledger.log.side[rows]) * np.where(ledger.log.a[rows] == model, 1, -1)


def _members(ledger: LedgerVotes, found: _Sum, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """What a reviewer would set aside: the votes in the direction; all where the votes gather."""
    return rows[_points(ledger, rows, found.model) * found.direction > 0] if found.direction else rows


def _spread(z: NDArray[np.float64]) -> float:
    """How much wider than a standard normal the sums of all models are: newcomers may differ everywhere."""
    if z.size < MIN_VOTES:
        return 1.0
    low, high = np.percentile(z, [25, 75])
    return max(1.0, float(high - low) / 1.349)


def _month(ledger: LedgerVotes, rows: NDArray[np.int64]) -> int:
    return int(ledger.votes.cast_at[rows[0]] // MONTH)


def _suspicion(ledger: LedgerVotes, found: _Sum) -> GroupSuspicion:
    rows = np.unique(np.concatenate(found.members))
    points = _points(ledger, rows, found.model)
    contender = ledger.model_id(found.model)
    titles = {
        NEW_VOTERS: _("New voters who agree on one model"),
        GATHERING: _("New voters who gather on one model"),
        FEW_GATHER: _("Voters with few votes who gather on one model"),
    }
    clarity = found.numbers.pop("clarity")
    return GroupSuspicion(
        found.rule,
        key=build_key(found.rule, contender, found.month, found.direction),
        title=titles[found.rule],
        strength=round(min(1.0, 0.6 + clarity / 50), 3),
        votes=int(rows.size),
        evidence={
            "contender": contender,
            "votes": int(rows.size),
            "voters": int(np.unique(ledger.log.voter[rows]).size),
            "wins": int(np.count_nonzero(points > 0)),
            "losses": int(np.count_nonzero(points < 0)),
            **found.numbers,
            "days": list_days(ledger.day[rows]),
        },
        battles=ledger.votes.battle[rows].tolist(),
    )
