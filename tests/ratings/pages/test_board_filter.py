"""Rows of a board: which are shown, in which order, and the same as CSV."""

import csv
import io

import pytest

from battles.models import Contender, LanguageModel
from ratings.models import ModelSpeed
from ratings.pages.board.csv import to_cell
from ratings.pages.board.filter import BoardFilter, parse_board_filter
from tests import world
from tests.ratings.plain import assert_public_and_plain
from tests.ratings.stored import store_boards
from tests.world import NOON

PAGE = "/leaderboard/text/overall/"
CSV = f"{PAGE}board.csv"

MODELS = {
    "heron": {"organization": "Pond", "license": "MIT", "open_weights": True, "output_price": 3},
    "egret": {"organization": "Pond", "license": "Proprietary", "open_weights": False, "output_price": 20},
    "ibis": {"organization": "=Marsh()", "license": "MIT", "open_weights": True},
    "stork": {"organization": "Chimney"},
}


@pytest.fixture
def board(arena):
    pool = [world.make_contender(arena, name, **model) for name, model in MODELS.items()]
    Contender.objects.filter(model__name="ibis").update(state=Contender.State.RETIRED)
    store_boards(
        arena,
        {"overall": {each: {} for each in pool[:3]} | {pool[3]: {"rating": None}}, "coding": {pool[0]: {}}},
    )
    for name, speed in (("heron", 30.0), ("egret", 90.0)):
        model = LanguageModel.objects.get(name=name)
        ModelSpeed.objects.create(
            model=model, first_token_ms=300, tokens_per_second=speed, answers=50, measured_at=NOON
        )
    return arena


def names(client, **query) -> list[str]:
    lines = client.get(CSV, query).content.decode()
    return [line["model"] for line in csv.DictReader(io.StringIO(lines))]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, ["heron", "egret", "ibis", "stork"]),
        ({"q": "HER"}, ["heron"]),
        ({"q": " pond "}, ["heron", "egret"]),
        ({"maker": "Pond"}, ["heron", "egret"]),
        ({"maker": "Nobody"}, []),
        ({"license": "MIT"}, ["heron", "ibis"]),
        ({"weights": "open"}, ["heron", "ibis"]),
        ({"weights": "closed"}, ["egret"]),
        ({"status": "unranked"}, ["stork"]),
        ({"status": "retired"}, ["ibis"]),
        ({"price": "5"}, ["heron"]),
        ({"speed": "50"}, ["egret"]),
        ({"sort": "price"}, ["heron", "egret", "ibis", "stork"]),
        ({"sort": "-price"}, ["egret", "heron", "ibis", "stork"]),
        ({"sort": "speed"}, ["egret", "heron", "ibis", "stork"]),
        ({"sort": "model"}, ["egret", "heron", "ibis", "stork"]),
        ({"sort": "-rank"}, ["ibis", "egret", "heron", "stork"]),
        (
            {"sort": "nonsense", "weights": "heavy", "price": "nan", "speed": "fast"},
            ["heron", "egret", "ibis", "stork"],
        ),
    ],
)
def test_a_query_chooses_rows_and_their_order(client, board, query, shown):
    assert names(client, **query) == shown


def test_the_page_shows_the_same_rows_and_how_many(client, board):
    html = assert_public_and_plain(client.get(PAGE, {"maker": "Pond", "sort": "-price"}))
    rows = html.split('id="board-rows"')[1].split("</table>")[0]
    assert rows.index("egret") < rows.index("heron")
    assert "ibis" not in rows
    assert "2 of 4 models" in html
    assert 'aria-sort="descending"' in rows
    assert 'value="-price" selected' in html
    assert f"{CSV}?maker=Pond&amp;sort=-price" in html


def test_links_to_other_boards_and_methods_keep_the_filter(client, board):
    html = client.get(PAGE, {"q": "heron"}).content.decode()
    assert 'href="/leaderboard/text/coding/?q=heron"' in html
    assert 'href="/leaderboard/text/overall/?method=elo&amp;q=heron"' in html


def test_a_search_without_result_says_so_and_leads_back(client, board):
    html = client.get(PAGE, {"q": "no such bird"}).content.decode()
    assert "No model fits this search." in html
    assert "0 of 4 models" in html


def test_a_form_with_empty_fields_leads_to_the_short_address(client, board):
    response = client.get(PAGE, {"q": "", "maker": "Pond", "sort": "", "method": "elo"})
    assert (response.status_code, response.url) == (302, f"{PAGE}?maker=Pond&method=elo")
    assert client.get(PAGE, {"q": "", "maker": ""}).url == PAGE


def test_for_htmx_only_the_board_is_sent(client, board):
    response = client.get(PAGE, {"q": "heron"}, headers={"HX-Request": "true"})
    assert response.content.decode().lstrip().startswith('<div id="board"')
    assert "HX-Request" in response["Vary"]


def test_for_the_filter_what_is_under_the_table_is_left_out(client, board):
    headers = {"HX-Request": "true", "HX-Target": "board-rows"}
    rows = client.get(PAGE, {"q": "heron"}, headers=headers)
    assert 'id="board-rows"' in rows.content.decode()
    assert "evidence-heading" not in rows.content.decode()
    assert "HX-Target" in rows["Vary"]
    assert "evidence-heading" in client.get(PAGE, headers={"HX-Request": "true"}).content.decode()


def test_the_title_names_the_category(client, board):
    assert "<title>Coding · Leaderboard" in client.get("/leaderboard/text/coding/").content.decode()


def test_csv_is_named_after_the_board_and_opens_as_text_only(client, board):
    response = client.get(CSV, {"method": "bradley_terry"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="text-overall-bradley_terry-' in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert rows[2]["organization"] == "'=Marsh()"
    assert (rows[0]["output_price"], rows[0]["tokens_per_second"], rows[0]["open_weights"]) == (
        "3.0",
        "30.0",
        "true",
    )
    assert rows[3]["rating"] == ""


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_looks_like_a_formula_is_quoted(text):
    assert to_cell(text) == f"'{text}"
    assert to_cell(-1.5) == "-1.5"


def test_an_unnamed_preview_is_found_by_nothing_but_its_codename(client, arena):
    hidden = world.make_contender(
        arena, "secret", state=Contender.State.PREVIEW, organization="Pond", output_price=3
    )
    Contender.objects.filter(pk=hidden.pk).update(codename="Amber Fox")
    ModelSpeed.objects.create(
        model=hidden.model, first_token_ms=1, tokens_per_second=77, answers=50, measured_at=NOON
    )
    store_boards(arena, {"overall": {hidden: {}}})
    assert names(client, q="amber") == ["Amber Fox"]
    for query in ({"q": "pond"}, {"maker": "Pond"}, {"price": "5"}, {"speed": "1"}):
        assert names(client, **query) == []
    assert "77" not in client.get(CSV).content.decode()


def test_a_filter_as_parameters_is_the_filter_again():
    asked = BoardFilter(q="a b", maker="M", weights="open", price=2.5, speed=10.0, sort="-votes")
    assert parse_board_filter(asked.parameters) == asked
    assert BoardFilter().parameters == {}
