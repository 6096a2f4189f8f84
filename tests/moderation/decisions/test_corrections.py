"""Staff overrule the identity detector: an annotation of its own, which can be undone."""

import pytest
from django.contrib.auth.models import User

from battles.annotations.live import record_annotations
from battles.annotations.rescan import load_unchanged, write_changes
from battles.counting.eligibility import Reason, get_reason, only_counted
from battles.detectors.categories import Fact
from battles.models import Annotation, Battle, DirtyDay, Exclusion, Vote
from battles.tags import Tag
from moderation.decisions import execution as decisions
from moderation.decisions import kinds, refusals
from moderation.decisions.impact import BattleChange
from moderation.decisions.recent import change_alone
from moderation.findings.contests import State, can_be_contested, contest, get_contest
from moderation.models import Decision
from moderation.policies import Policy
from tests.moderation.builders import add_turn, make_battles

WORDS = {"public_reason": "Herons are birds."}


@pytest.fixture
def leaking(arena):
    """A voted battle in which the detector sees the name of a model of the arena."""
    [battle] = make_battles(arena, 1)
    add_turn(battle, "Which bird is this?", "I am Heron.", "A bird.")
    record_annotations(battle)
    assert Battle.objects.get(pk=battle.pk).tags & Tag.IDENTITY_LEAK
    DirtyDay.objects.all().delete()
    return Battle.objects.get(pk=battle.pk)


@pytest.fixture
def ann(db):
    return User.objects.create_user("ann")


def correct(*battles, actor=None) -> Decision:
    rows = Battle.objects.filter(pk__in=[battle.pk for battle in battles])
    [decision] = kinds.CORRECT.draft(rows, **WORDS).execute(actor=actor)
    return decision


def reason(battle) -> Reason:
    return get_reason(Vote.objects.get(pk=battle.pk))


def test_a_corrected_vote_counts_and_the_annotation_says_who_and_why(leaking, ann):
    draft = kinds.CORRECT.draft(Battle.objects.all(), policy=Policy.NEW_EVIDENCE, **WORDS)
    assert draft.change() == BattleChange(starts=frozenset({leaking.pk}))
    [decision] = draft.execute(actor=ann)
    assert reason(leaking) is Reason.COUNTED
    correction = Annotation.objects.get(detector="correction")
    assert correction.value == {
        "clears": ["identity_leak", "prompted_identity", "identity_request"],
        "source": decision.source_id,
        "policy": "new-evidence",
        "actor": "ann",
        "reason": "Herons are birds.",
    }
    assert Annotation.objects.filter(detector="identity").exists()
    assert list(decision.battles.all()) == [leaking]
    assert DirtyDay.objects.exists()


def test_an_undo_brings_the_detection_back(leaking):
    decision = correct(leaking)
    draft = kinds.UNDO.draft(Decision.objects.filter(pk=decision.pk), **WORDS)
    assert draft.change() == BattleChange(stops=frozenset({leaking.pk}))
    assert draft.covered() == 1
    draft.execute(actor=None)
    assert reason(leaking) is Reason.IDENTITY_LEAK
    assert Annotation.objects.filter(detector="correction").count() == 2


def test_the_undo_of_an_older_correction_leaves_the_newer_one(leaking):
    first = correct(leaking)
    decisions.undo(first, actor=None, **WORDS)
    correct(leaking)
    assert reason(leaking) is Reason.COUNTED
    assert Decision.objects.filter(kind="correct").count() == 2


def test_a_rescan_and_a_new_reading_keep_the_correction(leaking):
    correct(leaking)
    [change] = load_unchanged([Battle.objects.get(pk=leaking.pk)])
    leaks = [{"kind": "own", "answer": 1, "side": "a", "name": "Heron", "maker": "", "start": 0, "end": 1}]
    write_changes([change.with_facts([Fact("identity", "new", {"leaks": leaks})])])
    record_annotations(Battle.objects.get(pk=leaking.pk))
    assert reason(leaking) is Reason.COUNTED


def test_only_votes_with_such_a_tag_can_be_corrected(arena, leaking):
    make_battles(arena, 1)
    make_battles(arena, 1, tags=int(Tag.STOPPED))
    draft = kinds.CORRECT.draft(Battle.objects.all(), **WORDS)
    assert draft.battles == (leaking.pk,)
    with pytest.raises(refusals.NothingToDecide):
        kinds.CORRECT.draft(Battle.objects.exclude(pk=leaking.pk), **WORDS)


def test_what_else_excludes_the_vote_goes_on_excluding_it(leaking):
    decisions.set_aside([leaking.pk], reason=Exclusion.Reason.SPAM, actor=None, public_reason="Spam.")
    assert not kinds.CORRECT.draft(Battle.objects.all(), **WORDS).change()
    correct(leaking)
    assert reason(leaking) is Reason.SET_ASIDE_SPAM
    assert not only_counted(Vote.objects.all()).exists()


def test_corrections_count_in_the_sum_of_their_actor(leaking, ann):
    from django.utils import timezone  # noqa: PLC0415

    decision = correct(leaking, actor=ann)
    assert change_alone(ann, now=timezone.now()) == BattleChange(starts=frozenset({leaking.pk}))
    ben = User.objects.create_user("ben")
    decisions.undo(decision, actor=ben, **WORDS)
    assert change_alone(ann, now=timezone.now()) == BattleChange()
    assert change_alone(ben, now=timezone.now()) == BattleChange(stops=frozenset({leaking.pk}))


def test_a_contest_about_a_leak_is_upheld_by_a_correction(leaking):
    vote = Vote.objects.get(pk=leaking.pk)
    assert can_be_contested(reason(leaking))
    contest(vote, words="Heron is the bird I asked about.")
    decision = correct(leaking)
    assert get_contest(vote).state == State.UPHELD
    decisions.undo(decision, actor=None, **WORDS)
    assert get_contest(vote).state == State.WAITING


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("COUNTED", False),
        ("SIDE_BY_SIDE", False),
        ("SELF_BATTLE", False),
        ("FAILED_ANSWER", False),
        ("STOPPED", False),
        ("IDENTITY_LEAK", True),
        ("PROMPTED_IDENTITY", True),
        ("IDENTITY_REQUEST", True),
        ("VOTER_BLOCKED", True),
        ("SET_ASIDE_SPAM", True),
        ("SET_ASIDE_UNVEILED", False),
    ],
)
def test_a_contest_is_offered_only_where_a_decision_can_follow(name, expected):
    assert can_be_contested(Reason[name]) is expected
