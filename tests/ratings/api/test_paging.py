"""Lists that grow come in pages of a reader's choice; together they are the list without pages."""

import csv
import datetime as dt
import io
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from arenasite.public_pages.routes import CHOICES, FREE
from arenasite.transparency import views as transparency
from battles.models import Battle, Exclusion
from moderation.decisions import execution as decisions
from ratings.api.openapi.operations import OPERATIONS
from ratings.models import Snapshot
from tests.kept import kept
from tests.ratings.files.days import publish_days
from tests.world import NOON

pytestmark = pytest.mark.django_db

PAGED = [name for name, operation in OPERATIONS.items() if operation.is_paged]
DAYS = [(NOON + dt.timedelta(days=number)).date().isoformat() for number in range(4)]


@pytest.fixture
@kept
def arena_of_four_days(arena):
    publish_days(arena, names=("left", "middle", "right"), days=4)
    for _decision in range(3):
        set_one_aside()
    return arena


def set_one_aside() -> None:
    battle = Battle.objects.exclude(exclusions__isnull=False).first()
    decisions.set_aside(
        Battle.objects.filter(pk=battle.pk),
        reason=Exclusion.Reason.SPAM,
        actor=None,
        public_reason="Spam.",
        private_note="",
    )


def get_address(name: str) -> str:
    parts = {"arena": "text", "category": "overall", "id": 0}
    if name == "model_history":
        snapshot = Snapshot.objects.filter(board__category="overall").first()
        parts["id"] = snapshot.standings.first().contender.model_id
    given = {parameter.name for parameter in OPERATIONS[name].parameters if parameter.place == "path"}
    kwargs = {"pk" if part == "id" else part: value for part, value in parts.items() if part in given}
    return reverse(f"api_{name.removeprefix('api_')}", kwargs=kwargs)


def get_list(name: str, data: dict) -> tuple[list, str | None]:
    if name == "api_transparency":
        return data["decisions"]["rows"], data["decisions"]["next"]
    return data["models" if name == "models" else "days"], data["next"]


def test_these_lists_are_paged():
    assert set(PAGED) == {"models", "history", "model_history", "api_transparency"}


@pytest.mark.parametrize("name", PAGED)
def test_the_pages_together_are_the_list(client, arena_of_four_days, name, monkeypatch):
    address, query = get_address(name), {"limit": "2"}
    whole, following = get_list(name, client.get(address).json())
    assert (len(whole) >= 3, following) == (True, None)
    if name == "api_transparency":
        monkeypatch.setattr(transparency, "DECISIONS_IN_JSON", 2)
        query = {}
    answer = client.get(address, query)
    rows, following = get_list(name, answer.json())
    assert len(rows) == 2
    while following:
        assert answer["Link"] == f'<{following}>; rel="next"'
        assert urlsplit(following).path == address
        answer = client.get(following)
        more, following = get_list(name, answer.json())
        rows += more
    assert "Link" not in answer
    assert rows == whole


@pytest.mark.parametrize("name", PAGED)
def test_a_page_is_not_another_page_of_the_store(name):
    """The store of prebuilt bytes drops parameters that a page does not read."""
    url_name = f"api_{name.removeprefix('api_')}"
    read = {parameter.name for parameter in OPERATIONS[name].all_parameters if parameter.place == "query"}
    assert read <= CHOICES[url_name] | FREE[url_name]


def test_days_after_a_day_are_those_that_a_reader_has_not(client, arena_of_four_days):
    address = get_address("history")
    days = client.get(address, {"after": DAYS[1]}).json()["days"]
    assert [each["date"] for each in days] == DAYS[2:]
    assert client.get(address, {"after": DAYS[-1]}).json()["days"] == []


def test_a_page_keeps_method_and_form(client, arena_of_four_days):
    query = {"method": "elo", "limit": 3, "format": "csv"}
    first = client.get(get_address("history"), query)
    following = first["Link"].removeprefix("<").partition(">")[0]
    [row] = csv.DictReader(io.StringIO(client.get(following).content.decode()))
    assert row["date"] == DAYS[3]
    whole = client.get(get_address("history"), {"method": "elo"}).json()["days"]
    assert int(row["snapshot"]) == whole[3]["snapshot"]


@pytest.mark.parametrize(
    "query", [{"after": "yesterday"}, {"after": "2024-02-30"}, {"limit": "0"}, {"limit": "1001"}]
)
@pytest.mark.parametrize("name", ["history", "model_history"])
def test_what_is_no_page_is_refused(client, arena_of_four_days, name, query):
    refused = client.get(get_address(name), query)
    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"


def test_a_new_decision_repeats_none_on_the_next_page(client, arena_of_four_days, monkeypatch):
    monkeypatch.setattr(transparency, "DECISIONS_IN_JSON", 2)
    address = get_address("api_transparency")
    first = client.get(address).json()["decisions"]
    set_one_aside()
    second = client.get(first["next"]).json()["decisions"]
    assert [row["number"] for row in second["rows"]] == [first["rows"][-1]["number"] - 1]
    assert client.get(address, {"before": "x"}).status_code == 400
