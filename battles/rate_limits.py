"""Rate limits, counted in the cache per voter and per address in fixed windows.

An address is shared by many people, so its limits are wider than a voter's.
"""

import logging
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

logger = logging.getLogger(__name__)

MINUTE = 60
DAY = 24 * 3600
CONTESTS_PER_DAY = 20
"""How many receipts may be contested from one address."""


class RateLimited(Exception):
    """Too much in too short a time; `retry_after` says in how many seconds to come back."""

    def __init__(self, retry_after: int):
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


@dataclass(frozen=True)
class Limit:
    """At most `times` in each window of `seconds`; 0 times means without limit."""

    name: str
    times: int
    seconds: int

    def key(self, who: str, moment: float) -> str:
        """Where the cache keeps the count of the window that holds this moment."""
        return f"limit:{who}:{self.name}:{int(moment // self.seconds)}"

    def rest(self, moment: float) -> int:
        """Seconds until the next window begins, one at least."""
        window = int(moment // self.seconds)
        return max(1, math.ceil((window + 1) * self.seconds - moment))


def limits_of(voter_id: int | None, address: str) -> list[tuple[str, Limit]]:
    """The counters one new prompt touches, each with its limit."""
    counters = []
    if voter_id:
        counters += [
            (f"voter:{voter_id}", Limit("minute", settings.BATTLES_PER_MINUTE, MINUTE)),
            (f"voter:{voter_id}", Limit("day", settings.BATTLES_PER_DAY, DAY)),
        ]
    if address:
        counters += [
            (f"address:{address}", Limit("minute", settings.BATTLES_PER_MINUTE * 6, MINUTE)),
            (f"address:{address}", Limit("day", settings.BATTLES_PER_ADDRESS_PER_DAY, DAY)),
        ]
    return counters


def limits_of_reports(voter_id: int | None, address: str) -> list[tuple[str, Limit]]:
    """The counters one report touches: so many a day, from one address five times as many."""
    times = settings.REPORTS_PER_DAY
    return [
        (f"reporter:{voter_id}", Limit("day", times, DAY)),
        *([(f"reporters:{address}", Limit("day", times * 5, DAY))] if address else []),
    ]


def check_prompt(voter_id: int | None, address: str, *, now: float | None = None) -> None:
    """Count one new prompt. Raises RateLimited, counting it nowhere further."""
    count_all(limits_of(voter_id, address), now=now)


def check_report(voter_id: int | None, address: str, *, now: float | None = None) -> None:
    """Count one report of an answer, with the same manners as check_prompt."""
    count_all(limits_of_reports(voter_id, address), now=now)


def check_contest(address: str, *, now: float | None = None) -> None:
    """Count one contested receipt, with the same manners as check_prompt."""
    limit = Limit("contests", CONTESTS_PER_DAY, DAY)
    count_all([(f"address:{address}", limit)] if address else [], now=now)


def count_all(counters: Iterable[tuple[str, Limit]], *, now: float | None = None) -> None:
    """Count one more in each of these. Raises RateLimited at the first that is over, counting no further.

    A cache out of reach lets it pass and is logged: an arena without limits for a while is better than
    one that is shut.
    """
    moment = time.time() if now is None else now
    try:
        for who, limit in counters:
            if limit.times:
                _count(who, limit, moment)
    except RateLimited:
        raise
    except Exception as error:
        logger.warning("the cache is out of reach; something passed uncounted: %s", error)


def _count(who: str, limit: Limit, moment: float) -> None:
    key = limit.key(who, moment)
    cache.add(key, 0, timeout=limit.seconds + MINUTE)
    try:
        used = cache.incr(key)
    except ValueError:  # evicted between the two calls
        cache.set(key, 1, timeout=limit.seconds + MINUTE)
        used = 1
    if used > limit.times:
        raise RateLimited(limit.rest(moment))
