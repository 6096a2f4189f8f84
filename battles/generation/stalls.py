"""Offer the voter another model for a side that stalls.

A side stalls when nothing of it is shown after the time that its release gives both sides to begin. So the
offer says no more than the page does: of a paced battle, that its last moment to begin together has passed
(15 s), of a free one, that a side has had STALL_SECONDS. After a replacement the time begins anew.
"""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from battles.generation.pacing import Release, Rules
from battles.generation.storage import Side

STALL_SECONDS = 8.0
CHECK_SECONDS = 0.5


@dataclass
class Stalls:
    """The sides of a turn that stall. `say`: (side, whether it stalls), for every change."""

    sides: list[Side]
    release: Release
    say: Callable[[str, bool], None]
    wait_seconds: float
    now: float
    stalled: set[str] = field(default_factory=set)
    _began: dict[str, float] = field(default_factory=dict)

    def check(self, now: float) -> None:
        """Note which sides stall now."""
        for side in self.sides:
            name = side.assignment.side
            is_late = now - self._began.get(name, self.now) >= self.wait_seconds
            self._note(name, is_late and self._is_replaceable(side))

    def begin_again(self, name: str, now: float) -> None:
        """Another model has begun to answer for a side."""
        self._began[name] = now
        self._note(name, False)

    @property
    def is_over(self) -> bool:
        """Whether no side can stall any more."""
        return not any(self._is_replaceable(side) for side in self.sides)

    def _is_replaceable(self, side: Side) -> bool:
        released = self.release.sides[side.assignment.side]
        return side.assignment.may_be_replaced and side.stream.is_silent and not released.is_ready

    def _note(self, name: str, is_stalled: bool) -> None:
        if is_stalled != (name in self.stalled):
            self.stalled ^= {name}
            self.say(name, is_stalled)


def get_wait_seconds(rules: Rules | None, *, speed: float) -> float:
    """How long a side may be silent before another model is offered; `speed` is that of the demo's models."""
    if rules is not None:
        return rules.starts[-1]
    return STALL_SECONDS if math.isinf(speed) else STALL_SECONDS / speed


async def watch_stalls(stalls: Stalls) -> None:
    """Check until every side has begun."""
    loop = asyncio.get_running_loop()
    while not stalls.is_over:
        await asyncio.sleep(min(CHECK_SECONDS, stalls.wait_seconds))
        stalls.check(loop.time())
