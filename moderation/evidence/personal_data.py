"""Personal traces of voters: looked at with a permission, and every look is kept.

The trace of a battle is the keyed hash of the address it was opened from, which may be another one than the
voter's first.
"""

import uuid
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser

from battles.models import Battle, Voter

MOST_NEIGHBOURS = 50
LOOKED = "Looked at personal traces."


@dataclass(frozen=True)
class Traces:
    """The hash of an address, the key of the browser where it is a voter's, and who else came from there."""

    address_hash: str
    key: uuid.UUID | None
    neighbours: list[Voter]


def look_at_voter(voter: Voter, *, by: AbstractBaseUser) -> Traces:
    """A voter's traces; the look is written into the voter's history."""
    _log(voter, by)
    return Traces(voter.address_hash, voter.key, _neighbours(voter.address_hash, voter.pk))


def look_at_battle(battle: Battle, *, by: AbstractBaseUser) -> Traces:
    """A battle's traces; the look is written into the battle's history."""
    _log(battle, by)
    return Traces(battle.address_hash, None, _neighbours(battle.address_hash, battle.voter_id))


def _neighbours(address_hash: str, voter_id: int | None) -> list[Voter]:
    if not address_hash:
        return []
    same = Voter.objects.filter(address_hash=address_hash).exclude(pk=voter_id).order_by("-pk")
    return list(same[:MOST_NEIGHBOURS])


def _log(row: Battle | Voter, by: AbstractBaseUser) -> None:
    LogEntry.objects.log_actions(by.pk, [row], CHANGE, LOOKED, single_object=True)
