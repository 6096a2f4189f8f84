"""Counters in Redis (or Valkey): shared by all processes, counted in one script."""

from collections.abc import Sequence
from functools import cache

import redis

from battles.rate_limits.keys import hash_key
from battles.rate_limits.windows import Counter, RateLimited

TIMEOUT_SECONDS = 1.0

# KEYS: for each counter the key of its current period and of the one before.
# ARGV: for each counter the limit, the weight of the period before, and the seconds to keep it.
# Returns the index of the first counter that is over and its two numbers, or an empty list after counting.
COUNT = """
for i = 1, #KEYS / 2 do
    local current = tonumber(redis.call('GET', KEYS[2 * i - 1]) or '0')
    local previous = tonumber(redis.call('GET', KEYS[2 * i]) or '0')
    if previous * tonumber(ARGV[3 * i - 1]) + current + 1 > tonumber(ARGV[3 * i - 2]) then
        return {i, previous, current}
    end
end
for i = 1, #KEYS / 2 do
    redis.call('INCR', KEYS[2 * i - 1])
    redis.call('EXPIRE', KEYS[2 * i - 1], ARGV[3 * i])
end
return {}
"""


class RedisStore:
    """Counts in one Redis database. Raises redis.RedisError while it is away."""

    def __init__(self, location: str) -> None:
        self._client = redis.Redis.from_url(
            location, socket_connect_timeout=TIMEOUT_SECONDS, socket_timeout=TIMEOUT_SECONDS
        )
        self._script = self._client.register_script(COUNT)

    def count(self, counters: Sequence[Counter], moment: float) -> None:
        """Count one action in all counters, or in none of them. Raises RateLimited."""
        keys, values = [], []
        for counter in counters:
            limit = counter.limit
            period = limit.get_period(moment)
            keys += [_key(counter.key, period), _key(counter.key, period - 1)]
            weight = 1 - (moment % limit.seconds) / limit.seconds
            values += [limit.times, weight, 2 * limit.seconds]
        refused = self._script(keys=keys, args=values)
        if refused:
            index, previous, current = refused
            full = counters[index - 1]
            retry_after = full.limit.get_retry_after(previous, current, moment)
            raise RateLimited(max(1, retry_after), full.key)

    def read(self, counters: Sequence[Counter], moment: float) -> list[float]:
        """Return the estimates of counters, without counting."""
        periods = [(counter.key, counter.limit.get_period(moment)) for counter in counters]
        values = self._client.mget(
            [_key(key, number) for key, last in periods for number in (last - 1, last)]
        )
        numbers = [int(value or 0) for value in values]
        return [
            counter.limit.estimate(numbers[2 * index], numbers[2 * index + 1], moment)
            for index, counter in enumerate(counters)
        ]

    def reset(self, counters: Sequence[Counter], moment: float) -> None:
        """Set counters to zero."""
        periods = [(counter.key, counter.limit.get_period(moment)) for counter in counters]
        self._client.delete(*[_key(key, number) for key, last in periods for number in (last - 1, last)])


def _key(key: str, period: int) -> str:
    return f"rate:{hash_key(key)}:{period}"


@cache
def get_redis_store(location: str) -> RedisStore:
    """Return this process's store of a Redis database."""
    return RedisStore(location)
