"""The same numbers as JSON, CSV and Parquet; and the schema that boards promise."""

import csv
import datetime as dt
import io
import json
import sys

import jsonschema
import pytest
from django.utils import timezone
from pyarrow import parquet

from battles.counting import mark_days_dirty
from battles.models import Arena, Battle, LanguageModel
from battles.outcomes import Outcome
from ratings.files import release_arena
from ratings.models import Snapshot
from ratings.rebuild.run import rebuild
from ratings.rebuild.verification.reproduction import reproduce
from tests import world
from tests.ratings.api.test_api import board  # noqa: F401 - a fixture

BOARD = "/api/v1/leaderboards/text/overall/"
TABLES = [
    (BOARD, "rows"),
    ("/api/v1/models/", "models"),
    ("/api/v1/history/text/overall/", "days"),
    ("/api/v1/matchups/text/overall/", None),
]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("board")]


def read_csv(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def to_text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return repr(value) if isinstance(value, float) else str(value)


@pytest.mark.parametrize(("address", "rows"), TABLES)
def test_csv_has_the_numbers_of_json(client, address, rows):
    sent = client.get(address).json()
    table = client.get(address, {"format": "csv"})
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert table["Content-Disposition"].endswith('.csv"')
    lines = read_csv(table)
    if rows is None:
        first = lines[0]
        names = [model["slug"] for model in sent["models"]]
        i, j = names.index(first["model_a"]), names.index(first["model_b"])
        assert first["battles"] == str(sent["battles"][i][j])
        assert first["win_fraction"] == to_text(sent["win_fraction"][i][j])
        return
    assert len(lines) == len(sent[rows])
    for line, row in zip(lines, sent[rows], strict=True):
        for name in row.keys() - {"ids"}:
            assert line[name] == to_text(row[name]), name


@pytest.mark.parametrize(("address", "rows"), TABLES)
def test_parquet_has_the_numbers_of_csv(client, address, rows):
    sent = client.get(address, headers={"Accept": "application/vnd.apache.parquet"})
    table = parquet.read_table(io.BytesIO(sent.content)).to_pylist()
    lines = read_csv(client.get(address, headers={"Accept": "text/csv"}))
    assert [{name: to_text(value) for name, value in row.items()} for row in table] == lines


def test_a_name_that_looks_like_a_formula_is_a_text(client):
    LanguageModel.objects.filter(name="left").update(organization="=HYPERLINK(1)")
    names = {
        line["slug"]: line["organization"] for line in read_csv(client.get("/api/v1/models/?format=csv"))
    }
    assert "'=HYPERLINK(1)" in names.values()


@pytest.mark.parametrize("accept", ["*/*", "text/html,application/xhtml+xml", "", "nonsense"])
def test_any_other_wish_is_json(client, accept):
    assert client.get(BOARD, headers={"Accept": accept})["Content-Type"] == "application/json"


def test_an_unknown_format_is_refused_with_the_known_ones(client):
    refused = client.get(BOARD, {"format": "xlsx"})
    assert refused.status_code == 406
    assert refused.json()["detail"].startswith("Formats: json, csv")


def test_a_site_without_pyarrow_says_so_and_does_not_offer_parquet(client, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    parquet = {"Accept": "application/vnd.apache.parquet"}
    for asked in ({"QUERY_STRING": "format=parquet"}, {"headers": parquet}):
        refused = client.get(BOARD, **asked)
        assert refused.status_code == 406
        assert refused["Content-Type"] == "application/problem+json"
        words = "This site has no Parquet: the extra `parquet` is not installed. Formats: json, csv."
        assert refused.json()["detail"] == words
    both = {"Accept": "application/vnd.apache.parquet, text/csv;q=0.5"}
    assert client.get(BOARD, headers=both)["Content-Type"] == "text/csv; charset=utf-8"
    assert client.get(BOARD, {"format": "xml"}).json()["detail"] == "Formats: json, csv."
    assert b"parquet" not in client.get("/api/v1/openapi.json").content.replace(b"CSV and Parquet", b"")
    release_arena(Arena.objects.get(), now=timezone.now() + dt.timedelta(days=1))
    names = [file["name"] for file in client.get("/data/text/latest/manifest.json").json()["files"]]
    assert "overall.csv" in names
    assert not any("parquet" in name for name in names)


def test_each_format_has_an_etag_of_its_own(client):
    tags = {client.get(BOARD, {"format": each})["ETag"] for each in ("json", "csv")}
    assert len(tags) == 2
    first = client.get(BOARD, {"format": "csv"})
    again = client.get(BOARD, {"format": "csv"}, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_board_is_as_its_schema_says(client):
    sent = client.get(BOARD).json()
    schema = client.get(sent["schema"]).json()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(sent, schema, cls=jsonschema.Draft202012Validator)
    assert set(schema["properties"]["rows"]["items"]["properties"]) == set(sent["rows"][0])
    assert set(schema["properties"]) == set(sent)
    assert sent["license"] == "CC-BY-4.0"
    assert f"/snapshots/{sent['snapshot']}/" in sent["citation"]


def test_a_row_has_the_effective_number_of_its_votes(client, arena, pool):
    """Of votes with a known probability of their pair; with the same value in every form."""
    assert {row["ess"] for row in client.get(BOARD).json()["rows"]} == {None}
    vote = world.stored_vote(arena, *pool, Outcome.A)
    for number, battle in enumerate(Battle.objects.order_by("pk")):
        battle.pair_probability = 0.5 if number % 2 else 0.125
        battle.save(update_fields=["pair_probability"])
    mark_days_dirty([(arena.pk, vote.day)])
    rebuild(arena)
    row = client.get(BOARD).json()["rows"][0]
    assert row["ess"] == pytest.approx((10 * 2 + 11 * 8) ** 2 / (10 * 4 + 11 * 64), abs=1e-4)
    assert float(read_csv(client.get(BOARD, {"format": "csv"}))[0]["ess"]) == row["ess"]
    [again] = reproduce(Snapshot.objects.filter(pk=client.get(BOARD).json()["snapshot"]))
    assert not again.differences
