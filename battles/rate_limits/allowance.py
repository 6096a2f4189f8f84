"""What is left of a limit, for the headers of an answer."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from battles.rate_limits.engine import read_in_process
from battles.rate_limits.windows import Counter


@dataclass(frozen=True)
class Allowance:
    """The narrowest of some limits: `remaining` of `times` actions in `seconds`.

    reset: seconds until the window's next period, when some more are allowed. times 0: no limit.
    """

    times: int
    seconds: int
    remaining: int
    reset: int


UNLIMITED = Allowance(0, 0, 1, 0)


def measure(
    counters: Sequence[Counter],
    *,
    now: float | None = None,
    read: Callable[..., list[float]] = read_in_process,
) -> Allowance:
    """Return what is left of the counter that is fullest for its limit.

    read: gives the counters' estimates, by default those of this process.
    """
    moment = time.time() if now is None else now
    limited = [counter for counter in counters if counter.limit.times]
    left = [
        Allowance(
            counter.limit.times,
            counter.limit.seconds,
            max(0, math.floor(counter.limit.times - used)),
            math.ceil(counter.limit.seconds - moment % counter.limit.seconds),
        )
        for counter, used in zip(limited, read(limited, now=moment), strict=True)
    ]
    return min(left, key=lambda each: each.remaining, default=UNLIMITED)
