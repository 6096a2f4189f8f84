"""The way to every category: the usual ones in front, all of them behind, with their votes."""

import re

import pytest

from ratings.categories import CATEGORIES
from ratings.pages.tabs import MAX_FRONT_TABS, category_tabs
from ratings.rebuild.method_specs import Method
from tests import world
from tests.ratings.stored import store_boards

VOTES = {
    "overall": 1000,
    "coding": 200,
    "exclude-ties": 900,
    "english": 700,
    "korean": 30,
    "french": 40,
    "math": 0,
}


def tabs(current="overall", votes=VOTES, **more):
    return category_tabs(votes, current, link=lambda slug: f"/{slug}/", **more)


def slugs(found) -> list[str]:
    return [tab.slug for tab in found]


def test_every_category_is_in_reach_and_listed_once_behind():
    found = tabs()
    behind = [tab.slug for group in found.groups for tab in group.tabs] + slugs(found.empty)
    assert sorted(["overall", *behind]) == sorted(category.slug for category in CATEGORIES)
    assert found.total == len(CATEGORIES)


def test_the_front_holds_the_most_used_and_never_a_shape_of_battles():
    found = tabs()
    assert slugs(found.front) == ["overall", "coding", "english", "french", "korean"]
    many = {category.slug: 10 + i for i, category in enumerate(CATEGORIES)}
    assert len(tabs(votes=many).front) == MAX_FRONT_TABS


@pytest.mark.parametrize("current", ["exclude-ties", "thai"])
def test_the_current_category_is_always_in_front(current):
    found = tabs(current)
    assert [tab.slug for tab in found.front if tab.is_current] == [current]


def test_languages_stand_in_the_order_of_their_votes():
    languages = next(group for group in tabs().groups if group.slug == "language")
    assert slugs(languages.tabs) == ["english", "french", "korean"]


def test_what_has_no_votes_stands_apart_and_keeps_its_link():
    found = tabs()
    assert "math" in slugs(found.empty)
    assert next(tab for tab in found.empty if tab.slug == "math").url == "/math/"


def test_counts_can_be_left_out():
    assert {tab.votes for tab in tabs(shows_votes=False).front} == {None}


def test_the_page_shows_counts_and_marks_one_tab_in_front(client, arena, pool):
    boards = {key: {each: {} for each in pool} for key in ("overall", "english", "coding", "korean")}
    store_boards(arena, boards, methods=Method.values, votes_counted=1500)
    html = client.get("/leaderboard/text/korean/", {"method": "elo"}).content.decode()
    front, behind = html.split('class="all-categories"')
    assert re.findall(r'id="category-([\w-]+)"( aria-current="true")?', front) == [
        ("overall", ""),
        ("coding", ""),
        ("english", ""),
        ("korean", ' aria-current="true"'),
    ]
    assert re.search(r'English <small aria-label="1,500 votes">1,500</small>', front)
    assert f"All {len(CATEGORIES)} categories" in behind
    assert "Without votes so far" in behind
    assert '/leaderboard/text/thai/?method=elo"' in behind


def test_the_tabs_of_who_beat_whom_are_plain_links(client, arena, pool):
    store_boards(arena, {"english": {each: {} for each in pool}})
    html = client.get("/matchups/text/english/").content.decode()
    assert 'href="/matchups/text/overall/"' in html
    assert "hx-get" not in html


def test_before_the_first_vote_all_categories_are_empty(client, arena):
    world.make_pool(arena)
    html = client.get("/leaderboard/").content.decode()
    assert re.findall(r'id="category-([\w-]+)"', html) == ["overall"]
    assert "There is no board yet" in html
