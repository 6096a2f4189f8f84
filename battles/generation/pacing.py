"""Releases both sides of a turn on one clock, so that their rhythm does not tell which models write.

Generation has its own cursor: the text that has arrived. What readers see is the release cursor, and the
stream log contains released text only. So every reader (live, reload, second tab, another process) sees the
same, and a stop keeps what was released.

The rules of a paced release:
- Both sides start together, at the first of a few moments after the turn began at which both have a first
  word or have ended. The moments are few because the exact one would tell how fast the slower side began: two
  for most models, close to each other, then one for all that begin late.
  At the last of them a side that is ready starts alone, and the turn says so (`started_apart`).
- Both sides advance by the same number of characters every STEP_SECONDS, at the ceiling's rate, each step's
  characters at its beginning. All battles have the same steps, so the first one of a battle is shorter. When
  the text of a side that still writes is used up, both wait for it, but the other advances at the floor's
  rate at least.

A free release ("as fast as they come") has no rules: the first text of a side is released at once, each step
releases all that has arrived, and the end of a side its rest.
`tests/benchmarks/pacing.py` measures what the rhythm still tells.
"""

import asyncio
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from battles.process import FREE_TICKS, STEP_TICKS, TICK_SECONDS, get_ticks

__all__ = ["PACED", "TICK_SECONDS", "Release", "ReleasedSide", "Rules", "run_release"]


STEP_SECONDS = STEP_TICKS * TICK_SECONDS
"""A frame costs as much as its words, so there are five a second; the page writes its text out in between."""


@dataclass(frozen=True)
class Rules:
    """starts: seconds after the beginning of the turn. ceiling, floor: characters a second."""

    starts: tuple[float, ...]
    ceiling: float
    floor: float

    def at_speed(self, speed: float) -> "Rules | None":
        """The same rules `speed` times as fast; None for an infinite speed."""
        if math.isinf(speed):
            return None
        return Rules(tuple(start / speed for start in self.starts), self.ceiling * speed, self.floor * speed)


PACED = Rules(starts=(0.7, 0.95, 4.0, 15.0), ceiling=90.0, floor=30.0)
"""The ceiling is three to four times as fast as people read, and slower than nearly all models write."""

Send = Callable[[str, str], None]
"""(side, text): append released text to the log."""


@dataclass
class ReleasedSide:
    """One side's text: what has arrived, and how much of it readers have."""

    name: str
    text: str = ""
    released: int = 0
    has_ended: bool = False
    is_cut: bool = False
    """Whether a stop removed text that had arrived and was not released."""

    all_released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def remaining(self) -> int:
        return len(self.text) - self.released

    @property
    def is_ready(self) -> bool:
        return bool(self.text) or self.has_ended


class Release:
    """The release of one turn; without rules it is free. `now`: seconds of one monotonic clock."""

    def __init__(
        self,
        names: Iterable[str] = (),
        send: Send = lambda name, text: None,
        *,
        rules: Rules | None = None,
        now: float = 0.0,
    ):
        self.sides = {name: ReleasedSide(name) for name in names}
        self._rules = rules
        self.started_apart = False
        self._send = send
        self._next_step = now
        self._starts = [now + seconds for seconds in rules.starts] if rules else []
        self._has_started = False
        self._unreleased = len(self.sides)
        """How many sides are not complete, or not released to their end."""

        self._allowance = self._floor_allowance = 0.0

    def push(self, name: str, piece: str) -> None:
        """Add text that has arrived. A free release shows the first of it at once."""
        side = self.sides[name]
        side.text += piece
        if self._rules is None and not side.released:
            self._advance(side, side.remaining)

    def end(self, name: str) -> None:
        """Mark a side as complete: no more text will arrive."""
        side = self.sides[name]
        side.has_ended = True
        if self._rules is None:
            self._advance(side, side.remaining)
        self._note_released(side)

    def hurry(self) -> None:
        """Release everything at the next step: the server stops, and no reader waits here any more."""
        self._rules = None

    def stop(self) -> None:
        """End all sides where their readers are; a free release first shows what has arrived."""
        for side in self.sides.values():
            if self._rules is None:
                self._advance(side, side.remaining)
            side.is_cut = side.is_cut or side.remaining > 0
            side.text = side.text[: side.released]
            self.end(side.name)

    def get_reserve(self, name: str, now: float) -> float:
        """For how many seconds readers need no more text of a side; 0 for a free release.

        They have what is not released yet, and before the start they have nothing to read.
        """
        if self._rules is None:
            return 0.0
        waiting = 0.0 if self._has_started else max(0.0, self._starts[0] - now)
        return waiting + self.sides[name].remaining / self._rules.ceiling

    @property
    def is_complete(self) -> bool:
        return not self._unreleased

    def tick(self, now: float) -> int:
        """Release what the time until the next step allows.

        Returns after how many ticks to call again: a step's at most, so that a stop of the server is noticed.
        """
        if self._rules is None:
            for side in self.sides.values():
                self._advance(side, side.remaining)
            return FREE_TICKS
        if not self._has_started and not self._start(now, self._rules):
            return max(1, min(STEP_TICKS, int((self._starts[0] - now) / TICK_SECONDS)))
        if now >= self._next_step - TICK_SECONDS / 2:
            self._step(now, self._rules)
        return STEP_TICKS

    def _step(self, now: float, rules: Rules) -> None:
        due, self._next_step = self._next_step, _find_step_after(now)
        steps = self._count_steps(self._next_step - due, rules)  # a step that comes late costs nothing
        for side in self.sides.values():
            self._advance(side, steps)

    def _start(self, now: float, rules: Rules) -> bool:
        """Start if one of the moments has come and both sides are ready, or if it is the last moment."""
        if now < self._starts[0]:
            return False
        while len(self._starts) > 1 and self._starts[1] <= now:
            del self._starts[0]
        is_last = len(self._starts) == 1
        ready = [side.is_ready for side in self.sides.values()]
        if all(ready) or (is_last and any(ready)):
            self._has_started = True
            self.started_apart = not all(ready)
            self._next_step = now
            self._allowance = 1.0  # the first word at once
        if not is_last:
            del self._starts[0]
        return self._has_started

    def _count_steps(self, seconds: float, rules: Rules) -> int:
        """How many characters both sides may advance in this time; a wait is not made up in one jump."""
        self._allowance += seconds * rules.ceiling
        self._floor_allowance += seconds * rules.floor
        writing = [side.remaining for side in self.sides.values() if side.text and not side.has_ended]
        steps = max(min([int(self._allowance), *writing]), int(self._floor_allowance))
        self._allowance = min(1.0, max(0.0, self._allowance - steps))
        self._floor_allowance = min(1.0, max(0.0, self._floor_allowance - steps))
        return steps

    def _advance(self, side: ReleasedSide, steps: int) -> None:
        steps = min(steps, side.remaining)
        if steps > 0:
            text = side.text[side.released : side.released + steps]
            side.released += steps
            self._send(side.name, text)
        self._note_released(side)

    def _note_released(self, side: ReleasedSide) -> None:
        if side.has_ended and side.remaining == 0 and not side.all_released.is_set():
            self._unreleased -= 1
            side.all_released.set()


def _find_step_after(now: float) -> float:
    return (int((now + TICK_SECONDS / 2) / STEP_SECONDS) + 1) * STEP_SECONDS


async def run_release(release: Release) -> None:
    """Release at each tick until all text is released. All turns have the same ticks as the upstreams."""
    is_complete = asyncio.get_running_loop().create_future()

    def tick(now: float) -> int:
        ticks = release.tick(now)
        if release.is_complete and not is_complete.done():
            is_complete.set_result(None)
        return ticks

    with get_ticks().calling(tick):
        await is_complete
