"""The turns this process generates: background tasks, heartbeats, signals and shutdown.

A turn runs in a task of the runner, not in a viewer's connection: viewers may disconnect and reconnect,
and no turn is generated twice.
"""

import asyncio
import datetime as dt
import logging
import time
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from battles.generation.assignment import build_assignment
from battles.generation.background import in_background, start_task
from battles.generation.claims import Claim, release_claims, write_heartbeats
from battles.generation.event_log import TurnKey
from battles.generation.redis_relay import PUBLISHER, SUBSCRIBER, stream_key
from battles.generation.storage import CallRecords, ProcessFile, ShownTexts, spool
from battles.generation.turn import RunningTurn, run_turn
from battles.generation.turn_signals import send_signal, take_signals
from battles.models import Answer, Battle, TurnSignal

logger = logging.getLogger(__name__)

HEARTBEATS_PER_SILENCE = 4
WATCH_SECONDS = 1.0
KEEP_LOG_SECONDS = 2.0  # later readers get the end from the database
STORE_SECONDS = 3.0
REPLACEMENTS = {"a": TurnSignal.Kind.REPLACE_A, "b": TurnSignal.Kind.REPLACE_B}
SIDE_OF = {kind: side for side, kind in REPLACEMENTS.items()}


def silence_limit() -> dt.timedelta:
    """A running battle without a heartbeat for this long is suspected to have lost its process."""
    return dt.timedelta(seconds=settings.SILENCE_SECONDS)


class TurnRunner:
    """The turns this process generates; it keeps their logs for a short time after the end."""

    def __init__(self) -> None:
        self.process = uuid.uuid4()
        """Identifies this process in the claims of its turns."""

        self._turns: dict[TurnKey, RunningTurn] = {}
        self._first_turns: dict[str, RunningTurn] = {}
        """By the battle's key: those that were stored as claimed and run."""

        self._loop: asyncio.AbstractEventLoop | None = None
        self._watch: asyncio.Task | None = None
        self._listening: asyncio.Task | None = None
        self.is_stopping = False
        """Whether the server is stopping: event streams end at once."""

        self._file = ProcessFile()
        self._shown = ShownTexts(self.process)
        self._records: CallRecords | None = None
        self._unstarted: list[TurnKey] = []
        """Turns that were claimed while the server was stopping."""

    def bind(self) -> None:
        """Run turns in the event loop that is running now. Once per process: forks must not share an id.

        Turns of an earlier loop are forgotten: it can no longer end them, nor let go of their logs.
        """
        self.process = uuid.uuid4()
        self._turns.clear()
        self._first_turns.clear()
        self._unstarted.clear()
        self._file.open(self.process)
        self._shown = ShownTexts(self.process)
        self._records = None
        self._loop = asyncio.get_running_loop()

    def get(self, key: TurnKey) -> RunningTurn | None:
        return self._turns.get(key)

    def find_own(self, battle_key: uuid.UUID, voter_key: uuid.UUID | None) -> TurnKey | None:
        """The first turn of this voter's battle while this process generates it; else None, ask the database.

        As long as the end of a first turn is not stored, it is the newest.
        """
        turn = self._first_turns.get(str(battle_key))
        if turn is None or turn.claim is None or turn.is_stored or voter_key is None:
            return None
        return turn.key if turn.claim.voter_key == voter_key else None

    def running(self) -> list[RunningTurn]:
        return [turn for turn in self._turns.values() if turn.task and not turn.task.done()]

    @property
    def claimant(self) -> uuid.UUID | None:
        """This process' id, if it can generate a turn that a request is about to store."""
        return self.process if self._has_loop() and not self.is_stopping else None

    def _has_loop(self) -> bool:
        return self._loop is not None and not self._loop.is_closed()

    def begin(self, battle: Battle, answers: Iterable[Answer]) -> None:
        """Start the first turn of a battle that was just stored, from any thread.

        battle: its `generator` is this process if it was stored as claimed.
        """
        claim = None
        if battle.generator is not None and battle.fence is not None:
            assignments = tuple(build_assignment(answer, []) for answer in answers)
            claim = Claim(battle.fence, assignments, battle.voter.key if battle.voter else None)
        self.start_soon((battle.pk, 1, 1), str(battle.key), claim)

    def start_soon(self, key: TurnKey, battle_key: str, claim: Claim | None = None) -> None:
        """Start a stored turn from any thread. Without a loop, its first reader or the sweep starts it.

        claim: of a turn that is stored as claimed by this process.
        """
        if self._loop is not None and self._has_loop():
            self._loop.call_soon_threadsafe(self.start, key, battle_key, claim)
        elif claim is not None:
            release_claims([key], self.process)

    def start(self, key: TurnKey, battle_key: str, claim: Claim | None = None) -> RunningTurn | None:
        """Start one turn in the background; starting it again returns the same one.

        The turn ends at once if another process has claimed it. None while the server is stopping; then a
        claim is given up, so that another process generates the turn.
        """
        if key in self._turns:
            return self._turns[key]
        if self.is_stopping:
            if claim is not None:
                self._unstarted.append(key)
            return None
        turn = RunningTurn(key, battle_key, claim=claim, on_begun=lambda: self._file.note_begun(key[0]))
        self._turns[key] = turn
        if claim is not None:
            self._first_turns[battle_key] = turn
        turn.task = start_task(run_turn(turn, self.process, self._get_records()), name=f"turn {key}")
        turn.task.add_done_callback(lambda task: self._ended(turn, task))
        PUBLISHER.add(_get_stream_key(turn), turn.log)
        if self._watch is None or self._watch.done():
            self._watch = start_task(self._watch_turns(), name="heartbeats")
        if self._listening is None or self._listening.done():
            self._listening = start_task(self._obey_signals(), name="signals")
        return turn

    def _get_records(self) -> CallRecords:
        if self._records is None:
            self._records = CallRecords()
        return self._records

    def _ended(self, turn: RunningTurn, task: asyncio.Task) -> None:
        turn.log.close()
        self._first_turns.pop(turn.battle_key, None)
        self._shown.delete(turn.key, turn.fence)
        self._file.note_ended(turn.key[0], is_last=not self.running())
        PUBLISHER.end(_get_stream_key(turn))
        if not task.cancelled() and task.exception():
            logger.error("turn %s failed", turn.key, exc_info=task.exception())
        # A turn that this process has not stored is shown from the database at once.
        delay = KEEP_LOG_SECONDS if turn.is_stored else 0.0
        task.get_loop().call_later(delay, self._forget, turn)

    def _forget(self, turn: RunningTurn) -> None:
        if self._turns.get(turn.key) is turn:
            del self._turns[turn.key]

    async def _watch_turns(self) -> None:
        """While turns run: keep what they have shown, write heartbeats."""
        beat = time.monotonic()
        while running := self.running():
            await asyncio.sleep(WATCH_SECONDS)
            await self._shown.save(turn.shown for turn in running if not turn.task or not turn.task.done())
            if time.monotonic() - beat > settings.SILENCE_SECONDS / HEARTBEATS_PER_SILENCE:
                battle_ids = [turn.key[0] for turn in running]
                try:
                    await in_background(write_heartbeats, battle_ids, self.process)
                    beat = time.monotonic()
                except Exception as error:
                    # Tried again at the next round: after an outage the heartbeat is due soon.
                    logger.warning("the heartbeat of %d battles failed: %s", len(battle_ids), error)

    async def _obey_signals(self) -> None:
        """While turns run: do what visitors have asked of them in other processes."""
        is_heard = True
        while running := self.running():
            await asyncio.sleep(WATCH_SECONDS)
            turns = {turn.key: turn for turn in running}
            try:
                signals = await in_background(take_signals, turns.keys(), now=timezone.now())
            except Exception as error:  # they wait in the database
                if is_heard:
                    logger.warning("what visitors ask of %d turns could not be read: %s", len(turns), error)
                is_heard = False
                continue
            is_heard = True
            for key, kind in signals:
                if kind == TurnSignal.Kind.STOP:
                    turns[key].stop.set()
                else:
                    turns[key].ask_for_another(SIDE_OF[kind])

    def request_stop(self, key: TurnKey) -> None:
        """Stop a turn in whichever process it runs, from any thread; an ended turn does not change."""
        turn = self._turns.get(key)
        if turn is not None and self._loop is not None and self._has_loop():
            self._loop.call_soon_threadsafe(turn.stop.set)
        else:
            send_signal(key, TurnSignal.Kind.STOP)

    def request_replacement(self, key: TurnKey, side: str) -> None:
        """Ask for another model for a side that stalls, from any thread, in whichever process it runs."""
        turn = self._turns.get(key)
        if turn is not None and self._loop is not None and self._has_loop():
            self._loop.call_soon_threadsafe(turn.ask_for_another, side)
        else:
            send_signal(key, REPLACEMENTS[side])

    def get_stalled_sides(self, key: TurnKey) -> frozenset[str]:
        """The sides of a turn of this process for which another model may be asked for."""
        turn = self._turns.get(key)
        return frozenset(turn.stalls.stalled) if turn is not None and turn.stalls is not None else frozenset()

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
        so far. What the database does not accept is written to the spool."""
        self.is_stopping = True
        for turn in self.running():
            turn.release.hurry()
        self._get_records().hurry()
        await self._wait(patience)
        for turn in self.running():
            turn.is_interrupted = True
            turn.stop.set()
        await self._wait(STORE_SECONDS)
        unstored = self.running()
        for turn in unstored:
            if turn.task:
                turn.task.cancel()
        await self._save(unstored)
        await self._release(self._unstarted)
        self._file.close()
        for task in (self._watch, self._listening):
            if task:
                task.cancel()
        self._shown.close()
        await PUBLISHER.close()
        await SUBSCRIBER.close()

    async def _save(self, unstored: list[RunningTurn]) -> None:
        """Spool the ends of these turns; release those of which nothing was shown."""
        ends = [turn.end_now() for turn in unstored]
        for end in ends:
            if end is not None:
                try:
                    await in_background(spool.save_end, end)
                except OSError:
                    logger.exception("the end of turn %s is lost: it cannot be spooled", end.key)
        await self._release([turn.key for turn, end in zip(unstored, ends, strict=True) if end is None])

    async def _release(self, keys: list[TurnKey]) -> None:
        if keys:
            try:
                await in_background(release_claims, keys, self.process)
            except Exception as error:
                logger.warning("%d turns could not be released: %s", len(keys), error)


RUNNER = TurnRunner()


def _get_stream_key(turn: RunningTurn) -> str:
    _battle, number, attempt = turn.key
    return stream_key(turn.battle_key, number, attempt)
