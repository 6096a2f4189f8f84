"""How much work a proof takes, and how long waiting takes, from what the limits engine has counted.

- Each level doubles the work.
- Network: from 20 passes an hour of one address on, every fourfold is one level; wider prefixes may have a
  multiple (battles.addresses).
- Voter: from 4 passes a day on, every doubling is one level.
- Burst: one level from 500 passes of the whole site in ten minutes on, two from 2,000 on.
"""

import math
import uuid
from collections.abc import Sequence

from battles.addresses import Prefix
from battles.rate_limits import Counter, Limit, read

HOUR = 3600
DAY = 24 * HOUR
BURST_SECONDS = 600
UNLIMITED = 1_000_000_000
MAX_LEVEL = 6
FREE_OF_ADDRESS = 20
FREE_OF_VOTER = 4
BURSTS = (500, 2000)

WAITED_PER_HOUR = 60
"""Battles that one address may open by waiting alone; wider prefixes a multiple."""

WAITED_FREE = 5
MAX_WAIT_SECONDS = 90


def build_pass_counters(voter_key: uuid.UUID, prefixes: Sequence[Prefix]) -> list[Counter]:
    """The counters of one new pass: the site, the voter, each prefix. They never refuse."""
    return [
        Counter("proof:site", Limit(UNLIMITED, BURST_SECONDS)),
        Counter(f"proof:voter:{voter_key}", Limit(UNLIMITED, DAY)),
        *(Counter(f"proof:{prefix.network}", Limit(UNLIMITED, HOUR)) for prefix in prefixes),
    ]


def get_level(voter_key: uuid.UUID, prefixes: Sequence[Prefix], *, moment: float) -> int:
    """The level of the next proof, from 0 to MAX_LEVEL. One statement."""
    site, voter, *networks = read(build_pass_counters(voter_key, prefixes), now=moment)
    network_level = max(
        (
            count_levels(number, free=FREE_OF_ADDRESS * prefix.factor, base=4)
            for number, prefix in zip(networks, prefixes, strict=True)
        ),
        default=2,
    )
    voter_level = count_levels(voter, free=FREE_OF_VOTER, base=2)
    burst_level = sum(site >= burst for burst in BURSTS)
    return min(MAX_LEVEL, network_level + voter_level + burst_level)


def count_levels(number: float, *, free: int, base: int) -> int:
    """0 below `free`, then one more for every further multiple of `base`."""
    return 0 if number < free else 1 + int(math.log(number / free, base))


def build_waiting_counters(prefixes: Sequence[Prefix]) -> list[Counter]:
    """The counters of one battle that is opened by waiting; unlike those of passes they do refuse."""
    if not prefixes:
        return [Counter("waited:unknown", Limit(WAITED_PER_HOUR, HOUR))]
    limit = Limit(WAITED_PER_HOUR, HOUR)
    return [Counter(f"waited:{prefix.network}", limit.scale(prefix.factor)) for prefix in prefixes]


def get_wait_seconds(prefixes: Sequence[Prefix], *, base: int, moment: float) -> int:
    """How old a waiting token must be: `base` seconds, and doubled by every fivefold use of the prefix."""
    counters = build_waiting_counters(prefixes)
    factors = [prefix.factor for prefix in prefixes] or [1]
    levels = (
        count_levels(number, free=WAITED_FREE * factor, base=2)
        for number, factor in zip(read(counters, now=moment), factors, strict=True)
    )
    return min(MAX_WAIT_SECONDS, base * 2 ** max(levels))
