"""What moderation says in public: figures and reasons, and nobody's name."""

import dataclasses
import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from battles.models import Battle, Exclusion, Voter
from moderation.decisions import blocks
from moderation.decisions import execution as decisions
from moderation.decisions.second_opinion import ask_second_opinion
from moderation.models import Decision, Finding
from moderation.public_record import (
    decisions_about,
    decisions_by_month,
    findings_by_kind,
    public_decision,
    public_decisions,
)
from tests.moderation.builders import make_arena, make_battles

SPAM = Exclusion.Reason.SPAM


@pytest.fixture
def actor(db):
    return User.objects.create_user("zqactor")


def aside(battles, *, actor=None, words="Sent by a script.", reason=SPAM) -> Decision:
    return decisions.set_aside(
        Battle.objects.filter(pk__in=[battle.pk for battle in battles]),
        reason=reason,
        actor=actor,
        public_reason=words,
        private_note="zqnote",
    )


def told(arena):
    return [public_decision(each) for each in public_decisions(arena)]


def test_a_decision_is_told_without_who_decided_and_about_whom(arena, battles, actor):
    decision = aside(battles, actor=actor)
    [found] = told(arena)
    assert (found.number, found.kind, found.reason, found.battles) == (decision.pk, "set_aside", "spam", 3)
    assert (found.words, found.undone_on) == ("Sent by a script.", None)
    assert found.day == decision.decided_at.date()
    assert "zq" not in str(dataclasses.asdict(found))
    assert not any(isinstance(value, dt.datetime) for value in dataclasses.asdict(found).values())


def test_an_undo_is_told_with_what_it_undid(arena, battles):
    decisions.undo(aside(battles), actor=None, public_reason="They were people.")
    [found] = told(arena)
    assert (found.undone_on, found.undone_words) == (timezone.now().date(), "They were people.")


def test_a_decision_counts_only_the_battles_of_the_arena_asked(arena, battles):
    other = make_arena("other")
    aside([*battles[:2], *make_battles(other, 1)])
    assert [each.battles for each in told(arena)] == [2]
    assert [each.battles for each in told(other)] == [1]
    assert told(make_arena("empty")) == []


def test_decisions_about_a_voter_concern_every_arena(arena):
    voter = Voter.objects.create()
    blocks.block_voters(
        Voter.objects.filter(pk=voter.pk), starts_at=None, actor=None, public_reason="Scripted."
    )
    for each in (arena, make_arena("other")):
        [found] = told(each)
        assert (found.kind, found.is_about_voter, found.battles) == ("block", True, 0)
    assert str(voter.key) not in str(found)


def test_dismissals_are_told_in_the_arena_of_the_finding(arena, battles):
    Finding.objects.create(kind=Finding.Kind.REPORT, battle=battles[0])
    decisions.dismiss(Finding.objects.all(), actor=None, public_reason="Nothing to see.")
    assert [each.kind for each in told(arena)] == ["dismiss"]
    assert told(make_arena("other")) == []


def test_months_say_what_was_taken_and_undone_and_how_many_battles(arena, battles):
    first = aside(battles)
    aside(battles[:1])
    aside(battles[:1], reason=Exclusion.Reason.TEST)
    decisions.undo(first, actor=None, public_reason="A mistake.")
    long_ago = aside(battles[:2])
    Decision.objects.filter(pk=long_ago.pk).update(decided_at=dt.datetime(2024, 1, 31, 23, tzinfo=dt.UTC))
    month = timezone.now().strftime("%Y-%m")
    found = [dataclasses.astuple(row) for row in decisions_by_month(arena)]
    assert found == [
        (month, "set_aside", "spam", "spam", 2, 1, 4, 0),
        (month, "set_aside", "test", "test", 1, 0, 1, 0),
        (month, "undo", "", "mistake", 1, 0, 0, 0),
        ("2024-01", "set_aside", "spam", "spam", 1, 0, 2, 0),
    ]


def test_figures_have_words_for_kind_and_reason(arena, battles):
    aside(battles)
    [row] = decisions_by_month(arena)
    assert (row.kind_label, row.ground_label) == ("Set aside battles", "Spam")


def test_findings_say_how_many_are_open_and_how_the_others_were_resolved(arena, battles):
    for battle in battles:
        Finding.objects.create(kind=Finding.Kind.REPORT, battle=battle)
    Finding.objects.create(kind=Finding.Kind.ODD_BATTLE, battle=battles[0])
    Finding.objects.create(kind=Finding.Kind.REPORT, battle=make_battles(make_arena("other"), 1)[0])
    aside(battles[:1])
    decisions.dismiss(Finding.objects.filter(battle=battles[1]), actor=None, public_reason="No.")
    report, odd = findings_by_kind(arena)
    assert (report.kind, report.noticed, report.open) == ("report", 3, 1)
    assert report.resolved == {"set_aside": 1, "dismiss": 1}
    assert (odd.kind, odd.noticed, odd.open, odd.resolved) == ("odd_battle", 1, 0, {"set_aside": 1})


def test_time_to_decision_is_a_median_in_days_of_what_stands(arena, battles):
    for battle, days in zip(battles, (1, 3, 10), strict=True):
        finding = Finding.objects.create(kind=Finding.Kind.REPORT, battle=battle)
        noticed = timezone.now() - dt.timedelta(days=days)
        Finding.objects.filter(pk=finding.pk).update(noticed_at=noticed)
    assert findings_by_kind(arena)[0].median_days is None
    decision = aside(battles)
    assert findings_by_kind(arena)[0].median_days == 3.0
    decisions.undo(decision, actor=None, public_reason="A mistake.")
    assert findings_by_kind(arena)[0].median_days is None


def test_a_finding_about_a_voter_concerns_every_arena(arena):
    Finding.objects.create(kind=Finding.Kind.STAFF, voter=Voter.objects.create())
    for each in (arena, make_arena("other")):
        assert [(row.kind, row.noticed) for row in findings_by_kind(each)] == [("staff", 1)]


def test_a_vote_has_the_decisions_that_touched_it(arena):
    voter = Voter.objects.create()
    [battle, other] = make_battles(arena, 2, voter=voter)
    first = aside([battle])
    restored = decisions.restore(
        Battle.objects.filter(pk=battle.pk), decisions=[first], actor=None, public_reason="Given back."
    )
    [block] = blocks.block_voters(
        Voter.objects.filter(pk=voter.pk), starts_at=None, actor=None, public_reason="Scripted."
    )
    decisions.undo(block, actor=None, public_reason="Not scripted.")
    aside([other])
    found = decisions_about(battle.vote)
    assert [each.number for each in found] == [first.pk, restored.pk, block.pk]
    assert found[-1].undone_words == "Not scripted."


def test_a_block_for_another_time_did_not_touch_a_vote(arena):
    voter = Voter.objects.create()
    [battle] = make_battles(arena, 1, voter=voter)
    starts_at = timezone.now() + dt.timedelta(days=1)
    blocks.block_voters(
        Voter.objects.filter(pk=voter.pk), starts_at=starts_at, actor=None, public_reason="Scripted."
    )
    assert decisions_about(battle.vote) == []


def test_a_question_to_a_colleague_is_counted_and_not_told(arena, battles, actor):
    ask_second_opinion(battles=battles, actor=actor, question="zqquestion")
    assert [(row.kind, row.taken) for row in decisions_by_month(arena)] == [("second_opinion", 1)]
    assert told(arena) == []
    assert decisions_about(battles[0].vote) == []


def test_decisions_cost_a_fixed_number_of_queries(arena, battles, django_assert_num_queries):
    for battle in battles * 3:
        decisions.undo(aside([battle]), actor=None, public_reason="A mistake.")
    with django_assert_num_queries(1):
        assert len(told(arena)) == 9
    with django_assert_num_queries(2):
        decisions_by_month(arena)
