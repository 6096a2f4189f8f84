"""Rank by category, as a page and as JSON: the right cells in the right order, few queries."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import ratings
from battles.models import Contender
from ratings.categories import CATEGORIES
from ratings.pages.overview import SHADE_LIMITS, rank_shade
from ratings.rebuild.method_specs import Method
from tests import world
from tests.ratings.fights import rows
from tests.ratings.plain import assert_public_and_plain
from tests.ratings.stored import store_boards

PAGE = "/overview/text/"
URL = "/api/v1/overview/text/"


@pytest.fixture
def trio(arena):
    return world.make_pool(arena, ("high", "middle", "low"))


@pytest.fixture
def fought(arena, trio):
    """Overall high is best; in French low is, and high never spoke it; of coding there are few votes."""
    high, middle, low = trio
    boards = {
        "overall": {each: {} for each in trio},
        "english": {high: {}, low: {}, middle: {}},
        "french": {low: {}, middle: {}},
        "coding": {low: {"status": "provisional"}, high: {"rating": None}},
        "thai": {},
    }
    store_boards(arena, boards, methods=Method.values)
    return arena


def table(html: str) -> dict[str, list[str]]:
    """The text of every cell, by the row's name."""
    body = html.split('<table class="grid">')[1].split("<tbody>")[1].split("</tbody>")[0]
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL):
        head, rest = row.split("</th>")
        name = re.sub(r"<.*?>", "", head).strip()
        found[name] = [re.sub(r"<.*?>", " ", cell).strip() for cell in re.findall(r"<td.*?>(.*?)</td>", rest)]
    return found


def heads(html: str) -> list[str]:
    return re.findall(r'<a href="[^"]*" title="[^"]*"><span>([^<]*)</span>', html)


def test_each_cell_is_the_rank_on_the_board_of_its_category(client, fought):
    html = assert_public_and_plain(client.get(PAGE))
    columns, cells = heads(html), table(html)
    for category in ("overall", "english", "french"):
        board = rows(fought, category)
        place = columns.index(category.capitalize())
        shown = {name: values[place] for name, values in cells.items() if values[place].isdigit()}
        assert shown == {name: str(each.rank) for name, each in board.items() if each.rank}
    assert columns == ["Overall", "Coding", "English", "French"]


def test_who_has_no_rank_shows_why_and_who_has_no_vote_is_blank(client, fought):
    html = client.get(PAGE).content.decode()
    columns, cells = heads(html), table(html)
    coding, french = columns.index("Coding"), columns.index("French")
    assert cells["low"][coding].split() == ["P", "Provisional"]
    assert cells["high"][coding].split() == ["U", "Unranked"]
    assert cells["middle"][coding] == ""
    assert cells["high"][french] == ""
    assert "provisional: no rank yet" in html


def test_categories_without_votes_are_named_and_have_no_column(client, fought):
    html = client.get(PAGE).content.decode()
    assert "Thai" not in heads(html)
    assert re.search(r"Without votes so far:.*Thai", html)
    assert "thai" in client.get(URL).json()["categories_without_votes"]


def test_any_category_sorts_and_who_is_not_in_it_comes_last(client, fought):
    by_overall = list(table(client.get(PAGE).content.decode()))
    html = client.get(PAGE, {"by": "french"}).content.decode()
    assert by_overall[0] == "high"
    assert list(table(html)) == [*rows(fought, "french"), "high"]
    assert re.search(r'aria-sort="ascending"[^>]*><a href="/overview/text/\?by=french"', html)
    assert html.count("aria-sort") == 1


def test_the_number_of_models_can_be_chosen(client, fought):
    assert len(table(client.get(PAGE, {"top": 2}).content.decode())) == 2
    sent = client.get(URL, {"top": 2, "by": "french"}).json()
    assert ([model["name"] for model in sent["models"]], sent["models_total"]) == (
        list(rows(fought, "french"))[:2],
        3,
    )


def test_the_api_says_the_same_and_leaves_out_what_is_not_there(client, fought):
    sent = client.get(URL, {"method": "elo"}).json()
    assert sent["categories"][0]["category"] == "overall"
    places = {model["name"]: model["places"] for model in sent["models"]}
    for category in ("overall", "english", "french", "coding"):
        for name, standing in rows(fought, category, "elo").items():
            place = places[name][category]
            assert (place["status"], place["rank"], place["votes"]) == (
                standing.status,
                standing.rank,
                standing.votes,
            )
            assert place["rating"] == standing.rating
    assert "french" not in places["high"]


def test_the_api_can_be_read_from_anywhere_and_cached(client, fought):
    response = client.get(URL)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get(URL, headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "asked", [{"by": "nothing"}, {"method": "luck"}, {"top": "0"}, {"top": "9" * 5000}, {"top": "x"}]
)
def test_what_cannot_be_shown_is_refused(client, fought, asked):
    assert client.get(PAGE, asked).status_code == 404
    assert client.get(URL, asked).status_code == (404 if "by" in asked else 400)


def test_a_private_or_unknown_arena_is_not_shown(client, fought):
    fought.visibility = "hidden"
    fought.save()
    assert {client.get(page).status_code for page in (PAGE, URL, "/overview/nowhere/")} == {404}


def test_before_the_first_rebuild_the_page_says_so(client, arena):
    assert "There is no board yet" in assert_public_and_plain(client.get(PAGE))
    assert client.get(URL).status_code == 404


def test_a_preview_is_known_by_its_codename_alone(client, fought, trio):
    Contender.objects.filter(pk=trio[0].pk).update(state="preview", codename="Night Heron")
    html = client.get(PAGE).content.decode()
    assert "Night Heron" in table(html)
    assert "/models/text-high/" not in html
    sent = client.get(URL)
    assert "text-high" not in sent.content.decode()
    assert {m["slug"]: m["model_id"] for m in sent.json()["models"]}["night-heron"] is None


@pytest.mark.parametrize("url", [PAGE, URL])
def test_queries_do_not_grow_with_models_or_categories(client, fought, trio, url):
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    more = [*trio, *(world.make_contender(fought, f"more{number}") for number in range(4))]
    store_boards(fought, {category.slug: {each: {} for each in more} for category in CATEGORIES})
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(few) == len(many) <= 8


@pytest.mark.parametrize(
    ("rank", "shade"), [(1, "r1"), (2, "r2"), (3, "r2"), (4, "r3"), (20, "r5"), (21, "")]
)
def test_better_ranks_have_stronger_shades(rank, shade):
    assert rank_shade(rank) == shade


def test_every_shade_has_its_colour_in_the_stylesheet():
    css = (Path(ratings.__file__).parent / "static" / "ratings" / "overview.css").read_text()
    for step in range(1, len(SHADE_LIMITS) + 1):
        assert re.search(rf"\.r{step} {{\s*background:", css)


def test_the_leaderboard_leads_here_and_back(client, fought):
    assert f'href="{PAGE}"' in client.get("/leaderboard/text/overall/").content.decode()
    assert 'href="/leaderboard/text/french/"' in client.get(PAGE, {"by": "french"}).content.decode()


def test_the_page_speaks_chinese(client, fought):
    html = assert_public_and_plain(client.get(f"/zh-hant{PAGE}"))
    assert "各類別名次" in html
