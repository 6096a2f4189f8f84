"""Fifty clients read boards while rebuilds publish: no error, no mixed body, and never an older board."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from django.core.asgi import get_asgi_application

from arenasite.public_pages.application import PublicPages
from ratings.models import Snapshot
from ratings.rebuild.run import rebuild
from tests import world
from tests.arenasite.public_pages.test_application import Reader
from tests.ratings.fights import fight

CLIENTS, REBUILDS = 50, 6
BOARD = "/api/v1/leaderboards/text/overall/"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def publish(arena, pool) -> None:
    fight(arena, *pool, "ab")
    rebuild(arena)


async def pull(reader: Reader, done: asyncio.Event, address: str) -> list[tuple[int, bytes]]:
    answers = []
    while not done.is_set():
        status, _headers, body = await reader.get(address)
        answers.append((status, body))
        await asyncio.sleep(0.01)
    return answers


async def test_clients_that_pull_see_whole_boards_in_order(settings):
    settings.READS_PER_MINUTE = 0
    arena = await sync_to_async(world.make_arena)()
    pool = await sync_to_async(world.make_pool)(arena)
    await sync_to_async(publish)(arena, pool)
    reader, done = Reader(PublicPages(get_asgi_application())), asyncio.Event()
    addresses = [BOARD, f"{BOARD}?method=elo"]
    clients = [asyncio.create_task(pull(reader, done, addresses[number % 2])) for number in range(CLIENTS)]
    for _number in range(REBUILDS):
        await sync_to_async(publish)(arena, pool)
        await asyncio.sleep(1.1)
    done.set()
    bodies: dict[int, set[bytes]] = {}
    for answers in await asyncio.gather(*clients):
        assert {status for status, _body in answers} == {200}
        boards = [json.loads(body) for _status, body in answers]
        assert [each["as_of"] for each in boards] == sorted(each["as_of"] for each in boards)
        for board, (_status, body) in zip(boards, answers, strict=True):
            bodies.setdefault(board["snapshot"], set()).add(body)
    assert len(bodies) > REBUILDS
    assert {len(same) for same in bodies.values()} == {1}
    stored = await sync_to_async(lambda: set(Snapshot.objects.values_list("pk", flat=True)))()
    assert set(bodies) <= stored
