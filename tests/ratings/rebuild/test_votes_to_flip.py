"""How few votes hold a place: that so many really do, and where it is told."""

import pytest
from django.template.loader import render_to_string

from battles.counting.exclusions import exclude_battles
from battles.counting.ledger.refresh import load_votes
from battles.models import Exclusion, Vote
from battles.outcomes import Outcome
from ratings.categories import OVERALL
from ratings.models import Standing
from ratings.pages.board.rows import build_row
from ratings.published import published
from ratings.rebuild.method_specs import Method, fit_methods
from ratings.rebuild.run import rebuild
from ratings.rebuild.selection import select
from ratings.rebuild.snapshots import build_standings
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight, rows

URL = "/api/v1/leaderboards/text/overall/"


@pytest.fixture
def trio(arena):
    return world.make_pool(arena, ("high", "middle", "low"))


@pytest.fixture
@kept
def close(arena, trio):
    """high stands a little above middle, both well above low."""
    high, middle, low = trio
    fight(arena, high, middle, "a" * 20 + "b" * 16)
    fight(arena, high, low, "a" * 12 + "b" * 6)
    fight(arena, low, middle, "b" * 12 + "a" * 6)
    rebuild(arena)
    return arena


def drop(arena, votes) -> None:
    """Set votes aside and rebuild."""
    exclude_battles(
        list(votes.values_list("battle_id", flat=True)), reason=Exclusion.Reason.TEST, source_id="t:1"
    )
    rebuild(arena)


def wins(arena, winner, loser):
    return Vote.objects.filter(
        arena=arena, battle__contender_a=winner, battle__contender_b=loser, outcome=Outcome.A
    ).order_by("battle_id")


def test_removing_so_many_votes_puts_the_next_model_ahead_and_fewer_do_not(close, trio):
    fewest = rows(close)["high"].overturn_votes
    assert 3 <= fewest <= 6
    drop(close, wins(close, trio[0], trio[1])[: fewest - 2])
    assert list(rows(close))[:2] == ["high", "middle"]
    drop(close, wins(close, trio[0], trio[1])[:fewest])
    assert list(rows(close))[:2] == ["middle", "high"]


def test_a_clear_lead_takes_more_votes_and_the_last_model_has_nobody_below(close):
    board = rows(close)
    assert board["middle"].overturn_votes > board["high"].overturn_votes
    assert board["low"].overturn_votes is None


def test_where_no_removal_would_do_there_is_no_number(arena, trio):
    fight(arena, trio[0], trio[1], "a" * 30 + "b")
    rebuild(arena)
    assert [standing.overturn_votes for standing in rows(arena).values()] == [None, None]


def test_one_voter_who_casts_many_votes_can_hold_a_place_alone(arena, trio):
    high, middle, low = trio
    fan, *others = [world.make_voter() for _ in range(9)]
    fight(arena, high, middle, "a" * 8, voters=[fan])
    fight(arena, high, middle, "aaabbbbb" * 2, voters=others)
    fight(arena, high, low, "aaaaaaab", voters=others)
    fight(arena, middle, low, "aaaaaaab", voters=others)
    rebuild(arena)
    standing = rows(arena)["high"]
    assert standing.overturn_voters == 1
    assert standing.overturn_votes > 1
    drop(arena, Vote.objects.filter(battle__voter=fan))
    assert list(rows(arena))[:2] == ["middle", "high"]


def test_without_any_known_voter_nothing_is_said_of_voters(client, close):
    assert all(standing.overturn_voters is None for standing in rows(close).values())
    page = client.get("/leaderboard/text/overall/").content.decode()
    assert "voters</small>" not in page


def test_a_model_without_a_rank_neither_has_nor_is_a_next_one(arena, trio):
    high, middle, low = trio
    arena.provisional_votes = 10
    arena.save()
    fight(arena, high, low, "a" * 40 + "b" * 10)  # in front whatever the bootstrap draws
    fight(arena, middle, low, "aaab")
    rebuild(arena)
    board = rows(arena)
    assert board["middle"].status == Standing.Status.PROVISIONAL
    assert board["middle"].overturn_votes is None
    assert board["high"].overturn_votes is not None
    drop(arena, wins(arena, high, low)[: board["high"].overturn_votes])
    assert rows(arena)["high"].rating < rows(arena)["low"].rating


def test_both_numbers_can_be_computed_again_from_the_evidence(arena, trio):
    voters = [world.make_voter() for _ in range(4)]
    fight(arena, trio[0], trio[1], "aabbtaab" * 2, voters=voters)
    fight(arena, trio[1], trio[2], "aabb0aba" * 2, voters=voters[:3])
    fight(arena, trio[0], trio[2], "aababa")
    rebuild(arena)
    snapshot = published(arena).snapshot("overall", Method.BRADLEY_TERRY)
    chosen = select(load_votes(snapshot.rebuild.evidence), OVERALL)
    again = next(r for r in fit_methods(chosen, snapshot.parameters) if r.method == snapshot.method)
    fresh = [(s.overturn_votes, s.overturn_voters) for s in build_standings(chosen.contenders, again)]
    assert fresh == list(snapshot.standings.order_by("id").values_list("overturn_votes", "overturn_voters"))
    assert all(number is not None for number in (*fresh[0], *fresh[1]))


def test_the_api_tells_it_of_every_row_and_only_by_bradley_terry(client, close):
    sent = {row["name"]: row for row in client.get(URL).json()["rows"]}
    assert sent["high"]["overturn_votes"] == rows(close)["high"].overturn_votes
    assert (sent["low"]["overturn_votes"], sent["high"]["overturn_voters"]) == (None, None)
    for method in ("style", "elo"):
        others = client.get(URL, {"method": method}).json()["rows"]
        assert [row["overturn_votes"] for row in others] == [None, None, None]


def test_it_stands_beside_the_rank_where_it_is_known(client, close):
    page = client.get("/leaderboard/text/overall/").content.decode()
    assert f"{rows(close)['high'].overturn_votes} votes" in page
    assert page.count(">Lead</a>") == 1
    assert "Votes to flip</th>" not in client.get("/leaderboard/text/overall/?method=elo").content.decode()


@pytest.mark.parametrize(("board_votes", "is_fragile"), [(30_000, False), (30_001, True)])
def test_a_place_held_by_less_than_a_ten_thousandth_of_the_votes_is_marked(close, board_votes, is_fragile):
    standing = rows(close)["high"]
    standing.overturn_votes = 3
    standing.snapshot.votes_counted = board_votes
    row = build_row(standing, None, snapshot=standing.snapshot)
    assert row.is_fragile == is_fragile
    assert (
        "fragile</em>" in render_to_string("ratings/leaderboard/_votes_to_flip.html", {"row": row})
    ) == is_fragile
