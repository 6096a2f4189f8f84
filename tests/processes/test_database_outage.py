"""A PostgreSQL that goes away for a moment: 503 while it is away, nothing else, and no restart afterwards."""

import asyncio
import threading
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.patience import PATIENCE_SECONDS
from tests.processes.conftest import ANSWER, spoken_until
from tests.processes.tcp_proxy import TcpProxy
from tests.real_site import Shown

pytestmark = pytest.mark.processes


@pytest.fixture
def proxy(site):
    parts = urlsplit(site.database_url)
    with TcpProxy(parts.hostname or "127.0.0.1", parts.port or 5432) as proxy:
        login = parts.netloc.rpartition("@")[0]
        proxy.url = urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{proxy.port}"))
        yield proxy


async def statuses(visitor, web, count: int) -> list[int]:
    """The statuses of a page that reads the database each time (the start page is kept for a second)."""
    results = []
    for _ in range(count):
        async with visitor.session.get(f"{web.url}/side-by-side/") as response:
            results.append(response.status)
            if response.status == 503:
                assert int(response.headers["Retry-After"]) > 0
    return results


async def test_after_a_short_cut_every_request_is_answered(site, upstream, visitor, proxy):
    async with site.running(1, DATABASE_URL=proxy.url) as (web,):
        many = await asyncio.gather(*(statuses(visitor, web, 3) for _ in range(8)))
        assert {status for results in many for status in results} == {200}
        await asyncio.to_thread(proxy.cut_for, 1)
        assert await statuses(visitor, web, 20) == [200] * 20


async def test_while_the_database_is_away_requests_get_503_and_then_200(site, upstream, visitor, proxy):
    async with site.running(1, DATABASE_URL=proxy.url) as (web,):
        assert await statuses(visitor, web, 1) == [200]
        proxy.cut()
        assert set(await statuses(visitor, web, 2)) == {503}
        proxy.restore()
        assert await statuses(visitor, web, 5) == [200] * 5


async def test_answers_that_end_during_a_cut_are_saved_after_it_and_shown_as_complete_then(
    site, upstream, visitor, proxy
):
    more = threading.Event()
    upstream.play(spoken_until(more))
    async with site.running(1, DATABASE_URL=proxy.url) as (web,):
        battle = await visitor.open_battle(web)
        shown = Shown()
        watching = asyncio.create_task(watch_to_the_end(shown, visitor, web, battle))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while min(map(len, shown.text.values())) < 5:  # noqa: ASYNC110  set by the stream's reader
                await asyncio.sleep(0.05)
            proxy.cut()
            more.set()
            while set(shown.state.values()) != {"saving"}:  # noqa: ASYNC110  set by the stream's reader
                await asyncio.sleep(0.1)
        assert not shown.is_done
        proxy.restore()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await watching
        assert (shown.is_done, shown.state) == (True, {"a": "done", "b": "done"})
        rows = site.rows(
            "SELECT a.text, a.state, b.state FROM battles_answer a"
            " JOIN battles_prompt p ON p.id = a.prompt_id JOIN battles_battle b ON b.id = p.battle_id"
            " ORDER BY a.id DESC LIMIT 2"
        )
        assert [(text.strip(), answer, state) for text, answer, state in rows] == [
            (ANSWER, "done", "answered")
        ] * 2


async def watch_to_the_end(shown: Shown, visitor, web, battle: str) -> None:
    """Follow the battle over as many connections as it takes."""
    while not shown.is_done:
        await shown.watch(visitor, web, battle)
