"""The arithmetic of moving windows: standard library only.

A counter keeps two numbers, the actions of the current period and of the one before. The estimate for the
last `seconds` weighs the previous period by the part of it that the moving window still covers. It is exact
for actions spread evenly over a period, needs two numbers per counter whatever the limit, and never lets
twice the limit pass at the boundary of two periods. After a burst at the start of a period the next action
waits up to `seconds / times` longer than with a list of all moments.
"""

import math
from dataclasses import dataclass


class RateLimited(Exception):
    """Too many actions.

    retry_after: seconds until the next one is accepted. key: the counter that is full.
    """

    def __init__(self, retry_after: int, key: str = ""):
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after
        self.key = key


@dataclass(frozen=True)
class Limit:
    """At most `times` actions in any `seconds`; 0 times means no limit."""

    times: int
    seconds: int

    def scale(self, factor: int) -> "Limit":
        """Return the limit of so many clients together."""
        return Limit(self.times * factor, self.seconds)

    def get_period(self, moment: float) -> int:
        """Return the number of the period that contains this moment (seconds since the epoch)."""
        return int(moment // self.seconds)

    def estimate(self, previous: int, current: int, moment: float) -> float:
        """Return the estimated number of actions in the last `seconds`."""
        return previous * (1 - (moment % self.seconds) / self.seconds) + current

    def get_retry_after(self, previous: int, current: int, moment: float) -> int:
        """Return the seconds until one more action is accepted; 0 if it is accepted now.

        previous, current: actions of the previous and the current period, without the new one.
        """
        elapsed = moment % self.seconds
        if self.estimate(previous, current, moment) + 1 <= self.times:
            return 0
        if current + 1 <= self.times:
            accepted_at = self.seconds * (1 - (self.times - current - 1) / previous)
        else:
            accepted_at = self.seconds + self.seconds * (1 - (self.times - 1) / current)
        return max(1, math.ceil(accepted_at - elapsed))


@dataclass(frozen=True)
class Counter:
    """One counter that an action touches: the key names the action and its subject."""

    key: str
    limit: Limit
