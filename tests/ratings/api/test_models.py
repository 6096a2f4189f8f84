"""Who a model is: stable ids, identifiers elsewhere, and which model a name means."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from battles.models import Arena, Contender, LanguageModel
from tests import world
from tests.ratings.api.test_api import board  # noqa: F401 - a fixture

MODELS = "/api/v1/models/"
RESOLVE = "/api/v1/models/resolve/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def llama(arena):
    contender = world.make_contender(arena, "Llama-3-70B", organization="Meta")
    LanguageModel.objects.filter(pk=contender.model_id).update(
        ids={"openrouter": "meta-llama/llama-3-70b-instruct"},
        aliases=["Llama 3"],
        configuration={"reasoning_effort": "high"},
    )
    contender.refresh_from_db()
    return contender


def test_a_model_has_its_identifiers_and_keeps_its_id(client, llama):
    [listed] = client.get(MODELS).json()["models"]
    assert listed["model_id"] == llama.model_id
    assert listed["ids"]["openrouter"] == "meta-llama/llama-3-70b-instruct"
    assert listed["ids"]["huggingface"] is None
    assert listed["configuration"] == {"reasoning_effort": "high"}
    assert listed["arenas"] == [{"arena": "text", "state": "active"}]
    assert client.get(f"{MODELS}{llama.model_id}/").json() == listed


@pytest.mark.parametrize(
    "asked",
    [
        {"id": "openrouter:meta-llama/llama-3-70b-instruct"},
        {"id": "openrouter:Meta-Llama/Llama-3-70B-Instruct"},
        {"name": "llama 3 70b"},
        {"name": "Llama\u200b-3.70B"},
        {"name": "Llama 3"},
    ],
)
def test_an_identifier_or_a_name_finds_the_one_model(client, llama, asked):
    assert client.get(RESOLVE, asked).json()["model_id"] == llama.model_id


def test_a_name_of_several_models_names_the_candidates(client, arena, llama):
    other = world.make_contender(arena, "llama_3_70b")
    answer = client.get(RESOLVE, {"name": "Llama 3 70B"})
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert {each["model_id"] for each in answer.json()["candidates"]} == {llama.model_id, other.model_id}


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 400),
        ({"id": "openrouter:x", "name": "y"}, 400),
        ({"id": "somewhere:x"}, 400),
        ({"id": "openrouter:nobody/nothing"}, 404),
        ({"name": "nothing"}, 404),
    ],
)
def test_what_means_no_model_is_refused(client, llama, asked, status):
    assert client.get(RESOLVE, asked).status_code == status


def test_drafts_unnamed_previews_and_hidden_arenas_are_not_there(client, arena, llama):
    world.make_contender(arena, "a-draft", state=Contender.State.DRAFT)
    preview = world.make_contender(arena, "secret", state=Contender.State.PREVIEW)
    Contender.objects.filter(pk=preview.pk).update(codename="mystery")
    hidden = world.make_arena("hidden")
    Arena.objects.filter(pk=hidden.pk).update(visibility=Arena.Visibility.HIDDEN)
    world.make_contender(hidden, "inside")
    assert [each["name"] for each in client.get(MODELS).json()["models"]] == ["Llama-3-70B"]
    for name in ("a-draft", "secret", "mystery", "inside"):
        assert client.get(RESOLVE, {"name": name}).status_code == 404
    assert client.get(f"{MODELS}{preview.model_id}/").status_code == 404


def test_the_list_is_paged_and_searched(client, arena):
    for number in range(5):
        world.make_contender(arena, f"model-{number}", organization="Acme" if number < 2 else "Other")
    first = client.get(MODELS, {"limit": "2"})
    assert [each["name"] for each in first.json()["models"]] == ["model-0", "model-1"]
    assert first.json()["count"] == 5
    following = first.json()["next"]
    assert first["Link"] == f'<{following}>; rel="next"'
    second = client.get(following).json()
    assert [each["name"] for each in second["models"]] == ["model-2", "model-3"]
    assert client.get(second["next"]).json()["next"] is None
    assert [each["name"] for each in client.get(MODELS, {"q": "acme"}).json()["models"]] == [
        "model-0",
        "model-1",
    ]
    assert client.get(MODELS, {"limit": "0"}).status_code == 400


def test_standings_carry_identifiers(client, arena, pool, board):  # noqa: F811
    LanguageModel.objects.filter(name="left").update(ids={"own": "l-1"}, configuration={"provider": "us"})
    rows = {row["name"]: row for row in client.get("/api/v1/leaderboards/text/overall/").json()["rows"]}
    assert rows["left"]["ids"]["own"] == "l-1"
    assert rows["left"]["configuration"] == {"provider": "us"}
    width = rows["left"]["ci_high"] - rows["left"]["ci_low"]
    assert rows["left"]["variance"] == pytest.approx((width / 3.919928) ** 2, abs=1e-3)


def test_a_models_history_is_that_of_its_board(client, pool, board):  # noqa: F811
    best = client.get("/api/v1/leaderboards/text/overall/").json()["rows"][0]
    history = client.get(f"{MODELS}{best['model_id']}/history/text/overall/").json()
    [day] = history["days"]
    assert day["date"] == dt.datetime.now(dt.UTC).date().isoformat()
    assert day["rating"] == best["rating"]
    assert client.get(f"{MODELS}{best['model_id']}/history/elsewhere/overall/").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"ids": {"somewhere": "x"}},
        {"ids": {"own": 3}},
        {"ids": {"own": " "}},
        {"ids": ["own"]},
        {"configuration": {"mood": "good"}},
        {"configuration": {"temperature": [1]}},
    ],
)
def test_what_is_no_identifier_or_configuration_is_refused(fields, llama):
    model = llama.model
    for name, value in fields.items():
        setattr(model, name, value)
    with pytest.raises(ValidationError):
        model.full_clean()


def test_one_identifier_never_means_two_models(arena, llama):
    other = world.make_contender(arena, "other").model
    other.ids = {"openrouter": "meta-llama/llama-3-70b-instruct"}
    with pytest.raises(ValidationError, match="Llama-3-70B has the same id"):
        other.full_clean()
