"""Price against rating, and votes per language: drawn from what is known, and told as tables."""

import re

import pytest

from battles.models import Contender, LanguageModel
from ratings.charts.price import build_price_chart
from ratings.models import Standing
from ratings.pages.board.query import list_standings
from ratings.published import STANDARD, published
from tests import world
from tests.ratings.plain import assert_public_and_plain
from tests.ratings.stored import store_boards

PAGE = "/leaderboard/text/overall/"


@pytest.fixture
def priced(arena):
    """Dear and best; fair; dull, as dear as fair; cheap and last; and one whose price nobody knows."""
    prices = {"dear": 30, "fair": 3, "dull": 3, "cheap": "0.1", "secret": None}
    models = [world.make_contender(arena, name, output_price=price) for name, price in prices.items()]
    store_boards(arena, {"overall": {each: {"rating": 1200.0 - 50 * i} for i, each in enumerate(models)}})
    return arena


def chart(arena):
    return build_price_chart(list_standings(published(arena).snapshot("overall", STANDARD)))


def test_the_best_are_those_that_no_cheaper_model_beats(priced):
    best = {point.name: point.is_best for point in chart(priced).points}
    assert best == {"dear": True, "fair": True, "dull": False, "cheap": True}


def test_dearer_is_further_right_in_equal_steps_of_ratio_and_better_is_higher(priced):
    points = {point.name: point for point in chart(priced).points}
    assert points["dear"].x - points["fair"].x == pytest.approx(
        (points["dear"].x - points["cheap"].x) / 2.4771, abs=0.02
    )
    assert points["dear"].y < points["fair"].y < points["cheap"].y
    assert [tick.label for tick in chart(priced).prices] == ["$0.1", "$0.3", "$1", "$3", "$10", "$30"]


def test_names_that_would_overlap_are_left_out(priced):
    Standing.objects.filter(contender__model__name="fair").update(rating=1199.0)
    named = {point.name: point.is_named for point in chart(priced).points}
    assert named == {"dear": True, "fair": False, "dull": False, "cheap": True}


def test_a_preview_keeps_its_price_to_itself(priced):
    Contender.objects.filter(model__name="dear").update(state="preview", codename="Night Heron")
    assert "Night Heron" not in {point.name for point in chart(priced).points}


def test_few_prices_make_no_picture(client, priced):
    LanguageModel.objects.filter(name__in=["dear", "dull"]).update(output_price=None)
    assert chart(priced) is None
    assert "prices-chart" not in client.get(PAGE).content.decode()


def test_free_models_and_unrated_ones_have_no_place(priced):
    LanguageModel.objects.filter(name="cheap").update(output_price=0)
    assert {point.name for point in chart(priced).points} == {"dear", "fair", "dull"}


@pytest.mark.parametrize("prefix", ["", "/zh-hant"])
def test_the_page_draws_it_and_tells_it_in_a_table(client, priced, prefix):
    html = assert_public_and_plain(client.get(prefix + PAGE))
    drawing = html.split('class="prices-chart"')[1].split("</figure>")[0]
    assert drawing.count("<circle") == 4
    assert all(re.fullmatch(r"[\d.]+%", x) for x in re.findall(r'cx="([^"]*)"', drawing))
    table = html.split('class="figure-table"')[1]
    assert re.findall(r"<td>(\$[^<]*)</td>", table) == ["$30", "$3", "$3", "$0.10"]


def test_votes_per_language_are_bars_of_the_most_frequent(client, arena, pool):
    boards = {slug: {each: {} for each in pool} for slug in ("overall", "french", "german")}
    store_boards(arena, boards, votes_counted=80)
    html = client.get("/overview/text/").content.decode()
    bars = html.split('class="languages-table"')[1]
    assert re.findall(r'/leaderboard/text/(\w+)/">', bars)[:2] == ["french", "german"]
    assert re.findall(r'<rect width="([^"]*)"', bars) == ["100.0%", "100.0%"]
    assert "100.0&nbsp;%" in bars


def test_without_languages_there_are_no_bars(client, arena, pool):
    store_boards(arena, {"overall": {each: {} for each in pool}})
    assert "languages-table" not in client.get("/overview/text/").content.decode()
