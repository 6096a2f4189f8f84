"""The site's limits: which counters each action of a visitor touches.

- Every action counts for the voter, if there is one, and for each prefix of the address (battles.addresses).
- Several people share an address, so its limits are wider than a voter's.
- All requests without a usable address share one counter with the limit of a single voter.
- An action is counted in all of its counters or, if it is refused, in none.
"""

import contextlib
from collections.abc import Iterable

from django.conf import settings

from battles.addresses import list_prefixes
from battles.rate_limits.allowance import Allowance, measure
from battles.rate_limits.engine import count, count_in_process, has_shared_reads
from battles.rate_limits.engine import read as read_shared
from battles.rate_limits.windows import Counter, Limit, RateLimited

MINUTE = 60
DAY = 24 * 3600
ADDRESS_FACTOR = 6
"""How many voters' limits one address may use per minute."""

REPORTS_ADDRESS_FACTOR = 5
BALLOTS_PER_MINUTE = 20
HELD_PER_MINUTE = 30
"""Prompts of one address that may begin to wait."""

OWN_DATA_PER_DAY = 20
"""How often a visitor may download what is held of them, or share a battle."""

MARKS_PER_MINUTE = 60
CONTESTS_PER_DAY = 20
"""How many receipts may be contested from one address."""

WRONG_KEYS_PER_MINUTE = 60
UNKNOWN = "unknown"


def build_counters(
    action: str, voter_id: int | None, address: str, *, voter: Limit, shared: Limit
) -> list[Counter]:
    """Build the counters of an action.

    voter: the limit of one voter; 0 times: none. shared: the limit of one address; wider prefixes get a
    multiple of it.
    """
    counters = []
    if voter_id is not None:
        counters.append(Counter(f"{action}:{voter.seconds}:voter:{voter_id}", voter))
    prefixes = list_prefixes(address)
    counters += [
        Counter(f"{action}:{shared.seconds}:{prefix.network}", shared.scale(prefix.factor))
        for prefix in prefixes
    ]
    if not prefixes:
        counters.append(Counter(f"{action}:{shared.seconds}:{UNKNOWN}", voter if voter.times else shared))
    return counters


def check_prompt(
    voter_id: int | None, address: str, *, more: Iterable[Counter] = (), now: float | None = None
) -> None:
    """Count one new prompt, in one statement with `more` counters. Raises RateLimited.

    voter_id: None before the first battle.
    """
    per_minute = Limit(settings.BATTLES_PER_MINUTE, MINUTE)
    count(
        [
            *build_counters(
                "prompt", voter_id, address, voter=per_minute, shared=per_minute.scale(ADDRESS_FACTOR)
            ),
            *build_counters(
                "prompt",
                voter_id,
                address,
                voter=Limit(settings.BATTLES_PER_DAY, DAY),
                shared=Limit(settings.BATTLES_PER_ADDRESS_PER_DAY, DAY),
            ),
            *more,
        ],
        now=now,
    )


def check_ballot(voter_id: int, address: str, *, now: float | None = None) -> None:
    """Count one ballot, or one change of a ballot. Raises RateLimited."""
    limit = Limit(BALLOTS_PER_MINUTE, MINUTE)
    counters = build_counters("ballot", voter_id, address, voter=limit, shared=limit.scale(ADDRESS_FACTOR))
    count(counters, now=now)


def check_marks(voter_id: int, address: str, *, now: float | None = None) -> None:
    """Count one change of what was better. Raises RateLimited."""
    limit = Limit(MARKS_PER_MINUTE, MINUTE)
    counters = build_counters("marks", voter_id, address, voter=limit, shared=limit.scale(ADDRESS_FACTOR))
    count(counters, now=now)


def check_report(voter_id: int | None, address: str, *, now: float | None = None) -> None:
    """Count one report of an answer. Raises RateLimited."""
    limit = Limit(settings.REPORTS_PER_DAY, DAY)
    shared = limit.scale(REPORTS_ADDRESS_FACTOR)
    count(build_counters("report", voter_id, address, voter=limit, shared=shared), now=now)


def check_own_data(voter_id: int | None, address: str, *, now: float | None = None) -> None:
    """Count one download of a visitor's own data. Raises RateLimited."""
    limit = Limit(OWN_DATA_PER_DAY, DAY)
    shared = limit.scale(REPORTS_ADDRESS_FACTOR)
    count(build_counters("own-data", voter_id, address, voter=limit, shared=shared), now=now)


def check_contest(address: str, *, now: float | None = None) -> None:
    """Count one contested receipt. Raises RateLimited."""
    limit = Limit(CONTESTS_PER_DAY, DAY)
    count(build_counters("contest", None, address, voter=limit, shared=limit), now=now)


def check_held(address: str, *, now: float | None = None) -> None:
    """Count one prompt that is held before it is sent. Raises RateLimited."""
    limit = Limit(HELD_PER_MINUTE, MINUTE)
    count(build_counters("held", None, address, voter=limit, shared=limit), now=now)


def check_read(address: str, *, now: float | None = None) -> None:
    """Count one page that was made for this request. Raises RateLimited."""
    count_in_process(_build_read_counters(address), now=now)


def count_read(address: str, *, now: float | None = None) -> Allowance:
    """Count one JSON answer that was made for this request; pages share its counters. Raises RateLimited.

    Returns what is left.
    """
    counters = _build_read_counters(address)
    count_in_process(counters, now=now)
    return measure(counters, now=now)


def count_key_read(key_id: int, per_minute: int, *, now: float | None = None) -> Allowance:
    """Count one answer for the bearer of a key, in all processes together. Raises RateLimited."""
    counters = [Counter(f"key-read:{key_id}", Limit(per_minute, MINUTE))]
    if not has_shared_reads():
        count_in_process(counters, now=now)
        return measure(counters, now=now)
    count(counters, now=now)
    return measure(counters, now=now, read=read_shared)


def is_guessing_keys(address: str, *, now: float | None = None) -> bool:
    """Whether too many wrong keys came from this address in the last minute; counts none."""
    return measure(_build_guess_counters(address), now=now).remaining <= 0


def note_wrong_key(address: str, *, now: float | None = None) -> None:
    """Count one wrong key of an address, in this process."""
    with contextlib.suppress(RateLimited):
        count_in_process(_build_guess_counters(address), now=now)


def _build_read_counters(address: str) -> list[Counter]:
    limit = Limit(settings.READS_PER_MINUTE, MINUTE)
    return build_counters("read", None, address, voter=limit, shared=limit)


def _build_guess_counters(address: str) -> list[Counter]:
    limit = Limit(WRONG_KEYS_PER_MINUTE, MINUTE)
    return build_counters("wrong-key", None, address, voter=limit, shared=limit)
