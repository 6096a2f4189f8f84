"""The key of a month: made when it is first needed, destroyed when its traces are too old."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import DateField

from battles.database.compiled import CompiledQuery, Given
from battles.database.recent_facts import RecentFacts
from battles.models import AddressKey

KEY_BYTES = 32
OVERLAP = dt.timedelta(days=1)
"""For so long after a new key hashes under the key before are stored too."""


@dataclass(frozen=True)
class MonthKey:
    """The key of a month and, for a day after it was made, the key before.

    before: None when the day is over; empty where no key was made before (see `address_hashes`).
    """

    pk: int
    secret: bytes
    before: bytes | None


_NEWEST = CompiledQuery[AddressKey](
    lambda: AddressKey.objects.filter(month__lte=Given("month", DateField())).order_by("-month")[:2]
)
_RECENT = RecentFacts[dt.date, list[AddressKey]](lambda month: _NEWEST.fetch(month=month))


def get_key(now: dt.datetime) -> MonthKey:
    """The key of this moment's month (UTC); it is made if there is none yet."""
    month = now.astimezone(dt.UTC).date().replace(day=1)
    newest = _RECENT.get(month)
    if not newest or newest[0].month != month:
        newest = [_make_key(month, now), *newest]
        _RECENT.forget()
    current, *earlier = newest
    before = None
    if now - current.created_at < OVERLAP:
        before = bytes(earlier[0].secret) if earlier else b""
    return MonthKey(current.pk, bytes(current.secret), before)


def _make_key(month: dt.date, now: dt.datetime) -> AddressKey:
    """Make the key of a month. Two processes that make it at once get the same one."""
    with transaction.atomic():
        key, _is_new = AddressKey.objects.get_or_create(
            month=month, defaults={"secret": secrets.token_bytes(KEY_BYTES), "created_at": now}
        )
    return key


def destroy_old_keys(*, now: dt.datetime, days: int) -> int:
    """Destroy the keys of months that ended more than `days` days ago. Returns how many."""
    last_day = (now - dt.timedelta(days=days)).astimezone(dt.UTC).date()
    keys = AddressKey.objects.filter(destroyed_at__isnull=True, month__lt=last_day.replace(day=1))
    return keys.update(secret=b"", destroyed_at=now)
