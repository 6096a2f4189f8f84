"""The one limits engine: moving windows, per voter and per prefix of the address."""

from battles.rate_limits.allowance import Allowance
from battles.rate_limits.database import delete_expired_counts
from battles.rate_limits.engine import clear_process, count, read, reset
from battles.rate_limits.keys import hash_key
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
    count_key_read,
    count_read,
    is_guessing_keys,
    note_wrong_key,
)
from battles.rate_limits.streams import limit_stream
from battles.rate_limits.windows import Counter, Limit, RateLimited
from battles.rate_limits.wording import describe_wait

__all__ = [
    "Allowance",
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
    "count_key_read",
    "count_read",
    "delete_expired_counts",
    "describe_wait",
    "hash_key",
    "is_guessing_keys",
    "limit_stream",
    "note_wrong_key",
    "read",
    "reset",
]
