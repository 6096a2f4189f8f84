import pytest
from django.contrib.auth.models import User

from battles.models import Battle, Exclusion, Voter
from moderation.decisions import execution as decisions
from moderation.decisions import refusals
from moderation.decisions.second_opinion import ask_second_opinion
from moderation.models import Decision, Finding
from tests.moderation.builders import make_battles


@pytest.fixture
def ann(db):
    return User.objects.create_user("ann", is_staff=True)


@pytest.fixture
def ben(db):
    return User.objects.create_user("ben", is_staff=True)


def spam(battle, actor):
    return decisions.set_aside(
        [battle.pk], reason=Exclusion.Reason.SPAM, actor=actor, public_reason="Advertising."
    )


def test_a_question_is_a_decision_and_waits_as_a_finding_about_each_thing(battles, ann):
    decision = ask_second_opinion(battles=battles[:2], actor=ann, question="Is this a name?")
    assert (decision.kind, decision.actor, decision.policy) == ("second_opinion", ann, "second-opinion")
    asked = Finding.objects.open()
    assert {finding.battle for finding in asked} == set(battles[:2])
    assert {(finding.kind, finding.noticed_by, finding.evidence["note"]) for finding in asked} == {
        ("second_opinion", ann, "Is this a name?")
    }


def test_who_asked_cannot_answer_and_another_can(battles, ann, ben):
    ask_second_opinion(battles=battles[:1], actor=ann, question="Is this a name?")
    question = Finding.objects.get()
    with pytest.raises(refusals.OwnQuestion):
        decisions.dismiss(Finding.objects.all(), actor=ann, public_reason="No.")
    spam(battles[0], ann)
    assert list(Finding.objects.open()) == [question]
    answer = spam(battles[0], ben)
    assert list(answer.findings.all()) == [question]
    assert not Finding.objects.open().exists()


def test_a_dismissal_of_many_leaves_the_own_question_open(battles, ann):
    other = Finding.objects.create(kind=Finding.Kind.REPORT, battle=battles[0])
    ask_second_opinion(battles=battles[:1], actor=ann, question="Well?")
    decision = decisions.dismiss(Finding.objects.all(), actor=ann, public_reason="No.")
    assert list(decision.findings.all()) == [other]
    assert Finding.objects.open().get().kind == "second_opinion"


def test_several_findings_about_one_battle_are_one_question_and_stay_open(battles, ann):
    for _ in range(2):
        Finding.objects.create(kind=Finding.Kind.REPORT, battle=battles[0])
    voter = Voter.objects.create()
    Finding.objects.create(kind=Finding.Kind.STAFF, voter=voter)
    ask_second_opinion(findings=Finding.objects.all(), actor=ann, question="Well?")
    asked = Finding.objects.filter(kind="second_opinion")
    assert {(finding.battle, finding.voter) for finding in asked} == {(battles[0], None), (None, voter)}
    assert Finding.objects.open().count() == 5


def test_undoing_the_question_takes_it_back_and_an_answered_one_stays_answered(battles, ann, ben):
    decision = ask_second_opinion(battles=battles[:2], actor=ann, question="Well?")
    answer = spam(battles[0], ben)
    undone = decisions.undo(decision, actor=ann, public_reason="")
    assert not Finding.objects.open().exists()
    assert {finding.battle for finding in undone.findings.all()} == {battles[1]}
    assert {finding.battle for finding in answer.findings.all()} == {battles[0]}


def test_nothing_and_too_much_are_refused(arena, ann, monkeypatch):
    with pytest.raises(refusals.NothingToDecide):
        ask_second_opinion(battles=Battle.objects.none(), actor=ann, question="Well?")
    monkeypatch.setattr("moderation.decisions.second_opinion.MAX_ASKED", 2)
    with pytest.raises(refusals.TooMany):
        ask_second_opinion(battles=make_battles(arena, 3), actor=ann, question="Well?")
    assert not Decision.objects.exists()
