"""What a key allows, what a wrong one gets, and what the headers say."""

import datetime as dt
import logging
import re
from dataclasses import replace
from email.utils import parsedate_to_datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone

from arenasite.logs import JSONFormatter, LineFormatter
from battles.counting import mark_days_dirty
from battles.models import Arena
from battles.outcomes import Outcome
from battles.rate_limits import clear_process
from ratings.api import deprecations
from ratings.api.deprecations import DEPRECATIONS, NOTICE, Deprecation, add_deprecation
from ratings.files import release_arena
from ratings.models import Snapshot
from ratings.partner_keys import USES, KeyUse, PartnerKey, Scope, store_uses
from ratings.partner_keys.issuing import write_key
from ratings.quality import judge_arena
from ratings.rebuild import rebuild
from tests import world
from tests.ratings.api.test_api import board  # noqa: F401 - a fixture

BOARD = "/api/v1/leaderboards/text/overall/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("board")]


@pytest.fixture(autouse=True)
def _nothing_counted():
    clear_process()
    USES.take(at_once=True)


@pytest.fixture
def key():
    row = PartnerKey(name="Lab", reads_per_minute=5)
    row.text = write_key(row)
    return row


def bearer(key):
    return {"Authorization": f"Bearer {key.text}"}


@pytest.mark.parametrize("name", ["Authorization", "X-API-Key"])
def test_a_key_has_a_quota_of_its_own(client, key, settings, name):
    settings.READS_PER_MINUTE = 1
    header = {name: f"Bearer {key.text}" if name == "Authorization" else key.text}
    for left in (4, 3, 2, 1, 0):
        answer = client.get(BOARD, headers=header)
        assert answer.status_code == 200
        assert answer["RateLimit-Policy"] == '"key";q=5;w=60'
        assert re.fullmatch(rf'"key";r={left};t=\d+', answer["RateLimit"])
        assert answer["Cache-Control"].startswith("private")
    refused = client.get(BOARD, headers=header)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert refused["RateLimit"].startswith('"key";r=0;t=')
    assert refused["RateLimit-Policy"] == '"key";q=5;w=60'
    assert client.get(BOARD).status_code == 200


def test_an_anonymous_reader_sees_a_limit_too(client, settings):
    settings.READS_PER_MINUTE = 2
    answer = client.get(BOARD)
    assert answer["RateLimit-Policy"] == '"anonymous";q=2;w=60'
    assert answer["RateLimit"].startswith('"anonymous";r=1;')
    assert answer["Cache-Control"].startswith("public")
    assert {"Authorization", "X-API-Key"} <= set(answer["Vary"].split(", "))


def test_a_wrong_an_expired_and_a_revoked_key_are_refused(client, key):
    for header in (
        {"Authorization": "Bearer arena_wrong"},
        {"Authorization": "Basic YTpi"},
        {"X-API-Key": "x" * 5000},
    ):
        answer = client.get(BOARD, headers=header)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["Cache-Control"] == "no-store"
    past = timezone.now() - dt.timedelta(seconds=1)
    for field in ("expires_at", "revoked_at"):
        PartnerKey.objects.update(expires_at=None, revoked_at=None)
        PartnerKey.objects.update(**{field: past})
        answer = client.get(BOARD, headers=bearer(key))
        assert answer.status_code == 401
        assert key.text not in answer.content.decode()


def test_guessing_keys_ends_in_too_many_requests(client):
    statuses = [client.get(BOARD, headers={"X-API-Key": f"arena_{n}"}).status_code for n in range(61)]
    assert statuses == [401] * 60 + [429]


def test_scopes_and_the_arena_bound_what_a_key_reads(client, key):
    PartnerKey.objects.update(scopes=[Scope.MODELS])
    assert client.get("/api/v1/models/", headers=bearer(key)).status_code == 200
    refused = client.get(BOARD, headers=bearer(key))
    assert refused.status_code == 403
    assert "boards" in refused.json()["detail"]
    other = Arena.objects.create(slug="other", title="Other")
    PartnerKey.objects.update(scopes=Scope.values, arena=other)
    assert client.get(BOARD, headers=bearer(key)).status_code == 403


@pytest.fixture
def secret(board, settings):  # noqa: F811
    """A hidden arena with a board, models and files, beside the public one."""
    arena = Arena.objects.create(slug="secretplace", title="Secret Title")
    pool = world.make_pool(arena, ("hushmodel", "quietmodel"))
    for outcome in (Outcome.A, Outcome.B, Outcome.TIE) * 7:
        vote = world.stored_vote(arena, *pool, outcome)
    mark_days_dirty([(arena.pk, vote.day)])
    rebuild(arena)
    release_arena(arena, now=timezone.now() + dt.timedelta(days=1))
    judge_arena(arena)
    Arena.objects.filter(pk=arena.pk).update(visibility=Arena.Visibility.HIDDEN)
    arena.snapshot = Snapshot.objects.filter(board__arena=arena, board__category="overall").first().pk
    arena.model = pool[0].model_id
    settings.READS_PER_MINUTE = 0
    return arena


def list_secret_addresses(arena) -> list[str]:
    boards = ("leaderboards", "matchups", "history", "changes")
    return [
        *(f"/api/v1/{name}/secretplace/overall/" for name in boards),
        "/api/v1/compare/secretplace/overall/?a=hushmodel&b=quietmodel",
        *(f"/api/v1/{name}/secretplace/" for name in ("overview", "sampling", "transparency")),
        "/api/v1/sampling/secretplace/pairs/",
        f"/api/v1/snapshots/{arena.snapshot}/",
        f"/api/v1/models/{arena.model}/",
        f"/api/v1/models/{arena.model}/history/secretplace/overall/",
        "/api/v1/models/resolve/?name=hushmodel",
        *(f"/data/secretplace/latest/{name}" for name in ("manifest.json", "overall.csv", "croissant.json")),
        "/data/leaderboard-secretplace.json",
    ]


def test_a_hidden_arena_is_read_with_its_own_key_alone(client, key, secret):
    own = PartnerKey(name="Owner", arena=secret, reads_per_minute=10_000)
    own.text = write_key(own)
    PartnerKey.objects.filter(pk=key.pk).update(reads_per_minute=10_000)
    for address in list_secret_addresses(secret):
        answer = client.get(address, headers=bearer(own))
        assert answer.status_code == 200, address
        assert answer["Cache-Control"].startswith(("private", "no-store")), address
        assert {"Authorization", "X-API-Key"} <= set(answer["Vary"].split(", ")), address
        assert client.get(address).status_code == 404, address
        assert client.get(address, headers=bearer(key)).status_code == 404, address
    for address in ("/api/v1/leaderboards/", "/api/v1/models/", "/data/index.json"):
        assert b"secretplace" in client.get(address, headers=bearer(own)).content
        for others in ({}, bearer(key)):
            assert not {b"secretplace", b"hushmodel"} & set(
                re.findall(rb"\w+", client.get(address, headers=others).content)
            )


def test_a_key_of_a_hidden_arena_opens_nothing_else(client, secret):
    own = PartnerKey(name="Owner", arena=secret, scopes=[Scope.MODELS])
    own.text = write_key(own)
    names = {each["name"] for each in client.get("/api/v1/models/", headers=bearer(own)).json()["models"]}
    assert names == {"hushmodel", "quietmodel"}
    assert client.get("/api/v1/models/resolve/?name=left", headers=bearer(own)).status_code == 404
    for address in (BOARD, "/data/text/latest/manifest.json", "/data/secretplace/latest/manifest.json"):
        assert client.get(address, headers=bearer(own)).status_code == 403, address
    wrong = client.get("/data/secretplace/latest/manifest.json", headers={"X-API-Key": "arena_wrong"})
    assert wrong.status_code == 401
    assert wrong["Content-Type"] == "application/problem+json"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="one process counts on SQLite")
def test_a_quota_is_one_for_all_processes(client, key):
    for left in (4, 3, 2, 1, 0):
        assert client.get(BOARD, headers=bearer(key))["RateLimit"].startswith(f'"key";r={left};')
        clear_process()  # as a process that has counted nothing yet
    assert client.get(BOARD, headers=bearer(key)).status_code == 429


def test_uses_are_written_in_batches(client, key, django_assert_num_queries):
    for _number in range(7):
        client.get(BOARD, headers=bearer(key))
    assert not KeyUse.objects.exists()
    assert store_uses(at_once=True) == 7
    use = KeyUse.objects.get()
    assert (use.reads, use.refused) == (5, 2)
    assert PartnerKey.objects.get().last_used_on == use.day
    client.get(BOARD, headers=bearer(key))
    store_uses(at_once=True)
    assert KeyUse.objects.get().refused == 3
    with django_assert_num_queries(0):
        assert store_uses() == 0


def test_the_key_itself_is_nowhere_in_the_database(key):
    row = PartnerKey.objects.values().get()
    assert key.text not in str(row)
    assert key.text.startswith(row["prefix"])


def test_other_sites_may_send_a_key(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.options(
            BOARD,
            headers={"Origin": "https://lab.example", "Access-Control-Request-Headers": "authorization"},
        )
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in answer["Access-Control-Allow-Headers"]
    assert "RateLimit" in client.get(BOARD)["Access-Control-Expose-Headers"]


def test_a_keyed_reader_with_the_current_etag_gets_304(client, key):
    etag = client.get(BOARD, headers=bearer(key))["ETag"]
    again = client.get(BOARD, headers=bearer(key) | {"If-None-Match": etag})
    assert again.status_code == 304
    assert again["RateLimit"].startswith('"key";r=3')


@pytest.mark.parametrize("entry", DEPRECATIONS, ids=lambda entry: entry.url_name + entry.parameter)
def test_every_deprecated_address_says_so(client, entry):
    path = {"api_differences": "/api/v1/differences/?from=1&to=1"}[entry.url_name]
    answer = client.get(path)
    assert answer["Deprecation"] == f"@{int(entry.since.timestamp())}"
    assert parsedate_to_datetime(answer["Sunset"]) == entry.sunset
    assert entry.sunset - entry.since >= NOTICE
    for relation in ("deprecation", "sunset"):
        assert f'</api/reference/#deprecated>; rel="{relation}"; type="text/html"' in answer["Link"]
    assert "Sunset" in answer["Access-Control-Expose-Headers"]


def test_the_earliest_sunset_and_each_successor_are_named(monkeypatch):
    day = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    entry = Deprecation("a", since=day, sunset=day + NOTICE, successor="/b/", words="", parameter="old")
    later = replace(entry, parameter="older", sunset=day + 2 * NOTICE, successor="/c/")
    monkeypatch.setattr(deprecations, "DEPRECATIONS", (later, entry))
    assert entry.applies_to("a", {"old": "1"})
    assert not entry.applies_to("a", {})
    response = HttpResponse()
    add_deprecation(response, "a", {"old": "1", "older": "2"})
    assert parsedate_to_datetime(response["Sunset"]) == entry.sunset
    assert '</b/>; rel="successor-version"' in response["Link"]
    assert '</c/>; rel="successor-version"' in response["Link"]
    response = HttpResponse()
    add_deprecation(response, "nothing", {})
    assert "Deprecation" not in response


def test_no_log_line_has_a_key(client, key, caplog, monkeypatch):
    """Neither a valid nor a wrong one, at any level, in answers that fail too; and a fault is a problem."""
    caplog.set_level(logging.DEBUG)
    wrong = "arena_" + "wrong" * 9
    client.raise_request_exception = False
    for text in (key.text, wrong):
        for header in ({"Authorization": f"Bearer {text}"}, {"X-API-Key": text}):
            for address in (BOARD, "/api/v1/nowhere/", "/data/text/latest/manifest.json"):
                client.get(address, headers=header)
            client.post(BOARD, headers=header)
    for _number in range(6):
        client.get(BOARD, headers=bearer(key))
    clear_process()
    cache.clear()

    def fail(*arguments):
        raise RuntimeError("broken")

    monkeypatch.setattr("ratings.api.views.published", fail)
    answer = client.get(BOARD, headers=bearer(key))
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    monkeypatch.setattr("ratings.api.access.find_key", fail)
    assert client.get(BOARD, headers=bearer(key)).status_code == 500
    statuses = {record.getMessage().partition(":")[0] for record in caplog.records}
    assert {"Internal Server Error", "Unauthorized", "Too Many Requests"} <= statuses
    for formatter in (LineFormatter(), JSONFormatter()):
        lines = "".join(formatter.format(record) for record in caplog.records)
        assert "RuntimeError" in lines
        assert key.text not in lines
        assert wrong not in lines
    assert key.text not in caplog.text
