"""What runs and what needs attention is said to staff, on their page and by the probes."""

import pytest

from arenasite.status.checks import check_boards
from ratings.models import Lease, Rebuild, Recount
from ratings.rebuild.lease import take_lease
from ratings.rebuild.run import rebuild
from ratings.rebuild.state import list_problems, list_running
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight


@pytest.fixture
@kept
def fought(arena):
    fight(arena, *world.make_pool(arena, ("high", "low")), "aaab" * 3)
    rebuild(arena)
    return arena


def test_all_is_well(fought):
    assert (list_problems(), list_running()) == ([], [])
    state, words = check_boards()[:2]
    assert state.name == "OK"
    assert words.endswith(" s old")


def test_a_rebuild_under_way_is_named_with_its_holder(fought):
    holder = take_lease(fought)
    assert list_running()[0].startswith(f"{holder} rebuilds text since ")
    assert holder in check_boards()[1]


def test_failures_failed_boards_and_differences_are_named(fought):
    Lease.objects.update(failures=2, failure="CorruptSegment: segment 7")
    Rebuild.objects.update(failed={"english": "ZeroDivisionError: 0"})
    newest = Rebuild.objects.get()
    times = {"started_at": newest.published_at, "finished_at": newest.published_at}
    Recount.objects.create(arena=fought, votes=12, days=1, boards=3, wrong_days=["2024-04-22"], **times)
    failing, boards, audit = list_problems()
    assert failing == "text: the rebuild failed 2 times in a row"
    assert boards == "text: boards that could not be rated stay as they were: english"
    assert audit.startswith("text: the audit of 20")
    state, words = check_boards()[:2]
    assert state.name == "WARNING"
    assert "english" in words
