"""The turns this process generates: background tasks, heartbeats, stop requests and shutdown.

A turn runs in a task of the runner, not in a viewer's connection: viewers may disconnect and reconnect,
and no turn is generated twice.
"""

import asyncio
import datetime as dt
import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from battles.generation.background import in_background, start_task
from battles.generation.event_log import TurnKey
from battles.generation.redis_relay import PUBLISHER, SUBSCRIBER, stream_key
from battles.generation.turn import RunningTurn, run_turn
from battles.models import Battle
from battles.services import interrupt

logger = logging.getLogger(__name__)

HEARTBEATS_PER_SILENCE = 4
STOP_POLL_SECONDS = 1.0
KEEP_LOG_SECONDS = 2.0  # later readers get the end from the database
STORE_SECONDS = 3.0


def silence_limit() -> dt.timedelta:
    """A running battle without a heartbeat for this long has lost its process."""
    return dt.timedelta(seconds=settings.SILENCE_SECONDS)


class TurnRunner:
    """The turns this process generates; it keeps their logs for a short time after the end."""

    def __init__(self) -> None:
        self._turns: dict[TurnKey, RunningTurn] = {}
        self._watch: asyncio.Task | None = None
        self.is_stopping = False
        """Whether the server is stopping: event streams end at once."""

        self._is_cache_down = False

    def get(self, key: TurnKey) -> RunningTurn | None:
        return self._turns.get(key)

    def running(self) -> list[RunningTurn]:
        return [turn for turn in self._turns.values() if turn.task and not turn.task.done()]

    def start(self, key: TurnKey, battle_key: str) -> RunningTurn:
        """Start one turn in the background; starting it again returns the same one."""
        if key in self._turns:
            return self._turns[key]
        turn = RunningTurn(key, battle_key)
        self._turns[key] = turn
        turn.task = start_task(run_turn(turn), name=f"turn {key}")
        turn.task.add_done_callback(lambda task: self._ended(turn, task))
        PUBLISHER.add(_get_stream_key(turn), turn.log)
        if self._watch is None or self._watch.done():
            self._watch = start_task(self._watch_turns(), name="heartbeats")
        return turn

    def _ended(self, turn: RunningTurn, task: asyncio.Task) -> None:
        turn.log.close()
        PUBLISHER.end(_get_stream_key(turn))
        if not task.cancelled() and task.exception():
            logger.error("turn %s failed", turn.key, exc_info=task.exception())
        task.get_loop().call_later(KEEP_LOG_SECONDS, self._turns.pop, turn.key, None)

    async def _watch_turns(self) -> None:
        """While turns run: write their heartbeats and check for stop requests from other processes."""
        beat = time.monotonic()
        while running := self.running():
            await asyncio.sleep(STOP_POLL_SECONDS)
            if time.monotonic() - beat > settings.SILENCE_SECONDS / HEARTBEATS_PER_SILENCE:
                beat = time.monotonic()
                try:
                    await in_background(write_heartbeats, [turn.key[0] for turn in running])
                except Exception:
                    logger.exception("heartbeat failed")
            await self._check_stop_requests(running)

    async def _check_stop_requests(self, running: list[RunningTurn]) -> None:
        # An unreachable cache must not stop the heartbeats; it is logged once.
        try:
            requested = await cache.aget_many([stop_flag(turn.key) for turn in running])
        except Exception as error:
            if not self._is_cache_down:
                logger.warning(
                    "the cache is out of reach; stop requests from other processes are missed: %s", error
                )
            self._is_cache_down = True
            return
        self._is_cache_down = False
        for turn in running:
            if stop_flag(turn.key) in requested:
                turn.stop.set()

    async def _wait(self, seconds: float) -> None:
        tasks = [turn.task for turn in self.running() if turn.task]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)

    def release_viewers(self) -> None:
        """End every viewer's stream, so that the server can stop; browsers reconnect by themselves."""
        self.is_stopping = True
        for turn in self.running():
            turn.log.close()
        SUBSCRIBER.release()

    async def shutdown(self, patience: float) -> None:
        """Wait `patience` seconds for running turns, then store the others as interrupted with their text
        so far."""
        await self._wait(patience)
        for turn in self.running():
            turn.is_interrupted = True
            turn.stop.set()
        await self._wait(STORE_SECONDS)
        unstored = self.running()
        for turn in unstored:
            if turn.task:
                turn.task.cancel()
        if unstored:
            await in_background(interrupt, [turn.key[0] for turn in unstored])
        if self._watch:
            self._watch.cancel()
        await PUBLISHER.close()
        await SUBSCRIBER.close()


RUNNER = TurnRunner()


def _get_stream_key(turn: RunningTurn) -> str:
    _battle, number, attempt = turn.key
    return stream_key(turn.battle_key, number, attempt)


def stop_flag(key: TurnKey) -> str:
    """The cache key that requests the stop of a turn in any process."""
    return "stop:" + ".".join(map(str, key))


async def stop_turn(key: TurnKey) -> None:
    """Stop a turn in whichever process it runs; stopping an ended turn changes nothing."""
    turn = RUNNER.get(key)
    if turn is not None:
        turn.stop.set()
    else:
        await cache.aset(stop_flag(key), 1, timeout=600)


def write_heartbeats(battle_ids: list[int]) -> None:
    """Write in the database that these battles are still being answered."""
    Battle.objects.filter(pk__in=battle_ids, state=Battle.State.RUNNING).update(heartbeat_at=timezone.now())
