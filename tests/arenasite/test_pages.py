"""Pages of the whole site, and what is said when something fails."""

import uuid

import pytest
from django.db import InterfaceError, OperationalError, connection

from tests import world

pytestmark = pytest.mark.django_db


def test_health_says_only_that_the_process_is_alive(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"alive"
        assert client.head("/healthz").status_code == 200


def test_conversations_are_kept_from_robots(client):
    hidden = client.get("/robots.txt").content.decode().splitlines()
    for path in ("/battles/", "/zh-hant/battles/", "/admin/", "/zh-hant/admin/"):
        assert f"Disallow: {path}" in hidden


def test_the_admin_speaks_the_language_of_its_path_and_offers_the_other(admin_client):
    english, chinese = (admin_client.get(path).content.decode() for path in ("/admin/", "/zh-hant/admin/"))
    assert "Site administration" in english
    assert 'href="/language/zh-hant/?next=%2Fadmin%2F"' in english
    assert "網站管理" in chinese
    assert 'href="/language/en/?next=%2Fzh-hant%2Fadmin%2F"' in chinese


def test_a_failure_leads_back_to_the_language_it_came_from(client):
    assert '<a class="brand" href="/zh-hant/">' in client.get("/zh-hant/nowhere/").content.decode()


def test_what_is_not_there_is_said_in_words(client, arena):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_a_failure_is_said_without_a_database_or_details(client, arena, pool, monkeypatch):
    def die(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("battles.views.start_page.build_form_parts", die)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "secret detail" not in response.content.decode()
    assert "Something went wrong on our side" in response.content.decode()


@pytest.mark.parametrize("error", [OperationalError("no server"), InterfaceError("connection is closed")])
@pytest.mark.parametrize("url", ["/", "/battles/"])
def test_a_database_that_is_away_is_503_with_the_time_to_come_back(client, monkeypatch, error, url):
    def die(*args, **kwargs):
        raise error

    for name in ("ensure_connection", "cursor"):
        monkeypatch.setattr(connection, name, die)
    client.raise_request_exception = False
    form = {"prompt": "Hi", "key": str(uuid.uuid4()), "arena": "text"}
    response = client.post(url, form) if url == "/battles/" else client.get(url)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "no-store" in response["Cache-Control"]
    assert "cannot reach its database" in response.content.decode()


@pytest.mark.parametrize("url", ["/leaderboard/", "/about/", "/models/text-left/"])
def test_public_pages_set_no_cookie_and_hold_no_token(client, arena, pool, url):
    response = client.get(url)
    assert response.status_code == 200
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_the_leaderboard_may_be_cached_and_its_fragment_is_another_page(client, arena, pool):
    page = client.get("/leaderboard/")
    assert "public" in page["Cache-Control"]
    assert "HX-Request" in page["Vary"]
    assert "Cookie" not in page["Vary"]
    fragment = client.get("/leaderboard/", headers={"HX-Request": "true"}).content.decode().strip()
    assert fragment.startswith('<div id="board"')


@pytest.mark.parametrize("url", ["/leaderboard/nowhere/", "/leaderboard/text/nothing/", "/models/nobody/"])
def test_boards_and_models_that_do_not_exist_are_404(client, arena, url):
    assert client.get(url).status_code == 404


def test_a_draft_has_no_page(client, arena):
    world.make_contender(arena, "draft", state="draft")
    assert client.get("/models/text-draft/").status_code == 404


def test_a_private_arena_has_no_page(client):
    world.make_pool(world.make_arena("company", visibility="hidden"))
    assert client.get("/leaderboard/company/").status_code == 404
    assert client.get("/models/company-left/").status_code == 404


def test_an_address_that_reads_too_much_is_told_when_to_come_back(client, arena, pool, settings):
    settings.READS_PER_MINUTE = 3
    answers = [client.get("/about/", REMOTE_ADDR="203.0.113.7") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "Please try again in" in answers[-1].content.decode()
    assert client.get("/about/", REMOTE_ADDR="198.51.100.1").status_code == 200
    assert client.get("/healthz", REMOTE_ADDR="203.0.113.7").status_code == 200
    told = client.get("/api/v1/leaderboards/", REMOTE_ADDR="203.0.113.7")
    assert (told.status_code, "Come back in" in told.json()["detail"]) == (429, True)
    line = client.get("/about/", REMOTE_ADDR="203.0.113.7", headers={"HX-Request": "true"})
    assert (line.status_code, line.content.decode()[:2]) == (429, "<p")
    chinese = client.get("/zh-hant/about/", REMOTE_ADDR="203.0.113.7").content.decode()
    assert "後再試" in chinese
