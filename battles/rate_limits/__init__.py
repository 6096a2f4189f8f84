"""The one limits engine: moving windows, per voter and per prefix of the address."""

from battles.rate_limits.database import delete_expired_counts
from battles.rate_limits.engine import clear_process, count, read, reset
from battles.rate_limits.policies import (
    build_counters,
    check_ballot,
    check_contest,
    check_held,
    check_marks,
    check_own_data,
    check_prompt,
    check_read,
    check_report,
)
from battles.rate_limits.streams import limit_stream
from battles.rate_limits.windows import Counter, Limit, RateLimited
from battles.rate_limits.wording import describe_wait

__all__ = [
    "Counter",
    "Limit",
    "RateLimited",
    "build_counters",
    "check_ballot",
    "check_contest",
    "check_held",
    "check_marks",
    "check_own_data",
    "check_prompt",
    "check_read",
    "check_report",
    "clear_process",
    "count",
    "delete_expired_counts",
    "describe_wait",
    "limit_stream",
    "read",
    "reset",
]
