"""Redis is optional: while it is away, every public, voter and staff route answers as without it."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core import signing
from django.core.cache import caches
from django.urls import reverse

from arenasite.cache import forget_outage
from battles.models import Battle, Vote
from battles.outcomes import Outcome
from battles.receipts import issue_receipt
from battles.visitors import COOKIE, COOKIE_SALT
from tests import world

AWAY = "redis://127.0.0.1:1/0"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _redis_is_away(settings):
    settings.REDIS_URL = AWAY
    settings.CACHES = {
        "default": {
            "BACKEND": "arenasite.cache.OptionalRedisCache",
            "LOCATION": AWAY,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
    settings.BATTLES_PER_MINUTE = 100
    forget_outage()
    yield
    forget_outage()


def test_an_outage_is_remembered_until_it_is_forgotten(caplog):
    """What one test has seen of Redis must not take the cache from the next."""
    for seen in (1, 1):
        caches["default"].get("x")
        assert caplog.text.count("Redis is away") == seen
    forget_outage()
    caches["default"].get("x")
    assert caplog.text.count("Redis is away") == 2


def test_the_cache_misses_and_refuses_nothing():
    cache = caches["default"]
    assert cache.get("x", 7) == 7
    assert cache.get("x", default=8) == 8
    assert cache.add("lock", 1)
    assert cache.set("x", 1) is None
    assert cache.get_many(["x"]) == {}
    assert cache.get_or_set("x", lambda: 9) == 9
    assert not cache.has_key("x")
    with pytest.raises(ValueError, match="away"):
        cache.incr("x")


def test_an_outage_is_remembered_so_that_requests_do_not_wait_for_it_one_by_one(monkeypatch, caplog):
    caches["default"].get("x")
    for _ in range(20):
        caches["default"].get("x")
    assert caplog.text.count("Redis is away") == 1


PUBLIC = [
    "/",
    "/side-by-side/",
    "/leaderboard/",
    "/leaderboard/text/overall/",
    "/leaderboard/text/overall/?date=2024-01-01",
    "/overview/text/",
    "/matchups/text/overall/",
    "/models/text-left/",
    "/methodology/",
    "/sampling/",
    "/transparency/",
    "/about/",
    "/robots.txt",
    "/healthz",
    "/api/v1/leaderboards/",
    "/api/v1/leaderboards/text/overall/?date=2024-01-01",
    "/api/v1/sampling/text/",
    "/api/v1/transparency/text/",
    "/api/v1/overview/text/",
]


def test_public_routes_answer(client, arena, pool):
    statuses = {path: client.get(path).status_code for path in PUBLIC}
    assert {path: status for path, status in statuses.items() if status >= 500} == {}


def test_a_voter_votes_reports_and_contests(client, arena, pool):
    battle = world.answered_battle(arena)
    client.cookies[COOKIE] = signed_cookie(battle)
    url = reverse("battle", args=[battle.key])
    assert client.get(url).status_code == 200
    assert client.post(f"{url}vote/", {"outcome": "a"}).status_code in {200, 302}
    assert client.post(f"{url}reveal/").status_code in {200, 302}
    vote = Vote.objects.get()
    assert vote.outcome == Outcome.A
    report = reverse("report", args=[battle.key, 1, "a"])
    assert client.get(report).status_code == 200
    assert client.get(f"/receipts/{issue_receipt(vote)}/").status_code == 200
    contested = client.post(f"/receipts/{issue_receipt(vote)}/contest/", {"words": "It was fair."})
    assert contested.status_code == 409  # it counts


def signed_cookie(battle: Battle) -> str:
    return signing.get_cookie_signer(salt=COOKIE + COOKIE_SALT).sign(str(battle.voter.key))


def test_staff_sign_in_and_work(client, arena, pool):
    User.objects.create_superuser("sam", password="correct horse")
    login = reverse("admin:login")
    for _ in range(2):
        assert client.post(login, {"username": "sam", "password": "wrong"}).status_code == 200
    assert client.post(login, {"username": "sam", "password": "correct horse"}).status_code == 302
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    pages = [reverse("admin:index"), reverse("admin:second_factor"), *lists]
    assert len(pages) > 20
    statuses = {page: client.get(page).status_code for page in pages}
    assert {page: status for page, status in statuses.items() if status >= 400} == {}


def test_guessing_passwords_is_limited_even_then(client, settings):
    settings.SIGNIN_ATTEMPTS = 2
    login = reverse("admin:login")
    answers = [client.post(login, {"username": "sam", "password": "wrong"}).status_code for _ in range(4)]
    assert answers == [200, 200, 429, 429]
