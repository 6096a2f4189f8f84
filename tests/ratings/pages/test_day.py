"""The leaderboard of a day that is asked for: the form, the words, and the way back to today."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from battles.models import Evidence, Segment
from ratings.history.compute_once import Busy
from ratings.models import Rebuild
from ratings.pages import day as day_page
from tests.ratings.plain import assert_public_and_plain
from tests.ratings.stored import store_boards

PAGE = "/leaderboard/text/overall/"


def ago(days: int) -> str:
    return (timezone.now() - dt.timedelta(days=days)).date().isoformat()


@pytest.fixture
def published(arena, pool):
    """Votes since twenty days ago; boards of ten days ago and of now."""
    left, right = pool
    store_boards(arena, {"overall": {left: {"rating": 1077.0}, right: {}}}, days_ago=10)
    run = store_boards(arena, {"overall": {right: {"rating": 1044.0}, left: {}}})
    segment = Segment.objects.create(arena=arena, day=ago(20), digest="1" * 64, votes=0, data=b"")
    evidence = Evidence.objects.create(arena=arena, digest="1" * 64, segments=[segment.pk], votes=0)
    Rebuild.objects.filter(pk=run.pk).update(evidence=evidence)
    return arena


def form(html: str) -> str:
    return html.split('<details class="day"')[1].split("</details>")[0]


def test_the_form_offers_the_days_that_have_a_board(client, published):
    html = assert_public_and_plain(client.get(PAGE))
    assert f'max="{ago(0)}" min="{ago(20)}"' in form(html)
    assert 'value="now" checked' in form(html)
    assert "open" not in form(html).split(">")[0]
    assert "Back to today" not in html


def test_a_past_day_says_so_and_leads_back(client, published):
    html = assert_public_and_plain(client.get(PAGE, {"date": ago(5), "known": "then"}))
    assert f"This is the board of {ago(5)}, not today’s." in html
    assert f"As it was published then, on {ago(10)}" in html
    assert "1077" in html
    assert "1044" not in html
    assert re.search(rf'<a class="button" href="{PAGE}">Back to today', html)
    assert f'value="{ago(5)}"' in form(html)
    assert 'value="then" checked' in form(html)


def test_links_keep_the_day_and_counts_of_today_are_left_out(client, published):
    html = client.get(PAGE, {"date": ago(5), "known": "then", "method": "bradley_terry"}).content.decode()
    asked = f"date={ago(5)}&amp;known=then"
    assert f'href="/leaderboard/text/coding/?{asked}"' in html
    assert f'href="{PAGE}?method=elo&amp;{asked}"' in html
    assert f"/api/v1/leaderboards/text/overall/?{asked}" in html
    assert "aria-label" not in re.search(r'id="category-overall".*?</a>', html)[0]


def test_what_is_known_now_is_rated_from_the_votes_of_then(client, published, monkeypatch):
    asked = []

    def board_on(arena, **board):
        asked.append((board["day"].isoformat(), board["known"]))
        return day_page.DayBoard(arena, words="no votes then", **board)

    monkeypatch.setattr(day_page, "board_on", board_on)
    html = client.get(PAGE, {"date": ago(5)}).content.decode()
    assert asked == [(ago(5), "now")]
    assert "no votes then" in html
    assert "<table" not in html


@pytest.mark.parametrize("known", ["now", "then"])
def test_today_is_the_newest_board(client, published, known):
    html = client.get(PAGE, {"date": ago(0), "known": known}).content.decode()
    assert "1044" in html
    assert "Back to today" not in html


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ({"date": "yesterday"}, 400, "Name a date as 2024-04-22."),
        ({"date": "2026-02-30"}, 400, "Name a date as 2024-04-22."),
        ({"date": ""}, 400, "Name a date as 2024-04-22."),
        ({"date": "2024-04-22", "known": "maybe"}, 400, "Known is now or then."),
        ({"date": "1999-01-01"}, 404, "The first vote was cast on"),
        ({"date": "2999-01-01"}, 404, "2999-01-01 has not come yet."),
    ],
)
def test_wrong_days_get_clear_words_and_the_form_again(client, published, asked, status, words):
    response = client.get(PAGE, asked)
    html = response.content.decode()
    assert response.status_code == status
    assert words in html
    assert "Back to today" in html
    assert "open" in form(html).split(">")[0]
    assert 'class="standings"' not in html


def test_htmx_gets_the_words_too(client, published):
    response = client.get(PAGE, {"date": "1999-01-01"}, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "The first vote was cast on" in response.content.decode()


def test_what_was_asked_for_is_never_taken_for_markup(client, published):
    html = client.get(PAGE, {"date": '"><script>'}).content.decode()
    assert "<script>" not in html


def test_a_busy_site_says_so_and_no_cache_keeps_that(client, published, monkeypatch):
    def busy(*_args, **_board):
        raise Busy

    monkeypatch.setattr(day_page, "board_on", busy)
    response = client.get(PAGE, {"date": ago(5)})
    assert response.status_code == 503
    assert "no-store" in response["Cache-Control"]
    assert "Come back in a few seconds" in response.content.decode()


def test_before_the_first_board_there_is_no_form(client, arena):
    assert '<details class="day"' not in client.get(PAGE, {"date": "2024-04-22"}).content.decode()


def test_queries_of_the_newest_board_are_few(client, published, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        client.get(PAGE)
