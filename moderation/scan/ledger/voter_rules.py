"""Rules about single voters, by e-processes against other voters on the same pair."""

import math
from collections.abc import Iterator
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from moderation.scan.ledger.suspicions import VoterSuspicion
from moderation.scan.ledger.votes import LedgerVotes
from moderation.statistics import (
    ALARM,
    ALTERNATIVES,
    PresenceTest,
    TargetTest,
    run_presence_tests,
    run_voter_tests,
    select_by_e_values,
)

UNLIKE_OTHERS, ONE_MODEL, GATHERED = "votes-unlike-others", "always-for-one-model", "votes-on-one-model"
MIN_PRESENT = 4
"""Fewer votes on a model's battles are no sign, however rare the model is."""
LOG_ALARM = math.log(ALARM)


def voters_unlike_others(ledger: LedgerVotes) -> Iterator[VoterSuspicion]:
    """Voters whose votes fit a simple rule better than what others said of the same pairs."""
    tests = run_voter_tests(ledger.log, ledger.null, among=ledger.is_of_active_voter & ledger.is_live)
    selected = select_by_e_values(tests.log_e)
    for i in np.flatnonzero(tests.log_e > LOG_ALARM).tolist():
        yield VoterSuspicion(
            UNLIKE_OTHERS,
            voter=int(tests.voter[i]),
            strength=_strength(tests.log_e[i], is_selected=bool(selected[i])),
            votes=int(tests.votes[i]),
            evidence={
                "alternative": ALTERNATIVES[int(tests.alternative[i])],
                "log10_e": _log10(tests.log_e[i]),
                "alarm_after": int(tests.alarm_after[i]),
                "votes": int(tests.votes[i]),
                "among_all": bool(selected[i]),
            },
        )


def voters_for_one_model(ledger: LedgerVotes) -> Iterator[VoterSuspicion]:
    """Voters who vote for one model whatever they read; of several models the clearest."""
    tests = ledger.target_tests
    is_active = np.isin(tests.voter, ledger.log.voter[ledger.is_of_active_voter])
    tests = TargetTest(*(getattr(tests, each.name)[is_active] for each in fields(tests)))
    selected = select_by_e_values(tests.log_e)
    suspicious = np.flatnonzero(tests.log_e > LOG_ALARM)
    for voter, i in _find_clearest(tests, suspicious):
        yield VoterSuspicion(
            ONE_MODEL,
            voter=voter,
            strength=_strength(tests.log_e[i], is_selected=bool(selected[i])),
            votes=int(tests.votes[i]),
            evidence={
                "contender": ledger.model_id(int(tests.model[i])),
                "votes": int(tests.votes[i]),
                "wins": int(tests.wins[i]),
                "log10_e": _log10(tests.log_e[i]),
                "alarm_after": int(tests.alarm_after[i]),
                "among_all": bool(selected[i]),
            },
        )


def voters_on_one_model(ledger: LedgerVotes) -> Iterator[VoterSuspicion]:
    """Voters whose votes gather on the battles of one model, more than a blind draw explains."""
    among = ledger.is_of_active_voter & ledger.is_live
    tests = run_presence_tests(ledger.log, ledger.day, among=among)
    selected = select_by_e_values(tests.log_e)
    suspicious = np.flatnonzero((tests.log_e > LOG_ALARM) & (tests.present >= MIN_PRESENT))
    for voter, i in _find_clearest(tests, suspicious):
        yield VoterSuspicion(
            GATHERED,
            voter=voter,
            strength=_strength(tests.log_e[i], is_selected=bool(selected[i])),
            votes=int(tests.votes[i]),
            evidence={
                "contender": ledger.model_id(int(tests.model[i])),
                "votes": int(tests.votes[i]),
                "present": int(tests.present[i]),
                "expected_by_chance": round(float(tests.expected[i]), 1),
                "log10_e": _log10(tests.log_e[i]),
                "among_all": bool(selected[i]),
            },
        )


def _log10(log_e: float) -> float:
    return round(float(log_e) / math.log(10), 2)


def _find_clearest(tests: TargetTest | PresenceTest, suspicious: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Each voter of these tests, in ascending order, with the index of the voter's clearest one."""
    clearest: dict[int, int] = {}
    for i in suspicious[np.argsort(tests.log_e[suspicious])].tolist():
        clearest[int(tests.voter[i])] = i
    return sorted(clearest.items())


def _strength(log_e: float, *, is_selected: bool) -> float:
    """From 0.5 at the alarm; at least 0.8 where the test holds among all voters together."""
    strength = min(1.0, 0.5 + (log_e - LOG_ALARM) / (4 * LOG_ALARM))
    return round(max(strength, 0.8 if is_selected else 0.0), 3)
