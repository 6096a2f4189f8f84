"""The alarm: a full recount finds what the incremental way has wrong, says so, and puts it right."""

import datetime as dt
import logging

import pytest
from django.utils import timezone

from battles.models import Battle, DirtyDay, Vote
from battles.outcomes import Outcome
from battles.tags import Tag
from ratings.models import Rebuild, Recount, Standing
from ratings.published import published
from ratings.rebuild.lease import hold_lease
from ratings.rebuild.run import rebuild
from ratings.rebuild.verification.audit import audit_arena, is_audit_due
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight, rows


@pytest.fixture
@kept
def fought(arena):
    high, low = world.make_pool(arena, ("high", "low"))
    fight(arena, high, low, "aab" * 4, tags=Tag.ENGLISH)
    fight(arena, high, low, "ab", at=world.NOON + dt.timedelta(days=1))
    rebuild(arena)
    return arena


def test_where_everything_is_right_a_recount_says_so_and_changes_nothing(fought):
    before = published(fought).rebuild
    done = audit_arena(fought)
    assert done.is_right
    assert (done.votes, done.days, done.boards) == (14, 2, len(before.shown))
    assert published(fought).rebuild == before


def test_a_change_that_nothing_marked_is_found_named_and_counted(fought, caplog):
    vote = Vote.objects.filter(outcome=Outcome.B).order_by("pk").first()
    Vote.objects.filter(pk=vote.pk).update(outcome=Outcome.A)  # past every door
    with caplog.at_level(logging.ERROR):
        done = audit_arena(fought)
    assert done.wrong_days == [str(world.NOON.date())]
    assert "found wrong days" in caplog.text
    assert published(fought).rebuild.evidence.votes == 14
    assert not DirtyDay.objects.exists()
    assert audit_arena(fought).is_right


def test_a_marked_day_is_no_alarm_for_the_next_rebuild_reads_it(fought):
    battle = Battle.objects.order_by("pk").first()
    Battle.objects.filter(pk=battle.pk).update(tags=0)
    DirtyDay.objects.create(arena=fought, day=world.NOON.date())
    assert audit_arena(fought).wrong_days == []


def test_votes_that_vanished_from_a_day_are_found(fought):
    late = world.NOON + dt.timedelta(days=1)
    Vote.objects.filter(day=late.date()).delete()
    assert audit_arena(fought).wrong_days == [str(late.date())]
    assert published(fought).rebuild.evidence.votes == 12


def test_a_board_that_its_evidence_does_not_bear_out_is_found_and_rated_anew(fought):
    right = rows(fought)["high"].rating
    Standing.objects.filter(pk=rows(fought)["high"].pk).update(rating=right + 1)
    done = audit_arena(fought)
    assert done.wrong_boards == ["overall bradley_terry"]
    assert rows(fought)["high"].rating == right


def test_a_recount_waits_for_no_rebuild(fought):
    with hold_lease(fought):
        assert audit_arena(fought) is None
    assert not Recount.objects.exists()


def test_a_recount_is_due_once_a_day(fought, arena):
    now = timezone.now()
    assert not is_audit_due(fought, now=now)
    Rebuild.objects.update(started_at=now - dt.timedelta(days=1))
    assert is_audit_due(fought, now=now)
    audit_arena(fought)
    assert not is_audit_due(fought, now=now)
    assert is_audit_due(fought, now=now + dt.timedelta(days=1, minutes=1))
