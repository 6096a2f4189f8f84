"""One turn from prompt to stored texts: claim it, call both models, write the event log, store the end.

A reader is told that a side has ended only after this end is stored.
"""

import asyncio
import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.utils.safestring import mark_safe

from battles import services
from battles.blind import BlindAnswer
from battles.generation.assignment import build_assignments
from battles.generation.background import REQUESTS, in_background
from battles.generation.claims import Claim, claim_turn
from battles.generation.event_log import SAVING, StreamLog, TurnKey, end_event
from battles.generation.live_html import LiveHtml
from battles.generation.pacing import PACED, Release, run_release
from battles.generation.side_stream import generate
from battles.generation.stalls import Stalls, get_wait_seconds, watch_stalls
from battles.generation.storage import (
    AnswerEnd,
    CallRecords,
    ShownTurn,
    Side,
    StoreResult,
    TurnEnd,
    annotate_stored_turn,
    build_answer_end,
    count_answer_end,
    persist_end,
    repeat_until_accepted,
)
from battles.markdown import PROCESS
from battles.models import Answer, Battle
from battles.monitoring.log_context import BATTLE
from battles.process import TICK_SECONDS

logger = logging.getLogger(__name__)

FACTS_WAIT_SECONDS = 0.3
"""How long the facts of a turn wait for the requests of others."""


@dataclass
class RunningTurn:
    """A turn that this process generates. sides, fence and release are known once it is claimed.

    claim: what is known of it from the beginning, if this process has stored it as claimed.

    ends: the ends of the sides so far, by answer id. unsaid: those that no reader was told of. has_ended: set
    with the last of them. on_begun: called before a reader sees anything.
    """

    key: TurnKey
    battle_key: str
    log: StreamLog = field(default_factory=StreamLog)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    is_interrupted: bool = False
    task: asyncio.Task | None = None
    claim: Claim | None = None
    fence: int = 0
    sides: list[Side] = field(default_factory=list)
    release: Release = field(
        default_factory=lambda: Release([], lambda name, text: None, rules=None, now=0.0)
    )
    live: LiveHtml | None = None
    stalls: Stalls | None = None
    ends: dict[int, AnswerEnd] = field(default_factory=dict)
    unsaid: list[BlindAnswer] = field(default_factory=list)
    has_ended: asyncio.Event = field(default_factory=asyncio.Event)
    is_stored: bool = False
    is_begun: bool = False
    on_begun: Callable[[], None] = lambda: None

    def begin(self) -> None:
        """Note, once, that a reader is about to see something."""
        if not self.is_begun:
            self.is_begun = True
            self.on_begun()

    def send(self, side: str, text: str) -> None:
        """Show a piece of a side's text to all readers."""
        self.begin()
        self.live.send(side, text)

    @property
    def end(self) -> TurnEnd | None:
        """What has to be stored now; None as long as no side has ended."""
        if not self.ends:
            return None
        is_final = len(self.ends) == len(self.sides)
        return TurnEnd(self.key, self.fence, tuple(self.ends.values()), is_final, self.release.started_apart)

    @property
    def shown(self) -> ShownTurn:
        """What readers have seen of it so far."""
        texts = {}
        for side in self.sides:
            if released := self.release.sides.get(side.assignment.side):
                texts[side.assignment.answer_id] = released.text[: released.released]
        return ShownTurn(self.key, self.fence, texts)

    def ask_for_another(self, name: str) -> None:
        """Ask for another model for a side that stalls; ignored for one that does not."""
        for side in self.sides:
            if side.assignment.side == name and self.stalls is not None and name in self.stalls.stalled:
                side.ask_for_another()
                self.begin_again(name)

    def begin_again(self, name: str) -> None:
        """Wait anew before another model is offered for a side."""
        if self.stalls is not None:
            self.stalls.begin_again(name, asyncio.get_running_loop().time())

    def end_now(self) -> TurnEnd | None:
        """The end at a shutdown: sides that have not ended are interrupted. None if no text was shown."""
        if not self.ends and all(side.stream.is_silent for side in self.sides):
            return None
        for side in self.sides:
            if side.assignment.answer_id not in self.ends:
                side.stream.cut(self.release.sides[side.assignment.side].released)
                side.stream.state = Answer.State.INTERRUPTED
                self.ends[side.assignment.answer_id] = build_answer_end(side, "")
        return self.end


async def run_turn(turn: RunningTurn, process: uuid.UUID, records: CallRecords) -> None:
    """Claim a turn, generate both sides, store the end; log every piece; record the calls.

    The log gets no `done` event if the turn is not stored by this process: readers then look in the
    database.
    """
    BATTLE.set(turn.battle_key)
    fence = turn.claim.fence if turn.claim else await repeat_until_accepted(claim_turn, turn.key, process)
    if fence is None:
        return
    turn.fence = fence
    try:
        assignments = turn.claim.assignments if turn.claim else ()
        if not assignments:
            assignments = await repeat_until_accepted(build_assignments, turn.key)
        turn.sides = [Side(assignment) for assignment in assignments]
        await run_sides(turn)
    except Exception:
        battle = Battle.objects.filter(pk=turn.key[0], fence=fence)
        await repeat_until_accepted(services.interrupt, battle)
        turn.log.append("done", {})
        raise
    if turn.is_stored:
        await REQUESTS.calm(at_most=FACTS_WAIT_SECONDS)
        # Before `done`: the ballot says whether the vote will count.
        await in_background(annotate_stored_turn, turn.key)
        turn.log.append("done", {})
        await records.record(side.call for side in turn.sides)


async def run_sides(turn: RunningTurn) -> None:
    """Generate both sides, and release their text to the log on one clock."""
    names = [side.assignment.side for side in turn.sides]
    turn.live = LiveHtml(turn.log, names)
    rules = PACED.at_speed(settings.DEMO_SPEED) if turn.sides[0].assignment.is_paced else None
    now = asyncio.get_running_loop().time()
    turn.release = Release(names, turn.send, rules=rules, now=now)
    turn.stalls = Stalls(
        turn.sides,
        turn.release,
        lambda name, is_stalled: turn.log.append(name, {"stalled": "yes" if is_stalled else ""}),
        wait_seconds=get_wait_seconds(rules, speed=settings.DEMO_SPEED),
        now=now,
    )
    stopped = asyncio.create_task(turn.stop.wait())
    running = [
        stopped,
        asyncio.create_task(run_release(turn.release)),
        asyncio.create_task(watch_stalls(turn.stalls)),
    ]
    try:
        await asyncio.gather(*(run_side(side, turn, stopped) for side in turn.sides))
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await turn.live.close()


async def run_side(side: Side, turn: RunningTurn, stopped: asyncio.Task) -> None:
    """Generate one side until it ends or the turn is stopped; log its pieces; store and log its end.

    stopped: is done once the turn is stopped.
    """
    name = side.assignment.side
    generating = asyncio.create_task(generate(side, turn.release, on_replaced=lambda: turn.begin_again(name)))
    try:
        await asyncio.wait({generating, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        generating.cancel()
        await asyncio.gather(generating, return_exceptions=True)
    turn.begin()
    stream = side.stream
    released = turn.release.sides[name]
    if not released.all_released.is_set():
        turn.release.stop()
    if stream.ended is None:
        stream.ended = time.perf_counter()
    if stream.state == Answer.State.RUNNING or released.is_cut:
        stream.cut(released.released)
        stream.state = Answer.State.INTERRUPTED if turn.is_interrupted else Answer.State.STOPPED
    rendered = await PROCESS.render_async(stream.text)
    html = mark_safe(rendered.html)
    if turn.live is not None:
        turn.live.end(name)
    turn.ends[side.assignment.answer_id] = build_answer_end(side, html if rendered.is_final else "")
    count_answer_end(stream)
    turn.unsaid.append(BlindAnswer(name, stream.state, html))
    if len(turn.ends) == len(turn.sides):
        turn.has_ended.set()
    elif await _ends_within(turn, TICK_SECONDS):
        return  # the other side stores and says both
    await store_and_say_ends(turn)


async def _ends_within(turn: RunningTurn, seconds: float) -> bool:
    """Whether the other side ends too within this time: then both are one transaction."""
    waiting = asyncio.ensure_future(turn.has_ended.wait())
    done, _pending = await asyncio.wait({waiting}, timeout=seconds)
    waiting.cancel()
    return bool(done)


async def store_and_say_ends(turn: RunningTurn) -> None:
    """Store the ends of the sides so far, then say those that are not said yet."""
    end = turn.end
    assert end is not None  # noqa: S101 - narrows the type
    answers, turn.unsaid = turn.unsaid, []

    def say_saving() -> None:
        for answer in answers:
            turn.log.append(answer.side, end_event(replace(answer, state=SAVING)))

    result = await persist_end(end, on_delay=say_saving)
    if result != StoreResult.STORED:
        logger.warning("the end of %d sides of turn %s is %s", len(answers), turn.key, result.value)
        return
    for answer in answers:
        turn.log.append(answer.side, end_event(answer))
    turn.is_stored = turn.is_stored or end.is_final
