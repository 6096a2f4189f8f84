"""A board as HTML: what is drawn, what is labelled, and what stands apart."""

import re
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from tests.world import NOON


@pytest.fixture(autouse=True)
def _english():
    # A request in another language leaves it active in this thread.
    with translation.override("en"):
        yield


def row(name: str, **more) -> SimpleNamespace:
    fields = {
        "rank": 1,
        "rank_low": 1,
        "rank_high": 2,
        "name": name,
        "url": f"/models/{name}/",
        "organization": "House",
        "license": "MIT",
        "is_simulated": False,
        "rating": 1040.4,
        "votes": 1234,
        "status": "ranked",
        "status_words": "Ranked",
        "reason_words": "",
        "plus": 12.5,
        "minus": 10.2,
        "interval": SimpleNamespace(x=50.5, x1=40.25, x2=60.75),
    }
    return SimpleNamespace(**fields | more)


UNRATED = {"rank": None, "rating": None, "plus": None, "minus": None, "interval": None}


def board(rows: list[SimpleNamespace], **more) -> SimpleNamespace:
    fields = {
        "snapshot": 9,
        "as_of": NOON,
        "category_title": "Overall",
        "definition": "Every counted vote.",
        "method_title": "Bradley–Terry",
        "votes_counted": 29_667,
        "votes_excluded_total": 0,
        "excluded": [],
        "votes_simulated": 0,
        "models": len(rows),
        "ranked": [each for each in rows if each.rating is not None],
        "unranked": [each for each in rows if each.rating is None],
        "axis": [SimpleNamespace(x=12.5, label="1000")],
        "note": "",
        "json_url": "/api/v1/leaderboards/text/overall/",
    }
    return SimpleNamespace(**fields | more)


def shown(view: SimpleNamespace | None, **context) -> str:
    return render_to_string(
        "ratings/leaderboard/_board.html", {"board": view} | context, request=RequestFactory().get("/")
    )


@pytest.mark.parametrize("language", ["en", "zh-hant", "de"])
def test_intervals_are_drawn_with_decimal_points_in_every_language(language):
    with translation.override(language):
        html = shown(board([row("heron")]))
    assert 'x1="40.25%" x2="60.75%"' in html
    assert 'cx="50.5%"' in html


@pytest.mark.parametrize("view", [None, board([]), board([row("heron")])], ids=["none", "empty", "one"])
def test_a_board_is_one_element_that_can_be_swapped(view):
    assert re.fullmatch(r"\s*<div id=\"board\".*</div>\s*", shown(view), re.DOTALL)


def test_simulated_votes_and_models_are_labelled():
    html = shown(board([row("heron", is_simulated=True)], votes_simulated=29_000))
    assert "Includes 29,000 simulated votes" in html
    assert "<em>simulated</em>" in html
    assert "simulated" not in shown(board([row("heron")]))


def test_models_without_a_rating_stand_under_the_table_with_their_reason():
    html = shown(board([row("heron"), row("egret", **UNRATED, reason_words="no counted votes yet")]))
    table, rest = html.split("</table>")
    assert "egret" not in table
    assert "egret" in rest
    assert "no counted votes yet" in rest


def test_a_contender_without_a_page_is_not_linked():
    html = shown(board([row("heron", url="", organization="", license="")]))
    assert "heron" in html
    assert "/models/" not in html


def test_tabs_come_with_the_board_so_that_the_current_one_is_marked():
    tabs = [
        SimpleNamespace(slug="overall", title="Overall", url="/o/", is_current=False, votes=None),
        SimpleNamespace(slug="coding", title="Coding", url="/c/", is_current=True, votes=5_912),
    ]
    categories = SimpleNamespace(front=tabs, groups=[], empty=[], total=2)
    html = shown(board([row("heron")]), categories=categories)
    assert re.findall(r'id="category-(\w+)" aria-current="true"', html) == ["coding"]
    assert html.count('hx-push-url="true"') == 2
    assert "5,912" in html


def test_a_note_says_why_a_board_has_no_ratings():
    html = shown(board([row("heron", **UNRATED)], note="No vote of this category counts yet."))
    assert "No vote of this category counts yet." in html
    assert "<table" not in html
