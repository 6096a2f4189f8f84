"""What one member of staff has changed alone counts in sum."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from battles.models import Battle, Exclusion, Voter
from moderation.decisions import execution as decisions
from moderation.decisions import kinds, proposals
from moderation.decisions.impact import BattleChange
from moderation.decisions.recent import change_alone
from moderation.models import Decision
from tests import world
from tests.moderation.builders import make_battles

WORDS = {"public_reason": "Advertising."}
SPAM = Exclusion.Reason.SPAM


@pytest.fixture
def ann(db):
    return User.objects.create_user("ann")


@pytest.fixture
def ben(db):
    return User.objects.create_user("ben")


@pytest.fixture
def battles(arena, settings):
    settings.MODERATION_MANY_BATTLES = 5
    settings.MODERATION_IMPACT = ""
    return make_battles(arena, 9)


def ids(battles) -> frozenset[int]:
    return frozenset(battle.pk for battle in battles)


def rows(battles):
    return Battle.objects.filter(pk__in=ids(battles))


def set_aside(battles, actor) -> proposals.Submission:
    return proposals.submit(kinds.SET_ASIDE.draft(rows(battles), reason=SPAM, **WORDS), actor=actor)


def past(actor) -> BattleChange:
    return change_alone(actor, now=timezone.now())


def test_slices_are_summed_and_the_one_that_is_too_much_waits(battles, ann, ben):
    assert set_aside(battles[:3], ann).decisions
    assert set_aside(battles[3:5], ann).decisions
    assert set_aside(battles[5:6], ann).proposal
    assert set_aside(battles[5:6], ben).decisions


def test_battles_covered_twice_are_not_hidden(battles, ann):
    set_aside(battles[:2], ann)
    set_aside(battles[:2], ann)
    assert past(ann) == BattleChange(stops=ids(battles[:2]))


def test_what_is_undone_by_the_same_person_cancels_out(battles, ann):
    [decision] = set_aside(battles[:4], ann).decisions
    decisions.undo(decision, actor=ann, public_reason="A mistake.")
    assert past(ann) == BattleChange()
    assert set_aside(battles[4:], ann).decisions


def test_lifting_what_others_decided_counts_too(battles, ann, ben):
    [decision] = set_aside(battles[:4], ben).decisions
    decisions.restore(rows(battles[:2]), decisions=[decision], actor=ann, public_reason="Fine.")
    assert past(ann) == BattleChange(starts=ids(battles[:2]))
    assert set_aside(battles[4:8], ann).proposal


def test_blocks_and_their_undo_count_by_the_votes_they_touch(arena, battles, ann, ben):
    voter = Voter.objects.create()
    mine = make_battles(arena, 4, voter=voter)
    draft = kinds.BLOCK.draft(Voter.objects.filter(pk=voter.pk), public_reason="Scripted.")
    [block] = proposals.submit(draft, actor=ann).decisions
    assert past(ann) == BattleChange(stops=ids(mine))
    assert set_aside(battles[:2], ann).proposal
    decisions.undo(block, actor=ben, public_reason="A mistake.")
    assert past(ann) == BattleChange()
    assert past(ben) == BattleChange(starts=ids(mine))


def test_what_two_agreed_on_and_what_is_old_does_not_count(battles, ann, ben):
    proposal = set_aside(battles[:6], ann).proposal
    proposals.confirm(proposal, by=ben)
    assert past(ben) == past(ann) == BattleChange()
    set_aside(battles[6:8], ann)
    Decision.objects.filter(actor=ann).update(decided_at=timezone.now() - dt.timedelta(days=8))
    assert past(ann) == BattleChange()


def test_an_automatic_rule_is_summed_like_a_person(battles):
    assert set_aside(battles[:5], None).decisions
    assert set_aside(battles[5:6], None).proposal


def test_a_sum_cancels_what_one_stops_and_the_other_starts():
    first = BattleChange(stops=frozenset({1, 2}), starts=frozenset({3}))
    second = BattleChange(stops=frozenset({3, 4}), starts=frozenset({1}))
    assert first + second == BattleChange(stops=frozenset({2, 4}))


def test_battles_without_a_vote_are_summed_too(arena, ann, ben, settings):
    """Neither an unveil nor an open battle set aside changes a vote yet, but the vote that comes is lost."""
    settings.MODERATION_MANY_BATTLES = 5
    settings.MODERATION_IMPACT = ""
    opened = [world.open_battle(arena) for _ in range(8)]
    assert proposals.submit(kinds.UNVEIL.draft(rows(opened[:3]), **WORDS), actor=ann).decisions
    assert set_aside(opened[3:5], ann).decisions
    assert proposals.submit(kinds.UNVEIL.draft(rows(opened[5:6]), **WORDS), actor=ann).proposal
    assert proposals.submit(kinds.UNVEIL.draft(rows(opened[5:6]), **WORDS), actor=ben).decisions
