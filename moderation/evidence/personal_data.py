"""Personal data of voters. Reading it needs a permission, and every access is logged.

A battle has the keyed hash of the address from which it was opened; it may differ from the voter's first
address.
"""

import uuid
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser

from battles.models import Battle, Voter

MAX_NEIGHBOURS = 50
VIEWED = "Viewed personal data."


@dataclass(frozen=True)
class PersonalData:
    """Address hash, browser key (only for a voter), and other voters with the same address hash."""

    address_hash: str
    key: uuid.UUID | None
    neighbours: list[Voter]


def read_voter_data(voter: Voter, *, by: AbstractBaseUser) -> PersonalData:
    """A voter's personal data; the access is logged in the voter's history."""
    _log(voter, by)
    return PersonalData(voter.address_hash, voter.key, _neighbours(voter.address_hash, voter.pk))


def read_battle_data(battle: Battle, *, by: AbstractBaseUser) -> PersonalData:
    """A battle's personal data; the access is logged in the battle's history."""
    _log(battle, by)
    return PersonalData(battle.address_hash, None, _neighbours(battle.address_hash, battle.voter_id))


def _neighbours(address_hash: str, voter_id: int | None) -> list[Voter]:
    if not address_hash:
        return []
    same = Voter.objects.filter(address_hash=address_hash).exclude(pk=voter_id).order_by("-pk")
    return list(same[:MAX_NEIGHBOURS])


def _log(row: Battle | Voter, by: AbstractBaseUser) -> None:
    LogEntry.objects.log_actions(by.pk, [row], CHANGE, VIEWED, single_object=True)
