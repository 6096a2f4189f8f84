"""Streams of running battles in front of Django: the same answers, and the same people who get none."""

import asyncio

import pytest
from django.core.asgi import get_asgi_application

from arenasite.web import RunningStreams
from battles.generation import assignment
from battles.providers.base import FinishReason
from battles.rate_limits.streams import OPEN_STREAMS
from tests.battles.views.visitor import Visitor
from tests.patience import patiently
from tests.world import ScriptedProvider

TEXT = "One heron "

pytestmark = pytest.mark.django_db(transaction=True)


class Site:
    """Django behind the running streams; `asked` has the path of each request that reached Django."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._django = get_asgi_application()
        self.application = RunningStreams(self._answer)

    async def _answer(self, scope, receive, send) -> None:
        self.asked.append(scope["path"])
        await self._django(scope, receive, send)

    async def get(self, path: str, *, cookies="", host="testserver", method="GET", **more):
        """Status, headers and body of an answer; the visitor leaves a stream with its first text."""
        fields = {"host": host, "cookie": cookies, **{name.replace("_", "-"): more[name] for name in more}}
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in fields.items()],
            "client": ("203.0.113.7", 4242),
        }
        leaves = asyncio.Event()
        requests, messages = [{"type": "http.request", "body": b"", "more_body": False}], []

        async def receive():
            if requests:
                return requests.pop()
            await leaves.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            messages.append(message)
            if TEXT.encode() in message.get("body", b""):
                leaves.set()

        await patiently(self.application(scope, receive, send))
        start, *rest = messages
        headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        return start["status"], headers, b"".join(message.get("body", b"") for message in rest).decode()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
async def battle(runner, pool, monkeypatch, site):
    """The stream's path of a battle that runs until the test ends, answered once by Django; its cookie."""
    provider = ScriptedProvider()
    provider.scripts = {name: [TEXT, 300.0, "two.", FinishReason.STOP] for name in ("left", "right")}
    monkeypatch.setattr(assignment, "get_provider", lambda wire_format: provider)
    visitor = Visitor()
    await visitor.start(free="1")
    cookies = f"arena_voter={visitor.client.cookies['arena_voter'].value}"
    await site.get(f"{visitor.url}events/", cookies=cookies)
    site.asked.clear()
    return f"{visitor.url}events/", cookies


async def test_a_running_battle_is_streamed_without_django(site, battle):
    path, cookies = battle
    status, headers, body = await site.get(path, cookies=cookies)
    assert site.asked == []
    assert status == 200
    assert headers["content-type"] == "text/event-stream"
    assert headers["cache-control"] == "no-cache, no-transform"
    assert headers["x-accel-buffering"] == "no"
    assert headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" in headers
    assert body.startswith("retry: ")
    assert TEXT in body


async def test_it_is_what_django_answers(site, battle):
    path, cookies = battle
    own = await site.get(path, cookies=cookies, last_event_id="1.1.1")
    django = await Site().get(path, cookies=cookies, last_event_id="1.1.1")
    assert own == django


async def test_each_host_and_language_is_answered_by_django_first(site, battle):
    path, cookies = battle
    for variant in ({"host": "localhost"}, {"path": f"/zh-hant{path}"}):
        of_request = {"path": path, **variant}
        before = len(site.asked)
        _status, headers, _body = await site.get(cookies=cookies, **of_request)
        assert len(site.asked) == before + 1
        assert (await site.get(cookies=cookies, **of_request))[1] == headers
        assert len(site.asked) == before + 1


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"cookies": ""}, 404),
        ({"cookies": "arena_voter=forged"}, 404),
        ({"host": "evil.example"}, 400),
        ({"method": "POST"}, 403),
    ],
)
async def test_whoever_django_refuses_is_refused(site, battle, more, status):
    path, cookies = battle
    assert (await site.get(path, **{"cookies": cookies, **more}))[0] == status
    assert site.asked == [path]


async def test_an_account_is_left_to_django(site, battle):
    path, cookies = battle
    assert (await site.get(path, cookies=f"{cookies}; sessionid=gone"))[0] == 200
    assert site.asked == [path]


async def test_too_many_reads_are_refused_as_by_django(site, battle, settings):
    path, cookies = battle
    settings.READS_PER_MINUTE = 2
    statuses = [(await site.get(path, cookies=cookies))[0] for _ in range(3)]
    assert 429 in statuses
    assert len(site.asked) == statuses.count(429)


async def test_a_reader_who_leaves_holds_nothing(site, battle):
    path, cookies = battle
    await site.get(path, cookies=cookies)
    assert len(OPEN_STREAMS) == 0
