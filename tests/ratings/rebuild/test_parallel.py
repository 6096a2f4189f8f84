"""One rebuild over many workers: one ledger step, parts that may come in any order, die or come twice."""

import datetime as dt

import pytest
from django.utils import timezone

from battles.tags import Tag
from ratings import tasks
from ratings.models import Lease, Rebuild
from ratings.published import published
from ratings.rebuild.parallel import finish_part, open_run, split_into_parts
from ratings.rebuild.run import rebuild
from tests import world
from tests.ratings.fights import fight, rows


@pytest.fixture
def trio(arena):
    return world.make_pool(arena, ("high", "middle", "low"))


@pytest.fixture
def fought(arena, trio):
    high, middle, low = trio
    fight(arena, high, middle, "aaabtaab" * 4, tags=Tag.ENGLISH)
    fight(arena, middle, low, "aaab0aba" * 4, tags=Tag.CHINESE | Tag.CODING)
    fight(arena, high, low, "aaaaab" * 4, tags=Tag.ENGLISH)
    return arena


def again(run):
    """The run as another process finds it."""
    return Rebuild.objects.select_related("arena", "evidence").get(pk=run.pk)


def test_nothing_is_shown_before_the_last_part_is_done_and_then_everything(fought):
    run = open_run(fought)
    first, second, third = split_into_parts(run, 3)
    assert sorted([*first, *second, *third]) == sorted(run.due)
    assert not finish_part(again(run), third)
    assert not finish_part(again(run), first)
    assert published(fought) is None
    assert finish_part(again(run), second)
    assert {s.board.category for s in published(fought).snapshots()} == set(run.due)


def test_parts_give_the_digits_of_one_process(fought):
    run = open_run(fought)
    for part in split_into_parts(run, 4):
        finish_part(again(run), part)
    shared = {name: (s.rating, s.ci_low, s.ci_high, s.overturn_voters) for name, s in rows(fought).items()}
    rebuild(fought, force=True)
    assert {n: (s.rating, s.ci_low, s.ci_high, s.overturn_voters) for n, s in rows(fought).items()} == shared


def test_a_part_that_comes_twice_changes_nothing(fought):
    run = open_run(fought)
    first, second = split_into_parts(run, 2)
    finish_part(again(run), first)
    finish_part(again(run), first)
    assert finish_part(again(run), second)
    shown = again(run).shown
    assert not finish_part(again(run), second)
    assert again(run).shown == shown
    assert again(run).snapshots.count() == len(shown)


def test_there_is_one_run_at_a_time_until_it_is_published(fought, trio):
    run = open_run(fought)
    assert open_run(fought) is None
    assert rebuild(fought) is None
    for part in split_into_parts(run, 2):
        finish_part(again(run), part)
    assert open_run(fought) is None  # nothing has changed
    fight(fought, trio[0], trio[1], "a")
    assert open_run(fought) is not None


def test_a_run_whose_worker_died_is_left_and_the_next_begins_anew(fought, trio):
    rebuild(fought)
    old = published(fought).rebuild
    fight(fought, trio[0], trio[1], "b")
    dead = open_run(fought)
    Lease.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert published(fought).rebuild == old
    run = rebuild(fought)
    assert run.evidence == dead.evidence
    assert not finish_part(again(dead), dead.due)  # delivered again, long after
    assert published(fought).rebuild == run


def test_a_change_that_touches_no_board_is_published_with_what_stood(fought):
    rebuild(fought)
    before = published(fought).rebuild
    Rebuild.objects.filter(pk=before.pk).update(evidence=open_other_evidence(fought))
    run = open_run(fought)
    assert run.due == []
    assert split_into_parts(run, 4) == [[]]
    assert finish_part(again(run), [])
    assert published(fought).rebuild.shown == before.shown


def open_other_evidence(arena):
    """Evidence with the same segments under another name."""
    evidence = published(arena).rebuild.evidence
    evidence.pk, evidence.digest = None, "other"
    evidence.save(force_insert=True)
    return evidence


def test_the_tasks_carry_a_rebuild_from_look_to_publication(fought, settings, monkeypatch):
    """A worker takes one part at once; the process that opened the run rates the others."""
    settings.REBUILD_PARTS = 3
    asked = []

    def delay(*args):
        asked.append(args)
        if len(asked) == 1:
            tasks.rate_boards(*args)
            assert tasks.rebuild_arena(fought.pk) is None

    monkeypatch.setattr(tasks.rate_boards, "delay", delay)
    run_id = tasks.rebuild_arena(fought.pk)
    assert len(asked) == 2
    for args in asked:  # delivered late or twice
        assert tasks.rate_boards(*args) == run_id
    assert published(fought).rebuild.pk == run_id
    assert set(published(fought).rebuild.stages) >= {"refresh", "compare", "load", "boards", "feedback"}
