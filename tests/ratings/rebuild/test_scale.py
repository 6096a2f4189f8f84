"""What the zero of a board's ratings is, and what a board does not know, is said on it."""

import pytest

from battles.models import Battle
from battles.tags import Tag
from ratings.models import Snapshot
from ratings.published import published
from ratings.rebuild.run import rebuild
from ratings.rebuild.verification.reproduction import reproduce
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight, rows

PAGE = "/leaderboard/text/english/"
URL = "/api/v1/leaderboards/text/english/"


@pytest.fixture
@kept
def anchored(arena):
    """`low` is the anchor; it has no vote on the board of English."""
    high, middle, low = world.make_pool(arena, ("high", "middle", "low"))
    fight(arena, high, middle, "aab" * 10, tags=Tag.ENGLISH)
    fight(arena, middle, low, "aab" * 10)
    arena.anchor, arena.anchor_rating = low.model, 1114.0
    arena.minimum_votes = arena.provisional_votes = 1
    arena.save()
    rebuild(arena)
    return arena


def test_a_board_with_and_one_without_its_anchor(anchored, client):
    now = published(anchored)
    assert now.snapshot("overall", "bradley_terry").zero == "anchor"
    assert now.snapshot("english", "bradley_terry").zero == "mean"
    assert now.snapshot("overall", "elo").zero == "mean"
    assert now.snapshot("chinese", "bradley_terry").zero == ""
    assert "is not rated on this board" in client.get(PAGE).content.decode()
    assert "is not rated on this board" not in client.get(f"{PAGE}?method=elo").content.decode()
    assert "is not rated on this board" not in client.get("/leaderboard/text/overall/").content.decode()
    assert (client.get(URL).json()["zero"], client.get(URL).json()["interval_gauge"]) == ("mean", "mean")


def test_the_zero_is_reproduced_and_one_that_was_not_stored_is_not_compared(anchored):
    snapshots = published(anchored).snapshots().select_related("board__arena", "rebuild__evidence")
    assert not any(each.differences for each in reproduce(snapshots.all()))
    Snapshot.objects.update(zero="")
    assert not any(each.differences for each in reproduce(snapshots.all()))
    Snapshot.objects.filter(zero="", board__category="english").update(zero="anchor")
    assert any("zero" in line for each in reproduce(snapshots.all()) for line in each.differences)


def test_a_model_with_enough_votes_says_which_of_them_do_not_help(arena, client):
    """`odd` has 30 votes, 12 of them against models that are rated."""
    arena.minimum_votes, arena.provisional_votes = 20, 20
    arena.save()
    high, low, odd, rare = world.make_pool(arena, ("high", "low", "odd", "rare"))
    fight(arena, high, low, "aab" * 10)
    fight(arena, odd, high, "ab" * 6)
    fight(arena, odd, rare, "ab" * 9)
    rebuild(arena)
    row = rows(arena)["odd"]
    assert (row.reason, row.votes, row.votes_against_rated) == ("too_few_votes", 30, 12)
    assert rows(arena)["high"].votes_against_rated is None
    page = client.get("/leaderboard/text/overall/").content.decode()
    assert "too few votes against rated models: 12 of its 30 votes; 20 are needed" in page


def test_boards_that_leave_something_out_are_not_known_without_texts(arena, client):
    high, low = world.make_pool(arena, ("high", "low"))
    fight(arena, high, low, "aab" * 10)
    Battle.objects.update(origin=Battle.Origin.IMPORTED)
    rebuild(arena)
    for category in ("exclude-short", "exclude-refusal", "dedup"):
        sent = client.get(f"/api/v1/leaderboards/text/{category}/").json()
        assert (sent["note"], sent["rows"], sent["votes_counted"]) == ("not_known", [], 0)
    assert "Not known" in client.get("/leaderboard/text/exclude-short/").content.decode()
    assert client.get("/api/v1/leaderboards/text/exclude-ties/").json()["votes_counted"] == 30


def test_a_mixed_log_is_rated_by_its_votes_with_texts_and_says_how_many_have_none(arena, client):
    high, low = world.make_pool(arena, ("high", "low"))
    fight(arena, high, low, "aab" * 10)
    fight(arena, high, low, "aba", tags=Tag.ENGLISH)
    fight(arena, high, low, "b", tags=Tag.ENGLISH | Tag.SHORT_QUERY)
    Battle.objects.update(origin=Battle.Origin.IMPORTED)
    rebuild(arena)
    sent = client.get("/api/v1/leaderboards/text/exclude-short/").json()
    assert (sent["votes_counted"], sent["votes_not_known"], sent["note"]) == (3, 30, None)
    page = client.get("/leaderboard/text/exclude-short/").content.decode()
    assert "Not known for 30 counted votes" in page
    assert client.get("/api/v1/leaderboards/text/overall/").json()["votes_not_known"] == 0
