"""Every answer of the API that is no success is a problem of RFC 9457, readable from every site."""

import pytest
from django.db import OperationalError

from battles.models import Arena
from ratings.api.problems import KINDS, build_problem
from ratings.api.reference import EXPLANATIONS
from tests.ratings.api.test_api import board  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("board")]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/api/v1/leaderboards/text/nothing/", 404),
        ("get", "/api/v1/nowhere/", 404),
        ("get", "/api/v1/leaderboards/text/overall/?method=astrology", 400),
        ("get", "/api/v1/leaderboards/text/overall/?date=yesterday", 400),
        ("post", "/api/v1/leaderboards/text/overall/", 405),
        ("get", "/api/v1/leaderboards/text/overall/?format=xml", 406),
        ("get", "/api/v1/snapshots/999/", 404),
        ("get", "/api/v1/changes/text/overall/?from=soon", 400),
        ("get", "/api/nowhere/", 404),
        ("get", "/data/nowhere.json", 404),
        ("get", "/data/text/latest/overall.json", 404),
        ("post", "/data/index.json", 405),
    ],
)
def test_a_problem_has_type_title_status_and_detail(client, method, address, status):
    answer = getattr(client, method)(address)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    explained = client.get(body["type"]).json()
    assert explained["status"] == status
    assert explained["meaning"]


def test_a_refused_parameter_is_named(client):
    body = client.get("/api/v1/leaderboards/text/overall/?method=astrology").json()
    assert [each["field"] for each in body["errors"]] == ["method"]
    assert "bradley_terry" in body["detail"]


def test_too_many_reads_are_a_problem_too(client, settings):
    settings.READS_PER_MINUTE = 1
    for _number in range(2):
        answer = client.get("/api/v1/leaderboards/", REMOTE_ADDR="203.0.113.8")
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"


def test_every_kind_of_problem_has_a_meaning_and_an_address_of_its_own(client):
    assert set(EXPLANATIONS) == set(KINDS.values())
    for status, kind in KINDS.items():
        assert client.get(f"/api/v1/problems/{kind}/").json()["status"] == status
        assert build_problem(status, "").headers["Content-Type"] == "application/problem+json"


def test_a_fault_of_the_site_and_a_database_that_is_away_are_problems(client, monkeypatch):
    client.raise_request_exception = False
    for error, status in ((RuntimeError, 500), (OperationalError, 503)):

        def fail(*args, error=error, **kwargs):
            raise error

        monkeypatch.setattr(Arena.objects, "public", fail)
        for address in ("/api/v1/leaderboards/", "/data/index.json"):
            answer = client.get(address)
            assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
            assert answer.json()["status"] == status
            assert answer["Cache-Control"] == "no-store"
