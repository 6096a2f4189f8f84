"""Battles and voters are set aside and freed again per source, and every change marks its days dirty."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from battles.counting import block_voter, exclude_battles, lift_exclusions, unblock_voter
from battles.models import Battle, DirtyDay, Exclusion, Voter
from battles.outcomes import Outcome
from tests import world
from tests.world import NOON

SPAM, TEST = Exclusion.Reason.SPAM, Exclusion.Reason.TEST
TOMORROW = NOON + dt.timedelta(days=1)


@pytest.fixture
def votes(arena, pool):
    """Two votes on one day and one on the next, all by one voter."""
    stored = [world.stored_vote(arena, *pool, Outcome.A, at=at) for at in (NOON, NOON, TOMORROW)]
    voter = Voter.objects.create()
    Battle.objects.filter(pk__in=[vote.pk for vote in stored]).update(voter=voter)
    DirtyDay.objects.all().delete()
    return stored


@pytest.fixture
def voter(votes):
    return Battle.objects.get(pk=votes[0].pk).voter


def dirty_days() -> list[dt.date]:
    days = sorted(DirtyDay.objects.values_list("day", flat=True))
    DirtyDay.objects.all().delete()
    return days


def excluded() -> set[int]:
    return set(Exclusion.objects.standing().values_list("battle_id", flat=True))


def test_excluding_battles_returns_how_many_are_new_and_marks_their_days(votes):
    ids = [vote.pk for vote in votes]
    assert exclude_battles(ids[:2], reason=SPAM, source_id="a") == 2
    assert dirty_days() == [NOON.date()]
    assert exclude_battles(ids, reason=SPAM, source_id="a") == 1
    assert dirty_days() == [TOMORROW.date()]
    assert excluded() == set(ids)


def test_excluding_the_same_battles_again_changes_nothing(votes):
    ids = [vote.pk for vote in votes]
    exclude_battles(ids, reason=SPAM, source_id="a")
    dirty_days()
    assert exclude_battles(ids, reason=TEST, source_id="a") == 0
    assert dirty_days() == []
    assert set(Exclusion.objects.values_list("reason", flat=True)) == {SPAM}


def test_a_battle_named_twice_is_excluded_once(votes):
    assert exclude_battles([votes[0].pk, votes[0].pk], reason=SPAM, source_id="a") == 1


def test_a_lift_ends_the_exclusions_of_its_source_alone(votes):
    ids = [vote.pk for vote in votes]
    exclude_battles(ids, reason=SPAM, source_id="a")
    exclude_battles(ids[:1], reason=TEST, source_id="b")
    dirty_days()
    assert lift_exclusions("a", by="c") == ids
    assert dirty_days() == [NOON.date(), TOMORROW.date()]
    assert excluded() == {ids[0]}
    assert lift_exclusions("b", by="c") == ids[:1]
    assert excluded() == set()


def test_a_lift_of_some_battles_leaves_the_others_excluded(votes):
    ids = [vote.pk for vote in votes]
    exclude_battles(ids, reason=SPAM, source_id="a")
    dirty_days()
    assert lift_exclusions("a", by="c", battle_ids=[ids[2], 10**9]) == [ids[2]]
    assert dirty_days() == [TOMORROW.date()]
    assert excluded() == set(ids[:2])


def test_a_second_lift_and_that_of_an_unknown_source_change_nothing(votes):
    exclude_battles([votes[0].pk], reason=SPAM, source_id="a")
    lift_exclusions("a", by="c")
    dirty_days()
    assert lift_exclusions("a", by="d") == []
    assert lift_exclusions("unknown", by="d") == []
    assert dirty_days() == []


def test_a_lifted_battle_is_not_excluded_by_the_same_source_again(votes):
    exclude_battles([votes[0].pk], reason=SPAM, source_id="a")
    lift_exclusions("a", by="c")
    assert exclude_battles([votes[0].pk], reason=SPAM, source_id="a") == 0
    assert exclude_battles([votes[0].pk], reason=SPAM, source_id="e") == 1


def test_blocking_and_unblocking_a_voter_marks_every_day_of_the_voter(votes, voter):
    block = block_voter(voter, starts_at=NOON, source_id="a")
    assert (block.voter, block.ends_at, block.case) == (voter, None, "a")
    assert dirty_days() == [NOON.date(), TOMORROW.date()]
    assert unblock_voter("a", by="b") == 1
    assert dirty_days() == [NOON.date(), TOMORROW.date()]
    assert unblock_voter("a", by="c") == 0
    assert dirty_days() == []


def test_a_source_blocks_a_voter_once(voter):
    block_voter(voter, starts_at=NOON, source_id="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        block_voter(voter, starts_at=NOON, source_id="a")


def test_a_block_that_ends_before_it_starts_is_refused(voter):
    with pytest.raises(IntegrityError), transaction.atomic():
        block_voter(voter, starts_at=NOON, ends_at=NOON, source_id="a")


def test_a_change_that_is_rolled_back_leaves_no_mark(votes):
    with transaction.atomic():
        exclude_battles([votes[0].pk], reason=SPAM, source_id="a")
        transaction.set_rollback(True)
    assert dirty_days() == []
    assert excluded() == set()
