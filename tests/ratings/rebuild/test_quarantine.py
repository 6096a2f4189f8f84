"""One bad item stops nobody: a board that raises, a damaged segment, a rebuild that fails."""

import datetime as dt

import pytest
from django.utils import timezone

from battles.counting import CorruptSegment
from battles.models import Segment
from battles.tags import Tag
from ratings.models import Lease, Rebuild
from ratings.published import published
from ratings.rebuild import run
from ratings.rebuild.failures import is_paused
from ratings.rebuild.parallel import finish_part, open_run, split_into_parts
from ratings.rebuild.run import rebuild, rebuild_now
from ratings.rebuild.verification.audit import audit_arena
from tests import world
from tests.ratings.fights import fight


@pytest.fixture
def pair(arena):
    return world.make_pool(arena, ("high", "low"))


@pytest.fixture
def fought(arena, pair):
    fight(arena, *pair, "aaab" * 3, tags=Tag.ENGLISH)
    return arena


@pytest.fixture
def broken(monkeypatch):
    """The board of English raises as long as the set contains it."""
    slugs = {"english"}
    original = run.fit_methods
    selecting = run.select
    current = {}

    def select(votes, category):
        selection = selecting(votes, category)
        current[id(selection)] = category.slug
        return selection

    def fit_methods(selection, parameters):
        if current[id(selection)] in slugs:
            raise ZeroDivisionError("no English today")
        return original(selection, parameters)

    monkeypatch.setattr(run, "select", select)
    monkeypatch.setattr(run, "fit_methods", fit_methods)
    return slugs


def shown(arena):
    return dict(
        published(arena).snapshots().filter(method="bradley_terry").values_list("board__category", "rebuild")
    )


def test_a_board_that_raises_stays_as_it_was_and_the_others_go_on(fought, pair, broken):
    broken.clear()
    old = rebuild(fought)
    broken.add("english")
    fight(fought, *pair, "b", tags=Tag.ENGLISH)
    new = rebuild(fought)
    assert new.failed == {"english": "ZeroDivisionError: no English today"}
    assert (shown(fought)["english"], shown(fought)["overall"]) == (old.pk, new.pk)


def test_a_board_that_raised_is_due_again_with_the_next_votes_and_after_ten_minutes(fought, pair, broken):
    rebuild(fought)
    assert rebuild(fought) is None
    fight(fought, *pair, "a", tags=Tag.CHINESE)
    assert "english" in rebuild(fought).due
    broken.clear()
    assert rebuild(fought) is None
    Rebuild.objects.update(published_at=timezone.now() - dt.timedelta(minutes=11))
    mended = rebuild(fought)
    assert (mended.due, mended.failed) == (["english"], {})
    assert shown(fought)["english"] == mended.pk


def test_a_board_that_raises_stops_no_part_of_a_shared_rebuild(fought, broken):
    opened = open_run(fought)
    for part in split_into_parts(opened, 3):
        finish_part(Rebuild.objects.select_related("arena", "evidence").get(pk=opened.pk), part)
    assert published(fought).rebuild.failed == {"english": "ZeroDivisionError: no English today"}
    assert "english" not in shown(fought)
    assert "overall" in shown(fought)


def damage(arena):
    segment = Segment.objects.filter(arena=arena).latest("pk")
    Segment.objects.filter(pk=segment.pk).update(data=bytes(segment.data)[:-9])
    return segment


def test_a_damaged_segment_is_recorded_for_staff_and_not_tried_all_the_time(fought, pair):
    rebuild(fought)
    damage(fought)
    with pytest.raises(CorruptSegment):
        rebuild(fought, force=True)
    state = Lease.objects.get(arena=fought)
    assert state.failure.startswith("CorruptSegment: ")
    assert (state.failures, state.holder) == (1, "")
    assert is_paused(fought)
    assert rebuild(fought) is None
    assert open_run(fought) is None


def test_the_audit_reports_a_damaged_segment_and_writes_it_again(fought):
    rebuild(fought)
    segment = damage(fought)
    audit = audit_arena(fought)
    assert audit.unreadable[0].startswith(f"segment {segment.pk} of ")
    assert not audit.is_right
    assert audit.wrong_days == []
    assert bytes(Segment.objects.get(pk=segment.pk).data) == bytes(segment.data)
    assert rebuild_now(fought, force=True) is not None
    assert audit_arena(fought).is_right


def test_the_audit_reports_a_board_that_failed(fought, broken):
    rebuild(fought)
    assert "board english: ZeroDivisionError: no English today" in audit_arena(fought).unreadable


def test_a_failure_pauses_longer_each_time_and_a_success_forgets_it(fought, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(run, "load_votes", lambda evidence: 1 / 0)
        for number in range(1, 4):
            with pytest.raises(ZeroDivisionError):
                rebuild_now(fought)
            assert Lease.objects.get().failures == number
    Lease.objects.update(failed_at=timezone.now() - dt.timedelta(seconds=119))
    assert is_paused(fought)
    Lease.objects.update(failed_at=timezone.now() - dt.timedelta(seconds=121))
    assert not is_paused(fought)
    assert rebuild(fought) is not None
    assert (Lease.objects.get().failure, Lease.objects.get().failures) == ("", 0)


def test_a_part_that_fails_frees_the_lease(fought, monkeypatch):
    opened = open_run(fought)
    monkeypatch.setattr(run, "load_votes", lambda evidence: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        finish_part(opened, opened.due)
    assert Lease.objects.get().holder == ""
