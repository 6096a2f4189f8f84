"""The API describes itself: every address, with an example that obeys its schema, as the repository says."""

import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from django.urls import URLPattern, get_resolver

from battles.models import Arena, LanguageModel
from ratings.api.deprecations import DEPRECATIONS, find_deprecation
from ratings.api.openapi.views import build_description, build_served_description
from ratings.quality import judge_arena
from tests.ratings.api.test_api import board  # noqa: F401 - a fixture

STORED = Path(__file__).parents[3] / "docs" / "openapi.yaml"
DESCRIPTION = build_description()
OPERATIONS = [
    pytest.param(operation, id=operation["operationId"])
    for methods in DESCRIPTION["paths"].values()
    for operation in methods.values()
]
NOT_DESCRIBED = {"/api/v1/openapi.json"}


def list_addresses(patterns, prefix="") -> list[str]:
    addresses = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            addresses.append(re.sub("<[a-z]+:([a-z]+)>", r"{\1}", route).replace("{pk}", "{id}"))
        else:
            addresses += list_addresses(pattern.url_patterns, route)
    return addresses


def find(schema: dict) -> dict:
    return {"$ref": schema["$ref"], "components": DESCRIPTION["components"]}


def test_the_stored_description_is_the_code_s():
    stored = yaml.safe_load(STORED.read_text(encoding="utf-8"))
    assert stored == DESCRIPTION, "python manage.py spectacular --file docs/openapi.yaml"
    assert stored["openapi"].startswith("3.1")


def test_every_address_of_the_api_is_described():
    known = {f"/{each}" for each in list_addresses(get_resolver().url_patterns) if each.startswith("api/v1/")}
    assert set(DESCRIPTION["paths"]) == known - NOT_DESCRIBED


def test_every_group_of_operations_is_described_in_the_order_of_the_page():
    tags = {tag["name"]: tag["description"] for tag in DESCRIPTION["tags"]}
    assert next(iter(tags)) == "boards"
    assert {tag for operation in OPERATIONS for tag in operation.values[0]["tags"]} == set(tags)
    assert all(tags.values())


def test_every_number_in_the_description_says_its_limits():
    """A number without a limit is one that a generated request may exceed and this site refuses."""
    numbers = [
        parameter
        for methods in DESCRIPTION["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
        if parameter["schema"].get("type") in ("integer", "number")
    ]
    assert len(numbers) > 5
    assert [each["name"] for each in numbers if not {"minimum", "maximum"} <= each["schema"].keys()] == []


def test_an_operation_is_deprecated_where_its_address_is():
    described = {f"api_{each.values[0]['operationId']}": each.values[0] for each in OPERATIONS}
    deprecated = {name: each for name, each in described.items() if each.get("deprecated")}
    assert set(deprecated) == {entry.url_name for entry in DEPRECATIONS if not entry.parameter}
    for name, operation in deprecated.items():
        assert find_deprecation(name).sentences in operation["description"]
        assert {"Deprecation", "Sunset", "Link"} <= set(operation["responses"]["200"]["headers"])


@pytest.mark.django_db
@pytest.mark.usefixtures("board")
def test_a_text_that_is_always_refused_is_none_by_the_description(client):
    """An empty text, a blank and a word, each beside the examples of the other required parameters."""
    asked = 0
    for path, methods in DESCRIPTION["paths"].items():
        examples = {each["name"]: each.get("example") for each in methods["get"]["parameters"]}
        in_query = [each for each in methods["get"]["parameters"] if each["in"] == "query"]
        required = {each["name"]: each["example"] for each in in_query if each["required"]}
        for parameter in (each for each in in_query if each["schema"]["type"] == "string"):
            schema = jsonschema.Draft202012Validator(
                parameter["schema"], format_checker=jsonschema.FormatChecker()
            )
            for text in ("", " ", "word"):
                answer = client.get(path.format(**examples), required | {parameter["name"]: text})
                asked += 1
                assert (answer.status_code == 400) <= (not schema.is_valid(text)), (path, parameter, text)
    assert asked > 50


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_has_an_example_that_obeys_its_schema(operation):
    (content, *_tables) = operation["responses"]["200"]["content"].values()
    (example,) = content["examples"].values()
    jsonschema.Draft202012Validator(find(content["schema"])).validate(example["value"])


@pytest.mark.django_db
@pytest.mark.parametrize("ids", [{}, {"openrouter": "herons/left"}])
def test_every_operation_can_be_tried_with_the_examples_that_are_served(client, board, ids):  # noqa: F811
    """On a site whose arena, models and snapshots are not those of the repository's examples."""
    Arena.objects.update(slug="herons")
    LanguageModel.objects.filter(name="left").update(slug="heron-left", ids=ids)
    for arena in Arena.objects.all():
        judge_arena(arena)
    tried = set()
    for path, methods in client.get("/api/v1/openapi.json").json()["paths"].items():
        parameters = methods["get"]["parameters"]
        in_path = {each["name"]: each["example"] for each in parameters if each["in"] == "path"}
        in_query = {
            each["name"]: each["example"]
            for each in parameters
            if each["in"] == "query" and "example" in each
        }
        answer = client.get(path.format(**in_path), in_query)
        assert answer.status_code == 200, (path, in_path, in_query, answer.content)
        tried.add(path)
    assert tried == set(DESCRIPTION["paths"])


@pytest.mark.django_db
def test_the_description_is_served_as_openapi_and_as_a_page(client):
    served = client.get("/api/v1/openapi.json")
    assert served["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert served.json() == build_served_description()
    page = client.get("/api/reference/").content.decode()
    for path in DESCRIPTION["paths"]:
        assert path in page
    assert all(entry.sentences.split("`")[0] in page for entry in DEPRECATIONS)
    assert 'id="deprecated"' in page
    assert "<script>" not in page
    assert "style=" not in page
