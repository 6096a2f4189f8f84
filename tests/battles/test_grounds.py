"""The grounds on which votes do not count: one table, and everything that is built from it."""

import pytest
from django.utils import translation

from battles.counting import REASONS, Reason
from battles.grounds import DECIDED, DECIDED_OFFSET, GROUNDS
from battles.models import Exclusion
from moderation.decisions.forms import STAFF_REASONS
from moderation.findings.contests import CONTESTABLE
from moderation.policies import POLICY_OF_REASON, Policy

STORED = {
    "SIDE_BY_SIDE": 1,
    "SELF_BATTLE": 2,
    "FAILED_ANSWER": 3,
    "STOPPED": 4,
    "IDENTITY_LEAK": 5,
    "PROMPTED_IDENTITY": 6,
    "VOTER_BLOCKED": 7,
    "IDENTITY_REQUEST": 8,
    "CONTROL_BATTLE": 9,
    "OVER_VOTER_CAP": 10,
    "OVER_PREFIX_CAP": 11,
    "EVIDENCE_TIER": 12,
    "PENDING": 13,
    "SET_ASIDE_LEAKED_IDENTITY": 21,
    "SET_ASIDE_ABUSIVE": 22,
    "SET_ASIDE_SPAM": 23,
    "SET_ASIDE_MANIPULATION": 24,
    "SET_ASIDE_DUPLICATE": 25,
    "SET_ASIDE_BROKEN_ANSWER": 26,
    "SET_ASIDE_TEST": 27,
    "SET_ASIDE_OTHER": 28,
    "SET_ASIDE_UNVEILED": 29,
    "SET_ASIDE_LIVE_VIEW": 30,
    "SET_ASIDE_IMPORT_WITHDRAWN": 31,
}
"""Codes and numbers that ledgers and exports contain. A new ground is added here, none is changed."""

each_ground = pytest.mark.parametrize("ground", GROUNDS, ids=lambda ground: ground.code.lower())


def test_codes_and_numbers_never_change_their_meaning():
    assert {ground.code: ground.number for ground in GROUNDS} == STORED
    assert all(0 < ground.number <= 255 for ground in GROUNDS)


@each_ground
def test_a_ground_is_a_reason_with_public_text_in_both_languages(ground):
    reason = Reason(ground.number)
    assert (reason.name, reason.slug) == (ground.code, ground.code.lower())
    assert REASONS[reason] is ground
    for text in filter(None, (ground.label, ground.to_voter, ground.staff_label)):
        with translation.override("zh-hant"):
            chinese = str(text)
        assert chinese != str(text)


@each_ground
def test_a_ground_of_decisions_has_its_exclusion_and_its_policy_and_no_other_has(ground):
    if ground not in DECIDED:
        assert (ground.policy, ground.staff_label, ground.is_for_staff) == ("", None, False)
        return
    reason = Exclusion.Reason(ground.number - DECIDED_OFFSET)
    assert (reason.name, reason.label) == (ground.exclusion_code, ground.staff_label)
    assert Reason(ground.number).is_decided
    assert POLICY_OF_REASON[reason] == Policy(ground.policy)


def test_no_enum_has_a_member_that_the_table_lacks():
    assert set(Reason) == {Reason.COUNTED, *REASONS}
    assert len(Exclusion.Reason) == len(DECIDED) == len(POLICY_OF_REASON)


def test_staff_choose_and_voters_contest_what_the_table_allows():
    assert [value for value, _label in STAFF_REASONS] == [
        g.exclusion_number for g in DECIDED if g.is_for_staff
    ]
    assert list(CONTESTABLE) == [Reason(ground.number) for ground in GROUNDS if ground.is_contestable]
    assert Exclusion.Reason.UNVEILED not in dict(STAFF_REASONS)
    assert Reason.STOPPED not in CONTESTABLE
