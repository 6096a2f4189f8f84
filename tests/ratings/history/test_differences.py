"""What changed between two snapshots: entered, left, moved, and whether it is more than noise."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from ratings.history.differences import Alignment, differences
from ratings.history.snapshot_pairs import since
from ratings.models import Rebuild, Snapshot, Standing
from ratings.published import published
from ratings.rebuild.run import rebuild
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight
from tests.ratings.plain import assert_public_and_plain

PAGE = "/leaderboard/text/overall/changes/"
URL = "/api/v1/differences/"
MADE = {"rules": 2, "anchor": None, "anchor_rating": 1000.0}


def snapshot(**parameters) -> Snapshot:
    return Snapshot(method="bradley_terry", parameters=MADE | parameters, versions={"numpy": "2"})


def standing(contender: int, rating=1000.0, half=10.0, rank: int | None = 1, spread=0) -> Standing:
    return Standing(
        contender_id=contender,
        status="ranked" if rank else "provisional",
        rating=rating,
        ci_low=None if half is None else rating - half,
        ci_high=None if half is None else rating + half,
        rank=rank,
        rank_low=rank,
        rank_high=rank and rank + spread,
        votes=100,
    )


def between(before: list[Standing], after: list[Standing], **parameters):
    return differences(snapshot(), snapshot(**parameters), standings_before=before, standings_after=after)


def test_who_entered_and_who_left():
    found = between([standing(1), standing(2)], [standing(3), standing(2)])
    assert [s.contender_id for s in found.entered] == [3]
    assert [s.contender_id for s in found.left] == [1]
    assert list(found.by_contender()) == [2]
    assert found.moved == []


def test_a_move_is_beyond_the_noise_where_intervals_do_not_overlap():
    found = between(
        [standing(1, 1000, rank=1, spread=1), standing(2, 1000, rank=2), standing(3, 1000, rank=3)],
        [standing(1, 1021, rank=2), standing(2, 1020, rank=1), standing(3, 979, rank=4)],
    ).by_contender()
    assert [m.is_rating_beyond_noise for m in found.values()] == [True, False, True]
    assert [m.rating_change for m in found.values()] == [21, 20, -21]
    assert [m.rank_change for m in found.values()] == [1, -1, 1]
    assert [m.is_rank_beyond_noise for m in found.values()] == [False, True, True]


def test_where_an_interval_is_open_nothing_is_said():
    moved = between([standing(1, 1000)], [standing(1, 1500, half=None, rank=None)]).both[0]
    assert (moved.rating_change, moved.is_rating_beyond_noise) == (500, None)
    assert (moved.rank_change, moved.is_rank_beyond_noise, moved.is_move) == (None, None, True)


def test_what_else_changed_is_said():
    found = between([standing(1)], [standing(1)], category_version=2, rules=3)
    assert [(c.name, c.before, c.after) for c in found.changed] == [
        ("category_version", None, 2),
        ("rules", 2, 3),
    ]
    assert found.is_comparable


def test_ratings_of_another_scale_are_not_compared_and_ranks_are():
    found = between([standing(1, rank=1)], [standing(1, 2000, rank=2)], anchor_rating=1114.0)
    moved = found.both[0]
    assert not found.is_comparable
    assert (moved.rating_change, moved.is_rating_beyond_noise) == (None, None)
    assert (moved.rank_change, moved.is_rank_beyond_noise) == (1, True)


def test_boards_of_the_mean_with_other_models_are_aligned_by_the_common_ones():
    """A weak newcomer raises all others by 50 points; nothing else happens."""
    found = between(
        [standing(1, 1050), standing(2, 950)], [standing(1, 1100), standing(2, 1000), standing(3, 900)]
    )
    assert found.is_comparable
    assert found.alignment == Alignment(points=50.0, models=2)
    assert [each.rating_change for each in found.both] == [0.0, 0.0]
    assert [each.is_rating_beyond_noise for each in found.both] == [False, False]


def test_an_anchor_that_falls_off_a_board_moves_nobody():
    anchored = [standing(1, 1200), standing(2, 1150), standing(3, 1100)]
    fallen = [standing(1, 1036), standing(2, 964), standing(3, rating=None, half=None, rank=None)]
    found = differences(
        snapshot(anchor=3), snapshot(anchor=3), standings_before=anchored, standings_after=fallen
    )
    assert found.alignment.models == 2
    assert sum(each.rating_change for each in found.both[:2]) == pytest.approx(0)
    assert found.both[2].rating_change is None


def test_anchored_boards_are_compared_as_they_are():
    found = differences(
        snapshot(anchor=1),
        snapshot(anchor=1),
        standings_before=[standing(1), standing(2)],
        standings_after=[standing(1), standing(2, 1040), standing(3)],
    )
    assert found.alignment is None
    assert [each.rating_change for each in found.both] == [0, 40]


def test_a_board_without_ratings_has_no_other_zero():
    unrated = standing(1, rating=None, half=None, rank=None)
    found = differences(
        snapshot(anchor=1), snapshot(anchor=1), standings_before=[standing(1)], standings_after=[unrated]
    )
    assert (found.is_comparable, found.alignment, found.both[0].rating_change) == (True, None, None)


def test_boards_with_other_zeros_and_fewer_than_two_common_models_are_not_compared():
    found = between([standing(1, 1050), standing(2, 950)], [standing(1, 1100), standing(3, 900)])
    assert not found.is_comparable
    assert found.both[0].rating_change is None


@pytest.fixture
@kept
def two_boards(arena):
    """Published nine days ago and now; between them a newcomer came and the order turned."""
    high, low = world.make_pool(arena, ("high", "low"))
    fight(arena, high, low, "aaab" * 10)
    first = rebuild(arena)
    long_ago = timezone.now() - dt.timedelta(days=9)
    Rebuild.objects.filter(pk=first.pk).update(published_at=long_ago)
    Snapshot.objects.update(as_of=long_ago)
    fight(arena, high, low, "bbbb" * 20)
    fight(arena, world.make_contender(arena, "newcomer"), low, "ab")
    rebuild(arena)
    return first.snapshots.get(board__category="overall", method="bradley_terry"), published(arena).snapshot(
        "overall", "bradley_terry"
    )


def test_since_last_week_is_what_was_shown_a_week_before(two_boards):
    before, after = two_boards
    found = since(after)
    assert (found.before.pk, found.after.pk) == (before.pk, after.pk)
    assert [s.contender.model.name for s in found.entered] == ["newcomer"]
    assert since(before) is None


def test_the_page_compares_with_last_week_by_default(client, two_boards):
    html = assert_public_and_plain(client.get(PAGE))
    assert f"Snapshot {two_boards[0].pk} against snapshot {two_boards[1].pk}" in html
    assert "newcomer" in html
    assert "beyond the noise" in html
    assert "down 1 place" in html


def test_ends_are_snapshots_or_days(client, two_boards):
    before, after = (each.pk for each in two_boards)
    day = two_boards[0].as_of.date().isoformat()
    for query in ({"from": before, "to": after}, {"from": day}, {"from": day, "to": after}):
        html = client.get(PAGE, query).content.decode()
        assert f"Snapshot {before} against snapshot {after}" in html
    assert "nothing changed on this board" in client.get(PAGE, {"from": day, "to": day}).content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"from": "99999"}, "This board has no snapshot 99999."),
        ({"from": "last week"}, "Name a day as 2024-04-22, or a snapshot by its number."),
        ({"to": "2024-02-30"}, "Name a day as 2024-04-22, or a snapshot by its number."),
        ({"from": "9999-12-31"}, "9999-12-31 has not come yet."),
        ({"to": "9999-12-31"}, "9999-12-31 has not come yet."),
        ({"from": "2020-01-01"}, "By the end of 2020-01-01 nothing of this board had been published."),
    ],
)
def test_an_end_that_does_not_exist_is_404_in_words(client, two_boards, query, words):
    response = client.get(PAGE, query)
    assert response.status_code == 404
    assert words in response.content.decode()


def test_a_snapshot_of_another_board_is_no_end(client, two_boards):
    other = two_boards[1].rebuild.snapshots.filter(method="elo").first()
    assert client.get(PAGE, {"from": other.pk}).status_code == 404
    assert client.get(URL, {"from": other.pk, "to": two_boards[1].pk}).status_code == 400


def test_a_changed_setting_is_told_in_words(client, arena, two_boards):
    arena.anchor, arena.anchor_rating = arena.contenders.get(model__name="low").model, 1114.0
    arena.minimum_votes = 2
    arena.save()
    rebuild(arena)
    html = client.get(PAGE).content.decode()
    assert "Not only the votes changed" in html
    assert "Anchor: – → low" in html
    assert "Votes needed for a rating: 1 → 2" in html
    assert "so only ranks are compared" in html


def test_boards_that_do_not_exist_are_404(client, two_boards):
    for address in ("/leaderboard/text/nothing/changes/", "/leaderboard/nowhere/overall/changes/"):
        assert client.get(address).status_code == 404
    assert client.get(PAGE, {"method": "astrology"}).status_code == 404


def test_before_the_first_board_the_page_says_so(client, arena):
    assert "There is no board yet" in client.get(PAGE).content.decode()


def test_the_api_tells_the_same(client, two_boards):
    before, after = two_boards
    sent = client.get(URL, {"from": before.pk, "to": after.pk}).json()
    assert (sent["from"]["snapshot"], sent["to"]["snapshot"]) == (before.pk, after.pk)
    assert (sent["arena"], sent["category"], sent["method"]) == ("text", "overall", "bradley_terry")
    assert [row["name"] for row in sent["entered"]] == ["newcomer"]
    assert sent["left"] == []
    high = next(row for row in sent["both"] if row["name"] == "high")
    raised = high["rating_before"] + sent["alignment"]["points"]
    assert sent["alignment"]["models"] == 2  # the newcomer changes the mean
    assert high["rating_change"] == pytest.approx(high["rating"] - raised, abs=1e-3)
    assert high["rank_change"] == high["rank"] - high["rank_before"]
    assert high["is_rating_beyond_noise"] is True
    assert "do not overlap" in sent["rule"]


def test_the_deprecated_address_links_to_its_successor_with_the_same_answer(client, two_boards):
    before, after = two_boards
    answer = client.get(URL, {"from": before.pk, "to": after.pk})
    (successor,) = re.findall('<([^>]+)>; rel="successor-version"', answer["Link"])
    assert client.get(successor).json() == answer.json()
    current = client.get(URL, {"from": before.pk, "to": after.pk}, headers={"If-None-Match": answer["ETag"]})
    assert (current.status_code, current["Sunset"]) == (304, answer["Sunset"])


def test_the_api_refuses_what_is_no_snapshot(client, arena, two_boards):
    assert client.get(URL, {"from": "x", "to": "1"}).json()["errors"] == [
        {"field": "from", "detail": "The number of a snapshot."}
    ]
    assert client.get(URL, {"from": two_boards[0].pk}).status_code == 400
    assert client.get(URL, {"from": two_boards[0].pk, "to": 99999}).status_code == 404
    arena.visibility = "hidden"
    arena.save()
    assert client.get(URL, {"from": two_boards[0].pk, "to": two_boards[1].pk}).status_code == 404
