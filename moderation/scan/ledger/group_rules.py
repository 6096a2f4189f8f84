"""Rules about groups of votes on one model: networks, equal prompts, and voters who agree.

A sum Z is suspicious beyond a threshold that one honest group in a thousand scans would exceed, over all
groups and models of the scan (Bonferroni). Only groups of several voters with enough votes are looked at.
"""

import math
from collections.abc import Iterator
from statistics import NormalDist

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from moderation.scan.ledger.group_words import build_key, list_days
from moderation.scan.ledger.suspicions import GroupSuspicion
from moderation.scan.ledger.votes import LedgerVotes
from moderation.statistics import GroupSum, sum_by_group

NETWORK, SAME_PROMPT, AGREEING = "network-burst", "same-prompt", "agreeing-voters"
LEVEL = 0.001
MIN_VOTES = 20
MIN_VOTERS = 3
MIN_AGREEING = 5
WEAK = 100.0
"""E of a voter who alone is no alarm but agrees with others; honest ones reach it once in a hundred."""


def network_bursts(ledger: LedgerVotes) -> Iterator[GroupSuspicion]:
    """The votes of one network on one day that favour or hurt one model."""
    group = np.where(ledger.network >= 0, ledger.network * 100_000 + ledger.day, -1)
    yield from find_sums(ledger, group, NETWORK, _("One network on one day"))


def same_prompts(ledger: LedgerVotes) -> Iterator[GroupSuspicion]:
    """The votes on equal first prompts that favour or hurt one model, by one voter or several."""
    has_prompt = (ledger.log.prompt != 0) & ledger.is_live
    active = np.isin(ledger.log.prompt, np.unique(ledger.log.prompt[ledger.is_new]))
    _prompts, number = np.unique(ledger.log.prompt, return_inverse=True)
    group = np.where(has_prompt & active, number, -1)
    yield from find_sums(ledger, group, SAME_PROMPT, _("Equal prompts"), min_voters=1)


def agreeing_voters(ledger: LedgerVotes) -> Iterator[GroupSuspicion]:
    """More voters than chance explains who each lean towards one model."""
    tests = ledger.target_tests
    leans = tests.log_e > math.log(WEAK)
    # E allows for the number of models that a voter met, so chance has this share of the voter's tests.
    _voters, of_test, models_met = np.unique(tests.voter, return_inverse=True, return_counts=True)
    by_chance = np.bincount(
        tests.model, weights=1 / (WEAK * models_met[of_test]), minlength=ledger.log.models
    )
    count = np.bincount(tests.model[leans], minlength=ledger.log.models)
    for model in np.flatnonzero(count >= MIN_AGREEING).tolist():
        expected = float(by_chance[model])
        if _poisson_tail(int(count[model]), expected) > LEVEL / ledger.log.models:
            continue
        rows = leans & (tests.model == model)
        contender = ledger.model_id(model)
        yield GroupSuspicion(
            AGREEING,
            key=build_key(AGREEING, contender),
            title=_("Voters who agree on one model"),
            strength=0.9,
            votes=int(tests.votes[rows].sum()),
            evidence={
                "contender": contender,
                "voters": int(count[model]),
                "expected_by_chance": round(expected, 3),
                "votes": int(tests.votes[rows].sum()),
                "wins": int(tests.wins[rows].sum()),
            },
            voters=tests.voter[rows].tolist(),
        )


def find_sums(
    ledger: LedgerVotes, group: NDArray[np.int64], rule: str, title: str, *, min_voters: int = MIN_VOTERS
) -> Iterator[GroupSuspicion]:
    """The groups (N,) whose sums of votes on a model are beyond the threshold."""
    group = _without_small(group)
    sums = sum_by_group(ledger.log, group, taste=ledger.null.taste.deviation)
    enough = (sums.votes >= MIN_VOTES) & (sums.voters >= min_voters)
    if not enough.any():
        return
    threshold = NormalDist().inv_cdf(1 - LEVEL / 2 / int(np.count_nonzero(enough)))
    for i in np.flatnonzero(enough & (np.abs(sums.z) > threshold)).tolist():
        yield _suspicion(ledger, group, rule, title, sums, i, threshold)


def _without_small(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """The group numbers, −1 for groups with fewer than MIN_VOTES votes: none of their sums is looked at."""
    rows = np.flatnonzero(group >= 0)
    groups, number = np.unique(group[rows], return_inverse=True)
    kept = np.full(group.size, -1, dtype=np.int64)
    is_enough = np.bincount(number, minlength=groups.size)[number] >= MIN_VOTES
    kept[rows[is_enough]] = group[rows[is_enough]]
    return kept


def _suspicion(
    ledger: LedgerVotes,
    group: NDArray[np.int64],
    rule: str,
    title: str,
    sums: GroupSum,
    i: int,
    threshold: float,
) -> GroupSuspicion:
    model, direction = int(sums.model[i]), 1 if sums.z[i] > 0 else -1
    rows = np.flatnonzero(group == sums.group[i])
    left, right = ledger.log.a[rows] == model, ledger.log.b[rows] == model
    score = (ledger.log.side[rows] - 1) * np.where(left, -1, 1) * direction
    members = rows[(left | right) & (score > 0)]
    contender = ledger.model_id(model)
    first = int(ledger.votes.battle[rows].min())
    return GroupSuspicion(
        rule,
        key=build_key(rule, contender, first),
        title=title,
        strength=round(min(1.0, 0.6 + (abs(float(sums.z[i])) - threshold) / 20), 3),
        votes=int(sums.votes[i]),
        evidence={
            "contender": contender,
            "votes": int(sums.votes[i]),
            "voters": int(sums.voters[i]),
            "gain": round(float(sums.gain[i]), 1),
            "z": round(float(sums.z[i]), 2),
            "threshold": round(threshold, 2),
            "days": list_days(ledger.day[members]),
        },
        battles=ledger.votes.battle[members].tolist(),
    )


def _poisson_tail(count: int, expected: float) -> float:
    """P(X ≥ count) for a Poisson variable."""
    term = below = math.exp(-expected)
    for k in range(1, count):
        term *= expected / k
        below += term
    return max(1 - below, 0.0)
