import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from battles.counting.eligibility import Reason, get_reason, only_counted
from battles.counting.exclusions import exclude_battles
from battles.models import Battle, DirtyDay, Exclusion, ExclusionLift, Vote
from moderation.decisions import execution as decisions
from moderation.decisions import refusals
from moderation.models import Decision, Finding
from tests.moderation.builders import make_battles
from tests.world import NOON

SPAM = Exclusion.Reason.SPAM


def chosen(*battles: Battle):
    return Battle.objects.filter(pk__in=[battle.pk for battle in battles])


def spam(battles, actor=None) -> Decision:
    return decisions.set_aside(chosen(*battles), reason=SPAM, actor=actor, public_reason="Advertising.")


def undo(decision, actor=None) -> Decision:
    return decisions.undo(decision, actor=actor, public_reason="A mistake.")


def counts(battle: Battle) -> bool:
    return only_counted(Vote.objects.filter(pk=battle.pk)).exists()


def test_a_battle_set_aside_does_not_count_and_names_its_reason(battles, superuser):
    decision = spam(battles[:1], superuser)
    assert get_reason(battles[0].vote) is Reason.SET_ASIDE_SPAM
    assert counts(battles[1])
    assert (decision.actor, decision.public_reason) == (superuser, "Advertising.")
    assert list(decision.battles.all()) == battles[:1]


def test_setting_aside_marks_the_day_dirty_and_so_does_its_undo(battles):
    decision = spam(battles)
    assert [mark.day for mark in DirtyDay.objects.all()] == [NOON.date()]
    undo(decision)
    assert [mark.day for mark in DirtyDay.objects.all()] == [NOON.date()] * 2


def test_an_undo_is_a_second_decision_and_the_votes_count_again(battles, superuser):
    first = spam(battles)
    second = undo(first, superuser)
    assert all(counts(battle) for battle in battles)
    assert second.undoes == first
    assert (second.kind, second.actor) == (Decision.Kind.UNDO, superuser)


def test_an_undo_deletes_and_edits_nothing(battles):
    first = spam(battles)
    exclusions_before = list(Exclusion.objects.order_by("pk").values())
    decision_before = Decision.objects.filter(pk=first.pk).values().get()
    undo(first)
    assert list(Exclusion.objects.order_by("pk").values()) == exclusions_before
    assert Decision.objects.filter(pk=first.pk).values().get() == decision_before
    assert ExclusionLift.objects.count() == 3


def test_overlapping_decisions_do_not_free_each_others_battles(battles):
    both, left, right = battles
    first, second = spam([both, left]), spam([both, right])
    undo(first)
    assert [counts(both), counts(left), counts(right)] == [False, True, False]
    undo(second)
    assert [counts(both), counts(left), counts(right)] == [True, True, True]


def test_an_undo_leaves_exclusions_of_other_origin_alone(battles):
    exclude_battles([battles[0].pk], reason=Exclusion.Reason.TEST, source_id="import:7")
    undo(spam(battles))
    assert get_reason(battles[0].vote) is Reason.SET_ASIDE_TEST
    assert counts(battles[1])


def test_a_decision_is_undone_once(battles):
    decision = spam(battles)
    undo(decision)
    with pytest.raises(refusals.AlreadyUndone):
        undo(decision)
    assert Decision.objects.count() == 2


def test_undoing_several_takes_all_or_none(battles):
    first, second = spam(battles[:1]), spam(battles[1:])
    undone = spam(battles)
    undo(undone)
    with pytest.raises(refusals.AlreadyUndone):
        decisions.undo_all(Decision.objects.filter(kind="set_aside"), actor=None, public_reason="x")
    assert not any(counts(battle) for battle in battles)
    decisions.undo_all(Decision.objects.standing().filter(kind="set_aside"), actor=None, public_reason="x")
    assert all(counts(battle) for battle in battles)
    assert Decision.objects.filter(undoes__in=[first, second]).count() == 2


def test_neither_an_undo_nor_a_restore_can_be_undone(battles):
    decision = spam(battles)
    restored = decisions.restore(chosen(battles[0]), decisions=[decision], actor=None, public_reason="Fine.")
    undone = undo(decision)
    for taken in (restored, undone):
        with pytest.raises(refusals.CannotBeUndone):
            undo(taken)


def test_one_battle_of_many_is_restored_alone(battles):
    decision = spam(battles)
    restored = decisions.restore(chosen(battles[0]), decisions=[decision], actor=None, public_reason="Fine.")
    assert [counts(battle) for battle in battles] == [True, False, False]
    assert list(restored.battles.all()) == battles[:1]
    undo(decision)
    assert all(counts(battle) for battle in battles)


def test_a_restore_frees_only_from_the_decisions_it_names(battles):
    first, second = spam(battles[:1]), spam(battles[:1])
    decisions.restore(chosen(battles[0]), decisions=[first], actor=None, public_reason="Fine.")
    assert not counts(battles[0])
    decisions.restore(chosen(battles[0]), decisions=[second], actor=None, public_reason="Fine.")
    assert counts(battles[0])


def test_a_restored_battle_can_be_set_aside_again(battles):
    decision = spam(battles[:1])
    decisions.restore(chosen(battles[0]), decisions=[decision], actor=None, public_reason="Fine.")
    spam(battles[:1])
    assert not counts(battles[0])


def test_a_restore_covers_only_what_was_held(battles):
    decision = spam(battles[:1])
    restored = decisions.restore(chosen(*battles), decisions=[decision], actor=None, public_reason="Fine.")
    assert list(restored.battles.all()) == battles[:1]


def test_a_restore_of_what_nobody_holds_is_refused_and_leaves_no_row(battles):
    decision = spam(battles[:1])
    with pytest.raises(refusals.NothingToDecide):
        decisions.restore(chosen(battles[1]), decisions=[decision], actor=None, public_reason="Fine.")
    assert Decision.objects.count() == 1


def test_the_holders_of_battles_are_counted_without_those_that_let_go(battles):
    first, second = spam(battles), spam(battles[:1])
    undone = spam(battles)
    undo(undone)
    assert decisions.get_holding_decisions(Battle.objects.all()) == [(second, 1), (first, 3)]


def test_no_battle_is_no_decision(arena):
    with pytest.raises(refusals.NothingToDecide):
        spam([])
    assert not Decision.objects.exists()


def test_the_reason_other_needs_words(battles):
    with pytest.raises(refusals.ReasonNeedsWords):
        decisions.set_aside(chosen(*battles), reason=Exclusion.Reason.OTHER, actor=None, public_reason=" ")


def test_more_battles_than_one_decision_may_cover_are_refused(battles, monkeypatch):
    monkeypatch.setattr(decisions, "MAX_BATTLES", 2)
    with pytest.raises(refusals.TooMany):
        spam(battles)
    assert not Exclusion.objects.exists()


def test_a_failure_on_the_way_leaves_nothing_behind(battles, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("battles.counting.exclusions.mark_days_dirty", fail)
    with pytest.raises(RuntimeError):
        spam(battles)
    assert not Decision.objects.exists()
    assert not Exclusion.objects.exists()


def test_ten_thousand_battles_are_one_decision_in_few_queries(arena):
    make_battles(arena, 10_000)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        decision = decisions.set_aside(
            Battle.objects.all(), reason=SPAM, actor=None, public_reason="Advertising."
        )
    assert len(queries) < 100
    assert decision.battles.count() == 10_000
    assert not only_counted(Vote.objects.all()).exists()
    with CaptureQueriesContext(connection) as queries:
        undo(decision)
    assert len(queries) < 80
    assert only_counted(Vote.objects.all()).count() == 10_000


def test_the_number_of_queries_does_not_grow_with_few_battles(arena):
    make_battles(arena, 150)
    numbers = []
    for some in (Battle.objects.all()[:1], Battle.objects.all()[:150]):
        with CaptureQueriesContext(connection) as queries:
            spam(list(some))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def note(**subject) -> Finding:
    return Finding.objects.create(kind=Finding.Kind.REPORT, **subject)


def test_setting_aside_resolves_the_open_findings_and_an_undo_opens_them_again(battles):
    finding, other = note(battle=battles[0]), note(battle=battles[1])
    decision = spam(battles[:1])
    assert list(Finding.objects.open()) == [other]
    assert list(decision.findings.all()) == [finding]
    undo(decision)
    assert set(Finding.objects.open()) == {finding, other}


def test_a_restore_names_the_findings_it_judged_anew(battles):
    finding = note(battle=battles[0])
    decision = spam(battles)
    restored = decisions.restore(chosen(battles[0]), decisions=[decision], actor=None, public_reason="Fine.")
    assert list(restored.findings.all()) == [finding]
    assert not Finding.objects.open().exists()


def test_dismissing_resolves_findings_and_changes_no_vote(battles):
    note(battle=battles[0])
    decision = decisions.dismiss(Finding.objects.all(), actor=None, public_reason="Harmless.")
    assert not Finding.objects.open().exists()
    assert counts(battles[0])
    undo(decision)
    assert Finding.objects.open().count() == 1


def test_a_resolved_finding_is_not_dismissed_again(battles):
    note(battle=battles[0])
    spam(battles[:1])
    with pytest.raises(refusals.NothingToDecide):
        decisions.dismiss(Finding.objects.all(), actor=None, public_reason="Harmless.")
