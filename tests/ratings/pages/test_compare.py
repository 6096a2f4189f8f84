"""Two models on one page, and one model against all others."""

import pytest

from battles.models import Contender
from ratings.published import published
from ratings.rebuild.run import rebuild
from ratings.tables.head_to_head import PairRecord, compare_in_categories, list_rivals
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight, rows
from tests.ratings.plain import assert_public_and_plain
from tests.ratings.stored import store_boards

PAGE = "/compare/text-egret/text-heron/"


@pytest.fixture
@kept
def birds(arena):
    models = [world.make_contender(arena, name, organization="Pond") for name in ("heron", "egret", "ibis")]
    heron, egret, ibis = models
    fight(arena, heron, egret, "aaabt0")
    fight(arena, egret, heron, "ab")
    fight(arena, egret, ibis, "aabt")
    fight(arena, heron, ibis, "aab")
    rebuild(arena)
    return models


def test_rivals_are_listed_with_their_battles(arena, birds):
    heron, egret, ibis = birds
    rivals = {each.contender: each for each in list_rivals(published(arena), "overall", heron)}
    assert rivals[egret].record == PairRecord(wins=4, losses=2, ties=2)
    assert rivals[egret].record.share == pytest.approx(62.5)
    assert rivals[ibis].record == PairRecord(wins=2, losses=1, ties=0)
    ratings = rows(arena)
    lead = ratings["heron"].rating - ratings["egret"].rating
    assert rivals[egret].expected == pytest.approx(100 / (1 + 10 ** (-lead / 400)))
    assert rivals[egret].surprise == pytest.approx(62.5 - rivals[egret].expected)
    assert [each.contender for each in list_rivals(published(arena), "overall", heron)] == [egret, ibis]


def test_the_comparison_is_the_same_from_both_ends(arena, birds):
    heron, egret, _ibis = birds
    forth = {each.category.slug: each for each in compare_in_categories(published(arena), heron, egret)}
    back = {each.category.slug: each for each in compare_in_categories(published(arena), egret, heron)}
    for slug, each in forth.items():
        assert each.record.wins == back[slug].record.losses
        assert each.expected + back[slug].expected == pytest.approx(100)
        assert each.above + back[slug].above == pytest.approx(100)
    assert forth["overall"].above > 50
    assert forth["overall"].surer == back["overall"].surer


def test_the_page_says_what_happened_and_what_is_predicted(client, birds):
    html = assert_public_and_plain(client.get(PAGE))
    assert "In 8 battles against each other egret won 2, heron won 4, and 2 were ties." in html
    assert "sure that heron is the better one overall" in html
    assert "<title>egret – heron" in html


def test_the_address_has_one_order(client, birds):
    response = client.get("/compare/text-heron/text-egret/?arena=text")
    assert (response.status_code, response.url) == (301, f"{PAGE}?arena=text")


@pytest.mark.parametrize(
    "path",
    ["/compare/text-heron/text-heron/", "/compare/none/text-heron/", f"{PAGE}?arena=none"],
)
def test_what_cannot_be_compared_is_not_found(client, birds, path):
    assert client.get(path).status_code == 404


def test_the_form_leads_to_the_page(client, birds):
    html = assert_public_and_plain(client.get("/compare/"))
    assert "ibis" not in html  # 340 names are fetched when the form has focus
    assert "<option>ibis</option>" in client.get("/compare/models/").content.decode()
    assert client.get("/compare/?a=text-heron&b=text-egret").url == PAGE
    assert "Choose two different models." in client.get("/compare/?a=text-ibis&b=text-ibis").content.decode()
    assert 'name="a" value="ibis"' in client.get("/compare/?a=text-ibis").content.decode()
    assert client.get("/compare/?a=//evil.example&b=text-ibis").status_code == 200


def test_a_model_is_found_by_its_name_or_by_a_part_of_it(client, birds):
    assert client.get("/compare/?a=Heron&b=egr").url == PAGE
    html = client.get("/compare/?a=e&b=nothing").content.decode()
    assert "Which model is meant by “e”?" in html
    assert 'href="?a=text-heron&amp;b=nothing"' in html
    assert "No model is called “nothing”." in html
    assert client.get("/compare/", {"a": "<b>" + "x" * 600}).status_code == 200


def test_an_unnamed_preview_has_no_comparison(client, arena, birds):
    Contender.objects.filter(pk=birds[0].pk).update(state=Contender.State.PREVIEW, codename="Amber Fox")
    assert client.get(PAGE).status_code == 404
    assert "heron" not in client.get("/compare/models/").content.decode()
    assert "heron" not in client.get("/compare/?a=hero").content.decode().replace("“hero”", "")
    html = client.get("/models/text-egret/").content.decode()
    assert "Amber Fox" in html
    assert "heron" not in html


def test_both_courses_are_drawn_with_a_table(client, arena, birds):
    heron, egret, _ibis = birds
    store_boards(arena, {"overall": {egret: {"rating": 1030.0}, heron: {"rating": 990.0}}}, days_ago=4)
    html = client.get(PAGE).content.decode()
    assert html.count("<polyline") == 2
    assert "1030" in html.split("figure-table")[1]


def test_the_model_page_has_strengths_rivals_and_ranks(client, arena, pool):
    left, right = pool
    others = [world.make_contender(arena, f"other{n}") for n in range(3)]
    order = [left, *others, right]
    store_boards(
        arena,
        {"overall": {key: {} for key in order}, "coding": {key: {} for key in reversed(order)}},
    )
    html = assert_public_and_plain(client.get("/models/text-left/"))
    assert "Worse than its overall rank" in html
    assert "Better than its overall rank" not in html
    assert "down 4 places" in html
    assert "It has met no other model on this board." in html
    assert "Better than its overall rank" in client.get("/models/text-right/").content.decode()
