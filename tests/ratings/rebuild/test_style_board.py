"""Boards with the style of the answers held equal: what they rate, what they leave out, what they say."""

import numpy as np
import pytest

from battles.counting.ledger.arrays import VoteArrays
from ratings.categories import OVERALL
from ratings.published import published
from ratings.rebuild.method_specs import Method, fit_methods
from ratings.rebuild.methods import NO_STYLE, STYLE_NOT_ESTIMABLE
from ratings.rebuild.run import rebuild
from ratings.rebuild.selection import select
from tests import world
from tests.kept import kept
from tests.ratings.fights import USUAL, fight, rows

PAGE = "/leaderboard/text/overall/?method=style"
URL = "/api/v1/leaderboards/text/overall/?method=style"
PARAMETERS = {
    "minimum_votes": 30,
    "provisional_votes": 300,
    "anchor": None,
    "anchor_rating": 1000.0,
    "elo_k": 4.0,
    "elo_initial": 1000.0,
    "rounds": 50,
}
LONG, SHORT = (600, 2, 5, 3), (300, 2, 5, 3)


@pytest.fixture
def trio(arena):
    return world.make_pool(arena, ("high", "middle", "low"))


@pytest.fixture
@kept
def fought(arena, trio):
    high, middle, low = trio
    fight(arena, high, middle, "aaabtaab")
    fight(arena, middle, low, "aaab0aba")
    fight(arena, high, low, "aaaaab", styles=())
    rebuild(arena)
    return arena


def simulated(votes: int, *, wordiness, effect: float, style: bool = True) -> VoteArrays:
    """Votes between equally good models, of whom the wordier ones win by their length alone."""
    rng = np.random.default_rng(7)
    models = len(wordiness)
    a = rng.integers(models, size=votes)
    b = (a + rng.integers(1, models, size=votes)) % models
    features = np.repeat(rng.poisson(USUAL, (votes, len(USUAL))), 2, axis=1)
    features[:, 0] = np.take(wordiness, a) * rng.lognormal(0, 0.4, votes)
    features[:, 1] = np.take(wordiness, b) * rng.lognormal(0, 0.4, votes)
    length = (features[:, 0] - features[:, 1]) / (features[:, 0] + features[:, 1] + 1)
    wins = rng.random(votes) < 1 / (1 + np.exp(-effect * length / np.sqrt(np.mean(length**2))))
    return VoteArrays.make(
        battle=np.arange(votes),
        contender_a=a.astype(np.int32) + 1,
        contender_b=b.astype(np.int32) + 1,
        outcome=np.where(wins, 1, 2).astype(np.uint8),
        reason=np.zeros(votes, np.uint8),
        origin=np.zeros(votes, np.uint8),
        tags=np.zeros(votes, np.int64),
        voter=np.zeros(votes, np.int64),
        cast_at=np.arange(votes, dtype=float),
        style=features.astype(np.int32) if style else np.full((votes, 8), -1, np.int32),
    )


def by_method(votes: VoteArrays, **parameters) -> dict:
    return {each.method: each for each in fit_methods(select(votes, OVERALL), PARAMETERS | parameters)}


def test_who_wins_by_length_alone_is_no_better_with_style_held_equal():
    rated = by_method(simulated(6_000, wordiness=(200, 300, 450), effect=0.4))
    plain, controlled = rated[Method.BRADLEY_TERRY].ratings, rated[Method.STYLE].ratings
    assert np.ptp(plain.rating) > 60
    assert np.ptp(controlled.rating) < 15
    assert (plain.rank.tolist(), controlled.rank.tolist()) == ([3, 2, 1], [1, 1, 1])


def test_the_worth_of_length_is_found_and_features_that_never_differ_have_none():
    found = by_method(simulated(6_000, wordiness=(200, 300, 450), effect=0.4))[Method.STYLE]
    length = found.coefficients["length"]
    assert length["low"] < 0.4 < length["high"]
    assert length["low"] < length["value"] < length["high"]
    assert all(np.isnan(found.coefficients[name]["value"]) for name in ("headers", "lists", "bold"))


def test_a_vote_with_any_feature_unknown_is_left_out():
    votes = simulated(600, wordiness=(200, 300, 450), effect=0.4)
    votes.style[:100, 5] = -1
    found = by_method(votes)[Method.STYLE]
    assert (found.votes, found.without_style) == (500, 100)
    assert found.ratings.votes.sum() == 2 * 500


def test_no_style_at_all_has_a_name_and_touches_no_other_method():
    rated = by_method(simulated(600, wordiness=(200, 300, 450), effect=0.4, style=False))
    missing = rated[Method.STYLE]
    assert (missing.note, missing.ratings, missing.without_style) == (NO_STYLE, None, 600)
    assert rated[Method.BRADLEY_TERRY].ratings is not None


def test_style_that_decides_every_vote_cannot_be_estimated_and_says_so():
    votes = simulated(600, wordiness=(300, 300, 300), effect=1.0)
    votes.outcome[:] = np.where(votes.style[:, 0] > votes.style[:, 1], 1, 2)
    rated = by_method(votes)
    assert rated[Method.STYLE].note == STYLE_NOT_ESTIMABLE
    assert rated[Method.STYLE].coefficients is None
    assert rated[Method.ELO].ratings is not None


def test_features_that_always_go_together_cannot_be_told_apart_and_it_says_so():
    votes = simulated(600, wordiness=(200, 300, 450), effect=0.4)
    votes.style[:, 2:4] = votes.style[:, 4:6] = np.random.default_rng(1).poisson(4, (600, 2))
    assert by_method(votes)[Method.STYLE].note == STYLE_NOT_ESTIMABLE


def test_the_minimum_is_counted_in_votes_whose_style_is_known():
    votes = simulated(600, wordiness=(200, 300, 450), effect=0.4)
    third = (votes.contender_a == 3) | (votes.contender_b == 3)
    votes.style[np.flatnonzero(third)[10:]] = -1
    rated = by_method(votes)
    assert rated[Method.BRADLEY_TERRY].ratings.votes[2] > 300
    controlled = rated[Method.STYLE].ratings
    assert (controlled.votes[2], np.isnan(controlled.rating[2])) == (10, True)
    assert not np.isnan(controlled.rating[:2]).any()


def test_the_anchor_keeps_its_rating_with_style_held_equal():
    votes = simulated(600, wordiness=(200, 300, 450), effect=0.4)
    found = by_method(votes, anchor=2, anchor_rating=1114.0)[Method.STYLE]
    assert found.ratings.rating[1] == pytest.approx(1114.0)


def test_a_board_says_how_many_votes_it_leaves_out(client, fought):
    snapshot = published(fought).snapshot("overall", Method.STYLE)
    assert (snapshot.votes_counted, snapshot.votes_without_style, snapshot.votes_simulated) == (16, 6, 16)
    assert rows(fought, method=Method.STYLE)["high"].votes == 8
    assert rows(fought)["high"].votes == 14
    assert "6 counted votes are left out here" in client.get(PAGE).content.decode()
    assert "are left out here" not in client.get("/leaderboard/text/overall/").content.decode()


def test_the_coefficients_are_shown_and_served(client, fought):
    page = client.get(PAGE).content.decode()
    assert "Effect of style" in page
    sent = client.get(URL).json()
    assert set(sent["coefficients"]) == {"length", "lists", "headers", "bold"}
    assert (sent["votes_counted"], sent["votes_without_style"]) == (16, 6)
    for numbers in sent["coefficients"].values():
        assert numbers["low"] < numbers["value"] < numbers["high"]
        assert f"<strong>{numbers['value']:.3f}</strong>".replace("-", "−") in page


def test_other_methods_have_no_coefficients(client, fought):
    for method in (Method.BRADLEY_TERRY, Method.ELO):
        sent = client.get(URL, {"method": method.value}).json()
        assert (sent["coefficients"], sent["votes_without_style"]) == (None, 0)
    assert "What style is worth" not in client.get("/leaderboard/text/overall/").content.decode()


def test_a_feature_that_never_differs_has_null_and_is_not_listed(client, arena, trio):
    for first, second, outcomes in ((0, 1, "aabab"), (1, 2, "abaab"), (0, 2, "ababa")):
        styles = [(LONG, SHORT), (SHORT, LONG), (SHORT, LONG), (LONG, SHORT), (SHORT, SHORT)]
        fight(arena, trio[first], trio[second], outcomes, styles=styles)
    rebuild(arena)
    sent = client.get(URL).json()["coefficients"]
    assert sent["bold"] == {"value": None, "low": None, "high": None}
    assert sent["length"]["value"] is not None
    page = client.get(PAGE).content.decode()
    assert '<th scope="row">Length</th>' in page
    assert '<th scope="row">Bold</th>' not in page


def test_a_board_without_any_known_style_says_why_it_is_empty(client, arena, trio):
    fight(arena, trio[0], trio[1], "aab", styles=())
    rebuild(arena)
    assert "style of the answers is unknown" in client.get(PAGE).content.decode()
    sent = client.get(URL).json()
    assert (sent["note"], sent["rows"], sent["votes_without_style"]) == ("no_style", [], 3)


def test_the_switch_offers_three_methods(client, fought):
    page = client.get(PAGE).content.decode()
    for title in ("Bradley–Terry", "Style-controlled", "Elo"):
        assert f">{title}</a>" in page
    assert 'id="method-style" aria-current="true"' in page
