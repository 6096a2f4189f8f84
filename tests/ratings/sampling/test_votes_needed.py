"""How many votes a new model is short of a rank: exact, by the line the board itself was made with."""

import re

import pytest

from battles.models import Contender
from ratings.models import Standing
from ratings.pages.board.rows import votes_to_rank
from ratings.published import STANDARD, published
from tests import world
from tests.ratings.stored import PARAMETERS, store_boards

PAGE = "/leaderboard/text/overall/"


@pytest.fixture
def fought(arena, pool):
    """Ranks from 30 votes, ratings from 10: two have more, `fresh` has 12, `fresher` 4, `newest` none."""
    fresh, fresher, _newest = (world.make_contender(arena, name) for name in ("fresh", "fresher", "newest"))
    few = {"status": "provisional", "reason": "below_provisional_line", "votes": 12}
    boards = {"overall": {each: {} for each in pool} | {fresh: few, fresher: {"rating": None, "votes": 4}}}
    store_boards(arena, boards, parameters=PARAMETERS | {"provisional_votes": 30})
    return arena


def shown(html: str) -> dict[str, int]:
    """The number on each model's chip."""
    _before, *parts = re.split(r"/models/text-(\w+)/", html)
    chips = {
        name: re.search(r"(\d+) more votes? for a rank", rest)
        for name, rest in zip(parts[::2], parts[1::2], strict=True)
    }
    return {name: int(chip[1]) for name, chip in chips.items() if chip}


def test_the_board_says_what_is_missing_and_ranked_models_miss_nothing(client, fought):
    assert shown(client.get(PAGE).content.decode()) == {"fresh": 18, "fresher": 26, "newest": 30}


def test_a_line_moved_after_the_board_was_made_changes_nothing_on_it(client, fought):
    fought.provisional_votes = 500
    fought.save()
    assert shown(client.get(PAGE).content.decode())["fresh"] == 18


def test_who_lacks_something_else_is_not_told_of_votes(fought, pool):
    snapshot = published(fought).snapshot("overall", STANDARD)
    standing = snapshot.standings.get(contender__model__name="fresher")
    standing.reason = "outside_main_component"
    assert votes_to_rank(standing, snapshot) is None


def test_one_vote_is_in_the_singular(client, fought):
    Standing.objects.filter(votes=12).update(votes=29)
    assert "1 more vote for a rank" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("state", ["draft", "preview", "paused", "retired"])
def test_only_active_models_wait_for_their_first_vote(client, fought, state):
    Contender.objects.filter(model__name="newest").update(state=state)
    assert "newest" not in client.get(PAGE).content.decode()


def test_new_models_also_say_what_the_interval_of_the_policy_takes(client, fought):
    Standing.objects.filter(votes=12).update(rating=1000, ci_low=980, ci_high=1020)
    html = client.get(PAGE).content.decode()
    assert html.count("for an interval of") == 1
    assert "about 36 for an interval of ±10" in html


def test_waiting_models_are_not_counted_as_on_the_board(client, fought):
    html = client.get(PAGE).content.decode()
    assert re.search(r"<dt>Models</dt><dd>4</dd>", html)
