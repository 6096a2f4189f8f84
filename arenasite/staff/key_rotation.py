"""Changing SECRET_KEY without losing anybody: what was made under earlier keys, and what still needs them.

The procedure is in docs/operating.md. Cookies and sessions move by themselves: a visitor's cookie is signed
anew with each battle, a session with each sign-in.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from arenasite.staff.models import Authenticator, KeyLost
from arenasite.status.models import SiteKeyUse
from battles.keys import Purpose, derive_key, key_id
from battles.models import Battle, Vote, Voter


@dataclass(frozen=True)
class Rotation:
    """What the keys of this process are needed for.

    since: first known use of SECRET_KEY. moved: authenticators stored under SECRET_KEY just now. waiting:
    names of accounts whose authenticator moves at the next sign-in. lost: names of accounts whose key is
    gone, to be reset. voters, returned: live voters from before `since`, and how many of them were back.
    receipts: votes from before `since`. missing: retired keys, as `purpose:hex`, that are not in
    ARENA_RETIRED_KEYS and without which the fallbacks' receipts, codes and pseudonyms end.
    """

    since: dt.datetime
    moved: list[str]
    waiting: list[str]
    lost: list[str]
    voters: int
    returned: int
    receipts: int
    missing: list[str]

    @property
    def can_drop_fallbacks(self) -> bool:
        """Whether nothing but cookies and sessions needs SECRET_KEY_FALLBACKS."""
        return not self.waiting and not self.missing


def rotate() -> Rotation:
    """Move what can be moved to SECRET_KEY, and report the rest. Safe to repeat."""
    use, _is_new = SiteKeyUse.objects.get_or_create(
        key_id=key_id(settings.SECRET_KEY), defaults={"first_used_at": timezone.now()}
    )
    moved, waiting, lost = _move_authenticators()
    earlier = Voter.objects.filter(origin=Voter.Origin.LIVE, created_at__lt=use.first_used_at)
    returned = Battle.objects.filter(voter__in=earlier, opened_at__gte=use.first_used_at)
    return Rotation(
        since=use.first_used_at,
        moved=moved,
        waiting=waiting,
        lost=lost,
        voters=earlier.count(),
        returned=returned.values("voter").distinct().count(),
        receipts=Vote.objects.filter(
            battle__voter__origin=Voter.Origin.LIVE, recorded_at__lt=use.first_used_at
        ).count(),
        missing=_list_missing_retired_keys(),
    )


def _move_authenticators() -> tuple[list[str], list[str], list[str]]:
    """Return the names of accounts whose authenticator was moved, waits for a sign-in, or is lost.

    The derived form does not say under which key it was made. With one key there is no choice; otherwise the
    next accepted digits show it.
    """
    moved, waiting, lost = [], [], []
    with transaction.atomic():
        for device in Authenticator.objects.select_for_update(of=("self",)).select_related("user"):
            name = device.user.get_username()
            if device.is_current:
                continue
            if not device.is_movable and settings.SECRET_KEY_FALLBACKS:
                waiting.append(name)
                continue
            try:
                device.move(shared=device.bin_key)
            except KeyLost:
                lost.append(name)
                continue
            device.save(update_fields=["key"])
            moved.append(name)
    return moved, waiting, lost


def _list_missing_retired_keys() -> list[str]:
    retired = set(settings.RETIRED_KEYS)
    return [
        f"{purpose.word}:{derive_key(purpose, site_key).hex()}"
        for site_key in settings.SECRET_KEY_FALLBACKS
        for purpose in Purpose
        if (purpose.word, derive_key(purpose, site_key)) not in retired
    ]
