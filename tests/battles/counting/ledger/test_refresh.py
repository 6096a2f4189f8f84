"""The ledger follows the votes: only dirty days are read again, no change is lost, the same votes give the
same evidence."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from battles.counting.eligibility import Reason
from battles.counting.exclusions import block_voter, exclude_battles, lift_exclusions, unblock_voter
from battles.counting.ledger import refresh as refreshing
from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.counting.ledger.packing import CorruptSegment
from battles.counting.ledger.refresh import load_votes, refresh
from battles.models import DirtyDay, Exclusion, LedgerDay, Segment, Vote
from battles.outcomes import Outcome
from battles.tags import Tag
from tests import world
from tests.world import NOON

TOMORROW = NOON + dt.timedelta(days=1)


def vote(arena, pool, outcome=Outcome.A, **more):
    stored = world.stored_vote(arena, *pool, outcome, **more)
    mark_days_dirty([(arena.pk, stored.day)])
    return stored


def mark_all_days(arena) -> None:
    """Mark every day with votes dirty, so that the next refresh reads all of them again."""
    mark_days_dirty(Vote.objects.filter(arena=arena).values_list("arena_id", "day").distinct())


def test_votes_come_back_as_arrays_in_order_of_time(arena, pool):
    late = vote(arena, pool, Outcome.B, at=TOMORROW, tags=int(Tag.ENGLISH))
    early = vote(arena, pool, Outcome.TIE, at=NOON)
    votes = load_votes(refresh(arena))
    assert votes.battle.tolist() == [early.pk, late.pk]
    assert votes.outcome.tolist() == [Outcome.TIE, Outcome.B]
    assert votes.tags.tolist() == [0, Tag.ENGLISH]
    assert votes.cast_at.tolist() == [NOON.timestamp(), TOMORROW.timestamp()]
    assert votes.contender_a.tolist() == [pool[0].pk] * 2
    assert (votes.style == -1).all()


def test_a_live_vote_brings_its_voter_and_style(arena, pool):
    battle = world.voted_battle(arena)
    battle.annotations.all().delete()
    from_text = {f"{name}_{side}": 3 for name in ("tokens", "headers", "lists", "bold") for side in "ab"}
    type(battle).style.related.related_model.objects.create(battle=battle, **from_text)
    votes = load_votes(refresh(arena))
    assert votes.voter.tolist() == [battle.voter_id]
    assert votes.style.tolist() == [[3] * 8]


def test_only_dirty_days_are_read_again(arena, pool, monkeypatch):
    vote(arena, pool, at=NOON)
    vote(arena, pool, at=TOMORROW)
    refresh(arena)
    read = []
    original = refreshing.fetch_rows
    monkeypatch.setattr(
        refreshing, "fetch_rows", lambda arena_id, days: read.extend(days) or original(arena_id, days)
    )
    vote(arena, pool, at=TOMORROW)
    assert load_votes(refresh(arena)).battle.size == 3
    assert read == [TOMORROW.date()]


def test_nothing_changed_is_the_same_evidence(arena, pool):
    vote(arena, pool)
    evidence = refresh(arena)
    assert refresh(arena) == evidence
    mark_all_days(arena)
    assert refresh(arena) == evidence
    assert Segment.objects.count() == 1


def test_a_mark_that_comes_during_a_refresh_stays_for_the_next(arena, pool, monkeypatch):
    vote(arena, pool)
    original = refreshing.fetch_rows

    def disturbed(arena_id, day):
        votes = original(arena_id, day)
        vote(arena, pool)  # commits after this day was read
        return votes

    monkeypatch.setattr(refreshing, "fetch_rows", disturbed)
    assert refresh(arena).votes == 1
    assert DirtyDay.objects.filter(arena=arena).exists()
    monkeypatch.setattr(refreshing, "fetch_rows", original)
    assert refresh(arena).votes == 2
    assert not DirtyDay.objects.filter(arena=arena).exists()


def test_a_refresh_that_dies_keeps_its_marks_and_the_old_days(arena, pool, monkeypatch):
    vote(arena, pool)
    before = refresh(arena)
    vote(arena, pool)

    def die(arena, dirty, segments):
        raise KeyboardInterrupt

    monkeypatch.setattr(refreshing, "_store", die)
    with pytest.raises(KeyboardInterrupt):
        refresh(arena)
    assert DirtyDay.objects.filter(arena=arena).exists()
    monkeypatch.undo()
    assert load_votes(before).battle.size == 1
    assert refresh(arena).votes == 2


def test_setting_aside_and_lifting_restores_the_same_evidence(arena, pool):
    aside = vote(arena, pool)
    vote(arena, pool)
    before = refresh(arena)
    exclude_battles([aside.pk], reason=Exclusion.Reason.SPAM, source_id="t:1")
    during = refresh(arena)
    assert sorted(load_votes(during).reason.tolist()) == [Reason.COUNTED, Reason.SET_ASIDE_SPAM]
    lift_exclusions("t:1", by="t:2")
    assert refresh(arena) == before


def test_a_lift_frees_only_its_own_case(arena, pool):
    stored = vote(arena, pool)
    exclude_battles([stored.pk], reason=Exclusion.Reason.SPAM, source_id="t:1")
    exclude_battles([stored.pk], reason=Exclusion.Reason.TEST, source_id="t:2")
    lift_exclusions("t:1", by="t:3")
    assert load_votes(refresh(arena)).reason.tolist() == [Reason.SET_ASIDE_TEST]


def test_a_block_covers_what_was_recorded_in_its_time(arena, pool):
    battle = world.voted_battle(arena)
    now = timezone.now()
    block_voter(battle.voter, starts_at=now + dt.timedelta(hours=1), source_id="t:1")
    assert load_votes(refresh(arena)).reason.tolist() == [Reason.COUNTED]
    block_voter(
        battle.voter,
        starts_at=now - dt.timedelta(hours=1),
        ends_at=now + dt.timedelta(hours=1),
        source_id="t:2",
    )
    assert load_votes(refresh(arena)).reason.tolist() == [Reason.VOTER_BLOCKED]
    unblock_voter("t:2", by="t:3")
    assert load_votes(refresh(arena)).reason.tolist() == [Reason.COUNTED]


def test_votes_without_a_time_form_one_segment_of_their_own(arena, pool):
    for outcome in (Outcome.A, Outcome.B):
        vote(arena, pool, outcome, at=None)
    vote(arena, pool, at=NOON)
    votes = load_votes(refresh(arena))
    assert LedgerDay.objects.filter(arena=arena).count() == 2
    assert votes.cast_at[:2].tolist() != votes.cast_at[:2].tolist()  # NaN


def test_arenas_never_mix(arena, pool):
    other = world.make_arena("other")
    vote(arena, pool)
    vote(other, world.make_pool(other))
    assert refresh(arena).votes == 1
    assert load_votes(refresh(other)).battle.size == 1
    assert not DirtyDay.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_reading_the_ledger_blocks_no_writer():
    arena = world.make_arena()
    pool = world.make_pool(arena)
    vote(arena, pool)
    with refreshing.consistent_read():
        assert not connection.in_atomic_block or connection.vendor == "postgresql"
    assert refresh(arena).votes == 1


def test_a_backlog_is_read_in_parts_and_gives_the_evidence_of_one_read(arena, pool, monkeypatch):
    for number in range(6):
        vote(arena, pool, at=NOON + dt.timedelta(days=number // 2))
    vote(arena, pool, at=None)
    whole = refresh(arena)
    mark_all_days(arena)
    read, beats = [], []
    original = refreshing.fetch_rows
    monkeypatch.setattr(refreshing, "PART_VOTES", 3)
    monkeypatch.setattr(
        refreshing,
        "fetch_rows",
        lambda arena_id, days: read.append(list(days)) or original(arena_id, days),
    )
    assert refresh(arena, renew_lease=lambda: beats.append(1)) == whole
    first, second, third = (NOON.date() + dt.timedelta(days=number) for number in range(3))
    assert read == [[None, first], [second], [third], []]
    assert len(beats) == 4  # once in every transaction that stores days
    assert not DirtyDay.objects.filter(arena=arena).exists()


def test_a_day_that_changes_while_a_backlog_is_read_is_read_again_at_the_end(arena, pool, monkeypatch):
    for number in range(4):
        vote(arena, pool, at=NOON + dt.timedelta(days=number))
    monkeypatch.setattr(refreshing, "PART_VOTES", 1)
    late = []

    def disturb():
        if not late:
            late.append(vote(arena, pool, Outcome.TIE, at=NOON))  # its day has been read already

    evidence = refresh(arena, renew_lease=disturb)
    assert late[0].pk in load_votes(evidence).battle
    assert not DirtyDay.objects.filter(arena=arena).exists()


def test_a_refresh_killed_in_a_backlog_goes_on_where_it_stopped(arena, pool, monkeypatch):
    for number in range(3):
        vote(arena, pool, at=NOON + dt.timedelta(days=number))
    monkeypatch.setattr(refreshing, "PART_VOTES", 1)

    beats = iter([None, KeyboardInterrupt])

    def die():
        if (reason := next(beats)) is not None:
            raise reason

    with pytest.raises(KeyboardInterrupt):
        refresh(arena, renew_lease=die)
    assert LedgerDay.objects.count() == 1  # the second day was read, but not stored
    assert DirtyDay.objects.count() == 2
    assert refresh(arena).votes == 3


def test_a_segment_that_says_another_number_of_votes_than_it_holds_is_refused(arena, pool):
    vote(arena, pool)
    evidence = refresh(arena)
    Segment.objects.update(votes=2)
    with pytest.raises(CorruptSegment, match="has 1 votes instead of 2"):
        load_votes(evidence)
