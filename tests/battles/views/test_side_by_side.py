"""Two models chosen by name for a battle side by side, without scripts."""

import re
import uuid

import pytest

from battles.models import Battle
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def birds(arena):
    names = {"Grey Heron": "Pond", "Night Heron": "Pond", "Stork": "Roof", "Crane": "Field"}
    return {
        name: world.make_contender(arena, name, organization=organization).pk
        for name, organization in names.items()
    }


def post(client, **fields):
    return client.post("/battles/", {"prompt": "Hello", "arena": "text", "key": str(uuid.uuid4())} | fields)


def list_chosen() -> list[str]:
    battle = Battle.objects.get()
    assert battle.mode == Battle.Mode.SIDE_BY_SIDE
    return [battle.contender_a.model.name, battle.contender_b.model.name]


def test_models_are_found_by_a_part_of_their_names(client, birds):
    assert post(client, name_a="stork", name_b=" grey h").status_code == 302
    assert list_chosen() == ["Stork", "Grey Heron"]


def test_a_model_is_found_by_its_maker(client, birds):
    assert post(client, name_a="roof", name_b="field").status_code == 302
    assert list_chosen() == ["Stork", "Crane"]


def test_a_name_that_may_mean_several_models_asks_which_and_keeps_the_prompt(client, birds):
    response = post(client, name_a="heron", name_b="stork")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Please say which two models are meant." in html
    assert "Which model is meant by “heron”?" in html
    assert set(re.findall(r'type="radio" name="a" value="(\d+)"', html)) == {
        str(birds["Grey Heron"]),
        str(birds["Night Heron"]),
    }
    assert 'name="name_b" value="Stork"' in html
    assert "Hello</textarea>" in html
    assert not Battle.objects.exists()
    picked = {"name_a": "heron", "a": birds["Night Heron"], "name_b": "Stork", "b": birds["Stork"]}
    assert post(client, **picked).status_code == 302
    assert list_chosen() == ["Night Heron", "Stork"]


def test_what_was_typed_last_wins_over_a_model_picked_before(client, birds):
    typed = {"name_a": "Crane", "a": birds["Night Heron"], "name_b": "Stork", "b": birds["Crane"]}
    assert post(client, **typed).status_code == 302
    assert list_chosen() == ["Crane", "Stork"]


@pytest.mark.parametrize("name", ["", "   ", "ostrich", "<b>", "x" * 3000])
def test_an_unknown_name_is_told_and_opens_no_battle(client, birds, name):
    response = post(client, name_a=name, name_b="stork")
    assert response.status_code == 422
    assert "Please say which two models are meant." in response.content.decode()
    assert not Battle.objects.exists()


def test_one_model_twice_is_refused(client, birds):
    response = post(client, name_a="stork", name_b="Stork")
    assert "Please choose two different models." in response.content.decode()
    assert not Battle.objects.exists()


def test_one_name_alone_is_no_blind_battle(client, birds):
    assert post(client, name_a="stork").status_code == 422
    assert not Battle.objects.exists()


def test_two_models_of_one_name_are_told_apart(client, arena, birds):
    twin = world.make_contender(arena, "Stork ", organization="Chimney")
    type(twin.model).objects.filter(pk=twin.model_id).update(name="Stork")
    html = post(client, name_a="Stork", name_b="Crane").content.decode()
    assert "Chimney" in html.split('role="radiogroup"')[1]
    html = client.get("/side-by-side/", {"a": twin.pk}).content.decode()
    assert f'type="hidden" name="a" value="{twin.pk}"' in html


def test_many_matches_are_cut_and_the_page_says_so(client, arena, birds):
    for number in range(25):
        world.make_contender(arena, f"sparrow {number:02}")
    html = post(client, name_a="sparrow", name_b="stork").content.decode()
    assert html.count('type="radio"') == 20
    assert "There are more. Write more of the name." in html
    assert html.count('<option value="sparrow') == 25
