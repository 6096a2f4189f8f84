"""Personal data of voters. Reading it needs a permission, and every access is logged.

A battle has the keyed hash of the address from which it was opened; it may differ from the voter's first
address.
"""

import uuid
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.utils.translation import gettext_noop

from battles.models import Battle, Voter

MAX_NEIGHBOURS = 50
MAX_HASHES = 100
"""Of a voter's newest battles."""

VIEWED = gettext_noop("Viewed personal data.")


@dataclass(frozen=True)
class PersonalData:
    """Address hash, browser key (only for a voter), and other voters with the same address hash."""

    address_hash: str
    key: uuid.UUID | None
    neighbours: list[Voter]


def read_voter_data(voter: Voter, *, by: AbstractBaseUser) -> PersonalData:
    """A voter's personal data; the access is logged in the voter's history."""
    _log(voter, by)
    battles = Battle.objects.filter(voter=voter).exclude(address_hash="").order_by("-pk")
    hashes = {voter.address_hash, *battles.values_list("address_hash", flat=True)[:MAX_HASHES]}
    return PersonalData(voter.address_hash, voter.key, _neighbours(hashes, voter.pk))


def read_battle_data(battle: Battle, *, by: AbstractBaseUser) -> PersonalData:
    """A battle's personal data; the access is logged in the battle's history."""
    _log(battle, by)
    return PersonalData(battle.address_hash, None, _neighbours({battle.address_hash}, battle.voter_id))


def _neighbours(hashes: set[str], voter_id: int | None) -> list[Voter]:
    """Other voters who came from one of these addresses. Hashes of different months never match."""
    hashes = hashes - {""}
    if not hashes:
        return []
    battles = Battle.objects.filter(address_hash__in=hashes, voter__isnull=False)
    same = Voter.objects.filter(Q(address_hash__in=hashes) | Q(pk__in=battles.values("voter")))
    return list(same.exclude(pk=voter_id).order_by("-pk")[:MAX_NEIGHBOURS])


def _log(row: Battle | Voter, by: AbstractBaseUser) -> None:
    LogEntry.objects.log_actions(by.pk, [row], CHANGE, VIEWED, single_object=True)
