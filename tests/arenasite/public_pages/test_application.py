"""A stored page is Django's own answer; a new state, a private page and a wrong host go to Django."""

import asyncio
import datetime as dt
import gzip
import json
import threading

import pytest
from asgiref.sync import sync_to_async
from django.core.asgi import get_asgi_application
from django.utils import timezone

from arenasite.public_pages import version as version_module
from arenasite.public_pages.application import PublicPages
from arenasite.public_pages.version import Version, read_version
from battles.counting import mark_days_dirty
from battles.models import ContenderChange
from battles.outcomes import Outcome
from ratings.files import release_arena
from ratings.rebuild.run import rebuild
from tests import world
from tests.patience import PATIENCE_SECONDS

ADDED = {b"etag", b"vary", b"content-length"}


class Reader:
    """Sends requests to an ASGI application; answers are (status, headers, body)."""

    def __init__(self, application):
        self.application = application

    async def get(self, path: str, *, method: str = "GET", host: str = "localhost", **headers: str):
        path, _, query = path.partition("?")
        named = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            "client": ("127.0.0.1", 40000),
            "server": ("127.0.0.1", 8000),
        }
        messages = []
        requests = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive():
            return requests.pop() if requests else await asyncio.get_running_loop().create_future()

        async def send(message):
            messages.append(message)

        await self.application(scope, receive, send)
        headers = {bytes(name).lower(): bytes(value) for name, value in messages[0]["headers"]}
        return messages[0]["status"], headers, b"".join(part.get("body", b"") for part in messages[1:])


class CountedDjango:
    """Django's application, and how often it was asked."""

    def __init__(self):
        self.application, self.calls = get_asgi_application(), 0

    async def __call__(self, scope, receive, send):
        self.calls += 1
        await self.application(scope, receive, send)


class FixedVersion:
    def __init__(self, value=1):
        self.value = value

    async def get(self):
        return self.value


@pytest.fixture
def board(transactional_db):
    """An arena with a published board."""
    arena = world.make_arena()
    world.make_pool(arena)
    rebuild(arena)
    return arena


@pytest.fixture
def django():
    return CountedDjango()


@pytest.fixture
def version():
    return FixedVersion()


@pytest.fixture
def reader(django, version):
    return Reader(PublicPages(django, version=version))


def pages(arena) -> list[str]:
    boards = [
        f"leaderboard/{arena.slug}/overall/",
        f"matchups/{arena.slug}/overall/",
        f"overview/{arena.slug}/",
    ]
    others = [
        f"overview/{arena.slug}/",
        "about/",
        "methodology/",
        f"sampling/{arena.slug}/",
        f"transparency/{arena.slug}/",
    ]
    html = [f"/{prefix}{path}" for path in [*boards, *others] for prefix in ("", "zh-hant/")]
    api = ["leaderboards/", f"leaderboards/{arena.slug}/overall/", f"overview/{arena.slug}/"]
    return html + [f"/api/v1/{path}" for path in api]


async def test_every_stored_page_is_django_s_own_answer(board, reader, django):
    plain = Reader(get_asgi_application())
    for path in pages(board):
        status, headers, body = await plain.get(path)
        first = await reader.get(path)
        asked = django.calls
        again = await reader.get(path)
        assert django.calls == asked, f"{path} was not stored"
        for stored_status, stored_headers, stored_body in (first, again):
            assert (stored_status, stored_body) == (status, body), path
            assert {k: v for k, v in stored_headers.items() if k not in ADDED} == {
                k: v for k, v in headers.items() if k not in ADDED
            }, path


async def test_head_gzip_and_not_modified_are_answered_from_memory(board, reader, django):
    path = f"/leaderboard/{board.slug}/overall/"
    _status, _headers, body = await reader.get(path)
    status, head, nothing = await reader.get(path, method="HEAD")
    assert (status, nothing, head[b"content-length"]) == (200, b"", str(len(body)).encode())
    status, packed, small = await reader.get(path, accept_encoding="br, gzip")
    assert gzip.decompress(small) == body
    assert len(small) < len(body) / 2
    for known in (packed[b"etag"].decode(), f'"x", W/{packed[b"etag"].decode()}', "*"):
        status, fields, nothing = await reader.get(path, accept_encoding="gzip", if_none_match=known)
        assert (status, nothing, fields[b"etag"]) == (304, b"", packed[b"etag"])
    status, _headers, _body = await reader.get(path, if_none_match='"other"')
    assert status == 200
    assert django.calls == 1


async def test_fifty_readers_of_a_new_page_ask_django_once(board, reader, django):
    answers = await asyncio.gather(*(reader.get("/about/") for _ in range(50)))
    assert {status for status, _headers, _body in answers} == {200}
    assert django.calls == 1


async def test_a_new_version_makes_every_page_again(board, reader, django, version):
    await reader.get("/about/")
    version.value = 2
    await reader.get("/about/")
    assert django.calls == 2


async def test_cookies_change_nothing_and_are_not_passed_on(board, reader, django):
    await reader.get("/about/", cookie="django_language=zh-hant; sessionid=x")
    _status, _headers, body = await reader.get("/about/")
    assert b'lang="en"' in body
    assert django.calls == 1


async def test_a_wrong_host_gets_django_s_refusal_and_stores_nothing(board, reader, django):
    for _ in range(2):
        status, _headers, _body = await reader.get("/about/", host="evil.example")
        assert status == 400
    assert django.calls == 2


async def test_over_plain_http_a_secure_site_redirects(board, version, settings):
    settings.SECURE_SSL_REDIRECT = True
    reader = Reader(PublicPages(CountedDjango(), version=version))
    status, headers, _body = await reader.get("/about/")
    assert (status, headers[b"location"]) == (301, b"https://localhost/about/")


async def test_a_fragment_for_htmx_and_the_whole_page_are_kept_apart(board, reader):
    path = f"/leaderboard/{board.slug}/overall/"
    _status, _headers, whole = await reader.get(path)
    _status, _headers, fragment = await reader.get(path, hx_request="true")
    assert b"<html" in whole
    assert b"<html" not in fragment


async def test_an_error_of_the_server_is_sent_to_all_who_waited_and_not_stored(board, django, version):
    outages = 0

    async def outage(scope, receive, send):
        nonlocal outages
        outages += 1
        await asyncio.sleep(0)
        await send({"type": "http.response.start", "status": 503, "headers": [(b"Retry-After", b"5")]})
        await send({"type": "http.response.body", "body": b"The database is away."})

    pages = PublicPages(outage, version=version)
    reader = Reader(pages)
    answers = await asyncio.gather(*(reader.get("/leaderboard/") for _ in range(5)))
    assert outages == 1
    assert {(status, body) for status, _headers, body in answers} == {(503, b"The database is away.")}
    assert answers[0][1][b"retry-after"] == b"5"
    assert (await reader.get("/leaderboard/", method="HEAD"))[2] == b""
    pages._application = django
    assert (await reader.get("/leaderboard/"))[0] == 200


async def test_an_error_with_a_cookie_is_one_reader_s_alone(board, version):
    cookies = iter(range(10))

    async def failing(scope, receive, send):
        headers = [(b"Set-Cookie", b"key=%d" % next(cookies))]
        await send({"type": "http.response.start", "status": 500, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    reader = Reader(PublicPages(failing, version=version))
    first, second = [await reader.get("/leaderboard/") for _ in range(2)]
    assert first[1][b"set-cookie"] != second[1][b"set-cookie"]


async def test_what_does_not_exist_is_not_stored(board, reader, django):
    for _ in range(2):
        status, _headers, _body = await reader.get("/leaderboard/nowhere/overall/")
        assert status == 404


async def test_the_version_moves_with_what_pages_show(board):
    before = await sync_to_async(read_version)()
    contender = await sync_to_async(board.contenders.first)()
    await sync_to_async(ContenderChange.objects.create)(
        contender=contender, to_state=contender.state, reason="Tested."
    )
    assert await sync_to_async(read_version)() != before


async def test_the_version_is_looked_up_once_a_second_and_outlives_its_database():
    now, looks = [0.0], []

    def read():
        looks.append(now[0])
        if len(looks) > 1:
            raise OSError("the database is away")
        return "first"

    version = Version(read, clock=lambda: now[0])
    assert await asyncio.gather(*(version.get() for _ in range(5))) == ["first"] * 5
    now[0] = 0.9
    assert await version.get() == "first"
    assert looks == [0.0]
    now[0] = 1.5
    assert await version.get() == "first"
    assert looks == [0.0, 1.5]


async def test_readers_do_not_wait_for_a_database_that_is_known_to_be_away():
    now, answers = [0.0], ["first", OSError("away"), OSError("away"), "second", "third"]
    may_answer = threading.Semaphore(2)

    def read():
        assert may_answer.acquire(timeout=PATIENCE_SECONDS)
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    async def end_look():
        may_answer.release()
        await version._look

    version = Version(read, clock=lambda: now[0])
    assert await version.get() == "first"
    now[0] = 2.0
    assert await version.get() == "first"  # waits for the look-up that fails
    now[0] = 4.0
    assert [await version.get() for _ in range(3)] == ["first"] * 3  # the look-up hangs
    await end_look()
    now[0] = 6.0
    assert await version.get() == "first"
    await end_look()
    assert await version.get() == "second"
    now[0] = 8.0
    may_answer.release()
    assert await version.get() == "third"  # no reader gets an old version after the outage


async def test_readers_do_not_wait_for_a_database_that_answers_nothing(monkeypatch):
    now, looks, answer = [0.0], [], threading.Event()

    def read():
        looks.append(now[0])
        if len(looks) > 1:
            assert answer.wait(timeout=PATIENCE_SECONDS)
        return len(looks)

    version = Version(read, clock=lambda: now[0])
    assert await version.get() == 1
    monkeypatch.setattr(version_module, "PATIENCE_SECONDS", 0.0)
    now[0] = 2.0
    assert [await version.get() for _ in range(3)] == [1, 1, 1]
    answer.set()
    await version._look
    assert await version.get() == 2


async def test_a_table_asked_for_by_accept_or_by_format_is_one_stored_page(board, reader, django):
    path = f"/api/v1/leaderboards/{board.slug}/overall/"
    _status, headers, body = await reader.get(path, accept="text/csv")
    assert headers[b"content-type"] == b"text/csv; charset=utf-8"
    asked = django.calls
    assert (await reader.get(f"{path}?format=csv"))[2] == body
    assert django.calls == asked
    status, headers, plain = await reader.get(path, accept="text/html, */*")
    assert (status, headers[b"content-type"]) == (200, b"application/json")
    assert plain != body


@pytest.mark.parametrize(
    ("asked", "status", "length"),
    [("bytes=0-9", 206, 10), ("bytes=-4", 206, 4), ("bytes=999999999-", 416, None), ("lines=1", 200, None)],
)
async def test_a_part_of_a_stored_file_is_cut_in_memory(board, reader, django, asked, status, length):
    await sync_to_async(publish_and_release)(board)
    address = f"/data/{board.slug}/latest/manifest.json"
    whole = await reader.get(address)
    calls = django.calls
    sent = await reader.get(address, range=asked, accept_encoding="gzip")
    expected = whole[2] if length is None else whole[2][:length] if "0-9" in asked else whole[2][-length:]
    assert sent[0] == status
    if status == 206:
        assert sent[2] == expected
        assert sent[1][b"content-length"] == str(length).encode()
        assert sent[1][b"content-range"].endswith(f"/{len(whole[2])}".encode())
        assert b"content-encoding" not in sent[1]
    if status == 416:
        assert sent[1][b"content-type"] == b"application/problem+json"
        assert sent[1][b"content-range"] == f"bytes */{len(whole[2])}".encode()
        assert json.loads(sent[2])["size"] == len(whole[2])
    assert django.calls == calls


def publish_and_release(arena):
    vote = world.stored_vote(arena, *arena.contenders.all(), Outcome.A, at=timezone.now())
    mark_days_dirty([(arena.pk, vote.day)])
    rebuild(arena)
    release_arena(arena, now=timezone.now() + dt.timedelta(days=1))
