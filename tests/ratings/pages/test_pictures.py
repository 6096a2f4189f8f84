"""Pictures of a board: each has its table, and each is a file that needs no stylesheet."""

import datetime as dt
import itertools
import re
import struct
import xml.etree.ElementTree as ET
import zlib

import numpy as np
import pytest

from battles.models import Contender, LanguageModel
from battles.tags import Tag
from ratings.charts.courses import LABEL_DISTANCE, _spread
from ratings.charts.png import encode_png
from ratings.models import ModelSpeed
from ratings.pages.pictures import BUILDERS, MATRICES
from ratings.rebuild.run import rebuild
from tests import world
from tests.ratings.fights import fight
from tests.ratings.plain import assert_public_and_plain
from tests.ratings.stored import store_boards
from tests.world import NOON

PAGE = "/pictures/text/overall/"
SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("heron", "egret", "ibis")


@pytest.fixture
def birds(arena):
    """Three models with prices and speeds, and votes on two days."""
    models = [
        world.make_contender(arena, name, organization="Pond", output_price=price)
        for name, price in zip(NAMES, (10, 2, 0.5), strict=True)
    ]
    for speed, each in enumerate(models, 1):
        ModelSpeed.objects.create(
            model=each.model,
            first_token_ms=1,
            tokens_per_second=30.0 * speed,
            answers=50,
            measured_at=NOON,
        )
    heron, egret, ibis = models
    fight(arena, heron, egret, "aaabt0", tags=Tag.ENGLISH)
    fight(arena, egret, ibis, "aabt", at=NOON + dt.timedelta(days=2))
    fight(arena, heron, ibis, "aaab", at=NOON + dt.timedelta(days=2))
    rebuild(arena)
    return models


def read_svg(client, name: str, **query) -> ET.Element:
    response = client.get(f"{PAGE}{name}.svg", query)
    assert response.status_code == 200, name
    assert response["Content-Type"] == "image/svg+xml"
    text = response.content.decode()
    assert "style" not in text.replace("font-style", "")
    assert "class=" not in text
    assert not re.search(r"\son\w+=|<script|https?://(?!www\.w3\.org)", text)
    return ET.fromstring(text)  # noqa: S314  our own document


def test_every_picture_has_a_table_and_a_file(client, birds):
    html = assert_public_and_plain(client.get(PAGE))
    for name in BUILDERS:
        section = html.split(f'<section class="picture" id="{name}"')[1].split("</section>")[0]
        assert "<table" in section, name
        assert f'href="{PAGE}{name}.svg" download' in section
        assert read_svg(client, name).find(f"{SVG}title").text
    for name in MATRICES:
        assert f'<img src="{PAGE}{name}.svg"' in html
        read_svg(client, name)
    assert "<title>Pictures · Overall" in html


def test_price_and_speed_join_the_models_that_none_beats(client, birds):
    for name, best in (("price", 3), ("speed", 3)):
        dots = read_svg(client, name).findall(f"{SVG}circle")
        assert len(dots) == 3
        assert sum(dot.get("r") == "6" for dot in dots) == best


def test_the_table_of_days_has_the_days_between(client, birds):
    html = client.get(PAGE).content.decode().split('id="days"')[1].split("</section>")[0]
    rows = re.findall(r'<th scope="row">([\d-]+)</th><td>(\d+)</td>', html)
    assert rows == [("2024-04-24", "8"), ("2024-04-23", "0"), ("2024-04-22", "6")]


def test_the_figure_of_the_article_leaves_ties_out(client, birds):
    html = client.get(PAGE).content.decode().split('id="battles"')[1].split("</section>")[0]
    row = html.split(">heron</a>")[1].split("</tr>")[0]
    assert re.findall(r"<td>([^<]+)</td>", row) == ["8", "75.0 %"]


def test_chosen_models_are_drawn_over_time(client, arena, birds):
    heron, egret, ibis = birds
    for days_ago, rating in ((9, 1010.0), (5, 1020.0)):
        store_boards(
            arena, {"overall": {egret: {"rating": rating}, heron: {"rating": 990.0}}}, days_ago=days_ago
        )
    Contender.objects.filter(pk=ibis.pk).update(state=Contender.State.RETIRED)
    html = client.get(PAGE, {"models": ["text-egret", "unknown"]}).content.decode()
    assert html.split('id="courses"')[1].count("<polyline") == 1
    assert f'{PAGE}courses.svg?models=text-egret"' in html
    lines = read_svg(client, "courses", models="text-egret,text-heron").findall(f"{SVG}polyline")
    assert len(lines) == 2
    assert len({line.get("stroke-dasharray") for line in lines}) == 2


def test_a_board_with_one_day_has_no_course_yet(client, birds):
    assert "Only one day so far" in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}courses.svg").status_code == 404


@pytest.mark.parametrize("path", ["/pictures/none/", "/pictures/text/none/", f"{PAGE}none.svg"])
def test_what_does_not_exist_is_not_found(client, birds, path):
    assert client.get(path).status_code == 404


def test_a_page_before_the_first_board_says_so(client, arena):
    assert "There is no board yet." in assert_public_and_plain(client.get(PAGE))
    assert client.get(f"{PAGE}price.svg").status_code == 404


def test_an_unnamed_preview_has_no_price_and_no_name(client, birds):
    Contender.objects.filter(pk=birds[0].pk).update(state=Contender.State.PREVIEW, codename="Amber Fox")
    for path in (PAGE, f"{PAGE}battles.svg", f"{PAGE}wins.svg"):
        text = client.get(path).content.decode()
        assert "Amber Fox" in text
        assert "heron" not in text
    assert client.get(f"{PAGE}price.svg").status_code == 404  # two named models are too few


def test_a_name_cannot_leave_its_text(client, arena, birds):
    LanguageModel.objects.filter(name="ibis").update(name='</text><script>"&')
    names = [each.text for each in read_svg(client, "battles").iter(f"{SVG}text")]
    assert '</text><script>"&' in names


def test_many_models_are_one_image_and_not_a_node_each(client, arena):
    models = [world.make_contender(arena, f"m{n:03}") for n in range(70)]
    for one, other in itertools.pairwise(models):
        fight(arena, one, other, "ab")
    rebuild(arena)
    drawn = read_svg(client, "wins")
    assert len(list(drawn.iter())) < 60
    assert drawn.find(f"{SVG}image").get("href").startswith("data:image/png;base64,")


def test_a_png_has_the_pixels_it_was_given():
    data = encode_png(np.array([[0, 1], [1, 1]], dtype=np.uint8), ["#ff0000", "#00ff00"])
    assert data.startswith(b"\x89PNG")
    assert struct.unpack(">II", data[16:24]) == (2, 2)
    start = data.index(b"IDAT")
    size = struct.unpack(">I", data[start - 4 : start])[0]
    assert zlib.decompress(data[start + 4 : start + 4 + size]) == b"\x00\x00\x01\x00\x01\x01"


def test_names_at_the_end_of_lines_do_not_overlap():
    heights = _spread([50.0, 51.0, 49.0, 100.0])
    ordered = sorted(heights)
    assert all(low + LABEL_DISTANCE <= high + 0.01 for low, high in itertools.pairwise(ordered))
    assert heights[2] < heights[0] < heights[1] < heights[3] <= 100
