"""`manage.py doctor`: each part of the site by name, with what to do about it."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from arenasite.middleware import is_from_untrusted_proxy
from arenasite.status import checks
from arenasite.status.checks import State
from arenasite.status.heartbeats import PROXY
from arenasite.status.models import Heartbeat
from battles.models import Endpoint
from tests import world

pytestmark = pytest.mark.django_db


def run() -> dict[str, str]:
    out = StringIO()
    call_command("doctor", stdout=out, no_color=True)
    return {line[9:23].strip(): line for line in out.getvalue().splitlines()}


def test_an_empty_site_is_told_what_to_run():
    lines = run()
    assert lines["database"].startswith("ok")
    assert "manage.py setup" in lines["arenas"]
    assert "work_loop" in lines["workers"]
    assert "collectstatic" in lines["static files"]
    assert lines["clock"].startswith("ok")


def test_an_arena_needs_two_models(arena):
    world.make_contender(arena, "one")
    assert "has 1 active models and needs two" in run()["arenas"]
    world.make_contender(arena, "two")
    assert run()["arenas"].startswith("ok")


def test_a_missing_key_is_named_and_never_shown(monkeypatch):
    Endpoint.objects.create(name="Groq", base_url="https://groq.example/v1", key_env="GROQ_API_KEY")
    monkeypatch.delenv("GROQ_API_KEY", raising=False)
    assert "Groq: The environment variable GROQ_API_KEY is not set." in run()["keys"]
    monkeypatch.setenv("GROQ_API_KEY", "sk-secret")
    assert run()["keys"].startswith("ok")
    Endpoint.objects.update(key_env="SECRET_KEY")
    assert "SECRET_KEY may not be sent" in run()["keys"]
    assert "sk-secret" not in str(run())


def test_a_failed_part_ends_with_an_error(monkeypatch):
    failing = checks.Check("migrations", lambda: (State.FAILED, "2 migrations are not applied"))
    monkeypatch.setattr(checks, "CHECKS", [failing])
    with pytest.raises(CommandError, match="cannot serve"):
        call_command("doctor", stdout=StringIO())


def test_a_proxy_that_is_not_trusted_is_noticed(client, rf):
    assert not Heartbeat.objects.exists()
    client.get("/about/", REMOTE_ADDR="172.18.0.2", headers={"X-Forwarded-For": "203.0.113.7"})
    assert "172.18.0.2" in run()["proxies"]
    assert "FORWARDED_ALLOW_IPS" in run()["proxies"]
    Heartbeat.objects.filter(name=PROXY).update(at=timezone.now() - dt.timedelta(hours=2))
    assert run()["proxies"].startswith("ok")


@pytest.mark.parametrize(
    ("address", "forwarded", "is_untrusted"),
    [
        ("172.18.0.2", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.7", False),  # the server trusts its proxy and has put the client here
        ("10.1.2.3", "10.1.2.3, 172.18.0.2", False),  # a visitor of the same private network
        ("8.8.8.8", "1.2.3.4", False),  # anyone can send the header
        ("172.18.0.2", "", False),
        ("", "1.2.3.4", False),
    ],
)
def test_only_a_private_address_that_forwards_another_is_an_untrusted_proxy(
    rf, address, forwarded, is_untrusted
):
    request = rf.get("/", REMOTE_ADDR=address, headers={"X-Forwarded-For": forwarded} if forwarded else {})
    assert is_from_untrusted_proxy(request) is is_untrusted
