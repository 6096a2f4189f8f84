"""What moved since last week: against the right board, in places and points, told in words."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from ratings.history.week import week_of
from ratings.models import Rebuild
from ratings.published import STANDARD, published
from tests import world
from tests.ratings.stored import store_boards


@pytest.fixture
def trio(arena):
    return world.make_pool(arena, ("high", "middle", "low"))


@pytest.fixture
def fought(arena, trio):
    """Boards of ten, eight and three days ago, and of now, when `low` has overtaken `middle`."""
    high, middle, low = trio
    for days in (10, 8, 3):
        boards = {"overall": {high: {}, middle: {}, low: {"rating": 1000.0}}}
        store_boards(arena, boards, days_ago=days, zero="anchor")
    fresh = world.make_contender(arena, "fresh")
    store_boards(
        arena,
        {"overall": {high: {}, low: {"rating": 1080.0}, middle: {"rating": 1075.0}, fresh: {}}},
        zero="anchor",
    )
    return arena


def week(arena):
    """The changes of the newest board by the models' names."""
    found = week_of(published(arena).snapshot("overall", STANDARD))
    names = dict(arena.contenders.values_list("pk", "model__name"))
    return found, {names[pk]: change for pk, change in found.changes.items()}


def test_the_board_before_is_the_newest_that_is_a_week_old(fought):
    found, _changes = week(fought)
    assert found.since == Rebuild.objects.order_by("id")[1].started_at


def test_places_count_upwards_and_points_with_their_sign(fought):
    _found, changes = week(fought)
    assert (changes["low"].places, changes["low"].signed_points, changes["low"].is_clear) == (1, "+80", True)
    assert (changes["middle"].places, changes["middle"].fell) == (-1, 1)
    assert (changes["middle"].signed_points, changes["middle"].is_clear) == ("−5", False)
    assert (changes["high"].places, changes["high"].signed_points) == (0, "±0")


def test_who_was_not_there_is_new_and_has_no_change(fought):
    _found, changes = week(fought)
    assert [name for name, change in changes.items() if change.is_new] == ["fresh"]
    assert (changes["fresh"].places, changes["fresh"].points) == (None, None)


def _first(pattern: str, row: str) -> str:
    return re.search(pattern, row).group(1)


def test_the_page_tells_moves_in_signs_and_in_words(client, fought):
    html = client.get("/leaderboard/text/overall/").content.decode()
    rows = re.findall(r"<tr data-status.*?</tr>", html, re.DOTALL)
    moves = {_first(r"/models/text-(\w+)/", row): _first(r'data-move="(\w+)"', row) for row in rows}
    assert moves == {"high": "same", "low": "up", "middle": "down", "fresh": "new"}
    assert "up 1 place<" in html
    assert "down 1 place<" in html
    assert "beyond the noise" in html
    day = (timezone.now() - dt.timedelta(days=8)).date()
    assert f"compares with the board of {day}" in html
    assert 'href="/leaderboard/text/overall/changes/"' in html


def test_a_young_arena_has_no_such_column(client, arena, pool):
    store_boards(arena, {"overall": {each: {} for each in pool}}, days_ago=2)
    store_boards(arena, {"overall": {each: {} for each in pool}})
    html = client.get("/leaderboard/text/overall/").content.decode()
    assert "col-change" not in html


def test_a_newcomer_is_called_new(client, fought):
    html = client.get("/leaderboard/text/overall/").content.decode()
    row = next(row for row in html.split("<tr ") if "/models/text-fresh/" in row)
    assert 'data-move="new"' in row
