"""So many answers at an endpoint at once, first come, first served, and nobody waits for ever."""

import asyncio

import pytest

from battles.endpoints.concurrency import NoFreeSlot, Slots, slot_at
from battles.providers.base import ErrorKind
from tests.patience import patiently

NEVER = 3600.0


async def test_no_more_than_the_limit_are_inside_and_all_get_in():
    inside, most, done = 0, 0, []

    async def visit(number):
        nonlocal inside, most
        async with slot_at(1, limit=3, seconds=NEVER):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1
            done.append(number)

    await patiently(asyncio.gather(*(visit(number) for number in range(20))))
    assert most == 3
    assert sorted(done) == list(range(20))


async def test_who_came_first_is_served_first():
    order = []

    async def visit(number):
        async with slot_at(1, limit=1, seconds=NEVER):
            await asyncio.sleep(0)
            order.append(number)

    await asyncio.gather(*(visit(number) for number in range(8)))
    assert order == list(range(8))


async def test_endpoints_do_not_wait_for_each_other():
    async with slot_at(1, limit=1, seconds=NEVER), slot_at(2, limit=1, seconds=0.1):
        with pytest.raises(NoFreeSlot):
            async with slot_at(1, limit=1, seconds=0.01):
                pytest.fail("there is one place only")


async def test_waiting_too_long_is_a_late_first_token():
    async with slot_at(1, limit=1, seconds=NEVER):
        with pytest.raises(NoFreeSlot) as caught:
            async with slot_at(1, limit=1, seconds=0.01):
                pytest.fail("there is one place only")
    assert caught.value.kind is ErrorKind.TIMEOUT_FIRST
    async with slot_at(1, limit=1, seconds=0.1):
        pass


async def test_who_gives_up_leaves_no_slot_taken():
    slots = Slots()
    await slots.acquire(1)
    waiting = [asyncio.create_task(slots.acquire(1)) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    slots.release(1)
    waiting[1].cancel()  # in the moment in which it is given the place
    await patiently(waiting[2])
    assert slots.taken == 1
    slots.release(1)
    assert slots.taken == 0
    assert [task.cancelled() for task in waiting] == [True, True, False]


async def test_a_failure_inside_gives_the_place_back():
    with pytest.raises(ValueError, match="inside"):
        async with slot_at(1, limit=1, seconds=NEVER):
            raise ValueError("inside")
    async with slot_at(1, limit=1, seconds=0.1):
        pass


async def test_a_lower_limit_holds_as_soon_as_slots_are_released():
    slots = Slots()
    for _ in range(3):
        await slots.acquire(3)
    waiting = asyncio.create_task(slots.acquire(1))
    await asyncio.sleep(0)
    slots.release(1)
    slots.release(1)
    await asyncio.sleep(0)
    assert not waiting.done()
    slots.release(1)
    await patiently(waiting)
    assert slots.taken == 1
