"""The lease of an arena: no store after it is lost, free soon after a death, and words for those who wait."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from battles import leases
from battles.counting.ledger import refresh as refreshing
from battles.models import LedgerDay
from ratings.models import Lease, Rebuild
from ratings.published import published
from ratings.rebuild import run
from ratings.rebuild.lease import LeaseTaken, fenced, hold_lease, renew_lease, start_part, take_lease
from ratings.rebuild.parallel import finish_part, finish_run, open_run, queue_run
from ratings.rebuild.run import begin, rebuild, rebuild_now
from tests import world
from tests.ratings.fights import fight


@pytest.fixture
def pair(arena):
    return world.make_pool(arena, ("high", "low"))


@pytest.fixture
def fought(arena, pair):
    fight(arena, *pair, "aaab" * 3)
    return arena


def sleep_past(arena):
    Lease.objects.filter(arena=arena).update(expires_at=timezone.now() - dt.timedelta(seconds=1))


def seconds_left(arena):
    return (Lease.objects.get(arena=arena).expires_at - timezone.now()).total_seconds()


def test_a_rebuilder_that_slept_past_its_lease_stores_no_older_days(fought, pair, monkeypatch):
    """It has read 12 votes, sleeps, and wakes when another rebuild has stored 13."""
    build_segments = refreshing._build_segments
    wakes = []

    def sleep(*read):
        if not wakes:
            wakes.append(True)
            sleep_past(fought)
            fight(fought, *pair, "b")
            assert rebuild_now(fought).evidence.votes == 13
        return build_segments(*read)

    monkeypatch.setattr(refreshing, "_build_segments", sleep)
    with pytest.raises(LeaseTaken):
        rebuild_now(fought)
    assert LedgerDay.objects.get(arena=fought).segment.votes == 13
    assert published(fought).rebuild.evidence.votes == 13
    assert Rebuild.objects.count() == 1


@pytest.mark.parametrize("step", ["store_boards", "publish"])
def test_a_run_that_slept_past_its_lease_stores_no_board_and_publishes_nothing(fought, monkeypatch, step):
    original = getattr(run, step)

    def late(first, *args, **kwargs):
        if not Lease.objects.filter(arena=fought, holder="another").exists():
            Lease.objects.filter(arena=fought).update(holder="another")
        return original(first, *args, **kwargs)

    monkeypatch.setattr(run, step, late)
    assert rebuild(fought) is None
    assert published(fought) is None


def test_nothing_is_stored_in_a_transaction_whose_lease_is_taken(fought):
    holder = take_lease(fought)
    take_lease(fought, take_over=True)
    with pytest.raises(LeaseTaken), fenced(fought, holder):
        raise AssertionError("not reached")


def test_the_number_rises_with_each_holder_and_names_it(fought):
    first = take_lease(fought)
    second = take_lease(fought, take_over=True)
    assert (first.rsplit(":")[-1], second.rsplit(":")[-1]) == ("1", "2")
    assert Lease.objects.get().number == 2


def test_an_expired_lease_that_nobody_took_is_renewed(fought):
    holder = take_lease(fought)
    sleep_past(fought)
    renew_lease(fought, holder)
    assert 20 < seconds_left(fought) <= 31


def test_a_killed_holder_frees_the_lease_within_thirty_seconds(fought):
    take_lease(fought)  # and never a sign of life
    assert rebuild(fought) is None
    assert seconds_left(fought) <= 30
    sleep_past(fought)
    assert rebuild(fought) is not None


def test_a_holder_at_work_gives_signs_of_life(fought, monkeypatch):
    beats = []
    monkeypatch.setattr(leases, "HEARTBEAT_SECONDS", 0.001)
    monkeypatch.setattr(leases, "renew", lambda lease, holder: beats.append(holder))
    with hold_lease(fought) as holder:
        while len(beats) < 3:
            pass
    assert beats[0] == holder
    count = len(beats)
    assert len(beats) == count


def test_parts_that_wait_keep_the_lease_no_longer_and_their_opener_rates_them(fought):
    opened = open_run(fought)
    parts = queue_run(opened, 3)
    assert len(parts) == 3
    assert Lease.objects.get().waiting == [0, 1, 2]
    assert seconds_left(fought) <= 30
    finish_run(opened, parts)
    assert Lease.objects.get().holder == ""
    assert published(fought).rebuild == opened


def test_a_part_that_another_process_has_started_is_left_to_it(fought):
    opened = open_run(fought)
    parts = queue_run(opened, 2)
    assert start_part(fought, opened.holder, 1)
    assert not start_part(fought, opened.holder, 1)
    finish_run(opened, parts)
    assert published(fought) is None
    assert seconds_left(fought) <= 30
    assert finish_part(Rebuild.objects.select_related("arena").get(pk=opened.pk), parts[1])


def test_a_run_whose_opener_died_with_parts_waiting_is_replaced_within_thirty_seconds(fought):
    queue_run(open_run(fought), 2)
    assert seconds_left(fought) <= 30
    sleep_past(fought)
    assert rebuild(fought) is not None
    assert Lease.objects.get().waiting == []


def test_a_part_at_work_keeps_the_lease_only_as_long_as_it_lives(fought, monkeypatch):
    opened = open_run(fought)
    parts = queue_run(opened, 2)
    left = []
    monkeypatch.setattr(
        "ratings.rebuild.parallel.rate_part", lambda *args, **kw: left.append(seconds_left(fought))
    )
    finish_part(Rebuild.objects.select_related("arena").get(pk=opened.pk), parts[0])
    assert left[0] <= 30


def test_the_command_says_for_whom_it_waits_and_can_take_over(fought, capsys):
    holder = take_lease(fought)
    with pytest.raises(CommandError, match="--take-over"):
        call_command("rebuild_boards")
    words = capsys.readouterr().err
    assert f"text: not rebuilt, {holder} rebuilds text since 20" in words
    assert "UTC" in words
    call_command("rebuild_boards", take_over=True)
    assert "12 votes" in capsys.readouterr().out
    with pytest.raises(LeaseTaken):
        begin(fought, holder)
