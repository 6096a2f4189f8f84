"""What is stored with a vote when it settles: evidence that later decisions and policies do not change.

- `prompt_cluster`: a digest of the first prompt's normal form; equal prompts have the same number.
- `evidence_tier`: what is known of how the vote was made, from its battle (battles.models.EvidenceTier).
- `nth_of_voter`: the ordinal of the vote, from 1, among this voter's votes of its UTC day in its arena on a
  battle with either of its two models. Votes that do not count are counted too, but
  control battles.
- `nth_of_prefix`: the same among the votes from its network: IPv4 /24, IPv6 /48, the address without a trace.

Null is unknown: votes of imports and of the time before these columns, battles without a voter or address.
A cap of a counting policy is a threshold on these ordinals. So a vote's ordinal never depends on a decision
about another vote, and no address is part of the evidence.
"""

import datetime as dt
from typing import NamedTuple, Protocol

from django.db import connection
from django.db.models import Q

from battles.detectors.frequency import prompt_digest
from battles.models import CONTROL_SAMPLER, EvidenceTier, Vote

MAX_ORDINAL = 32_767
"""The largest ordinal that the column stores; later votes of the day have the same."""


class VoteEvidence(NamedTuple):
    """The columns of Vote that are stored at settlement, by name."""

    prompt_cluster: int | None
    evidence_tier: int
    nth_of_voter: int | None
    nth_of_prefix: int | None


class Votable(Protocol):
    """A battle, or its columns under lock."""

    @property
    def pk(self) -> int: ...
    @property
    def arena_id(self) -> int: ...
    @property
    def voter_id(self) -> int | None: ...
    @property
    def contender_a_id(self) -> int: ...
    @property
    def contender_b_id(self) -> int: ...
    @property
    def address_hash(self) -> str: ...
    @property
    def address_hash_before(self) -> str | None: ...
    @property
    def opened_at(self) -> dt.datetime | None: ...
    @property
    def evidence_tier(self) -> int | None: ...
    @property
    def network(self) -> str: ...
    @property
    def first_prompt(self) -> str | None: ...


def get_vote_evidence(battle: Votable, *, day: dt.date) -> VoteEvidence:
    """Compute the evidence of a battle's vote, in the transaction that has locked voter and prefix."""
    return VoteEvidence(
        prompt_cluster=prompt_digest(battle.first_prompt or ""),
        evidence_tier=battle.evidence_tier or EvidenceTier.NONE,
        nth_of_voter=_ordinal(battle, day, _of_voter(battle)),
        nth_of_prefix=_ordinal(battle, day, _of_prefix(battle, day)),
    )


def list_prefix_hashes(battle: Votable) -> list[str]:
    """The keyed hashes of the battle's address: around a new address key, under the key before too."""
    return [each for each in (battle.address_hash, battle.address_hash_before) if each]


def spans_months(battle: Votable, day: dt.date) -> bool:
    """Whether the battle was opened in a month before its vote: under an older address key."""
    opened = battle.opened_at.astimezone(dt.UTC).date() if battle.opened_at else day
    return opened.replace(day=1) < day.replace(day=1)


def _of_voter(battle: Votable) -> Q | None:
    return Q(battle__voter_id=battle.voter_id) if battle.voter_id else None


def _of_prefix(battle: Votable, day: dt.date) -> Q | None:
    """Battles from the same network, whose key changes with a UTC day; without a trace, the same address."""
    if battle.network:
        return Q(battle__trace__network=battle.network)
    if not battle.address_hash:
        return None
    same = Q(battle__address_hash__in=list_prefix_hashes(battle))
    if spans_months(battle, day):
        same |= Q(battle__address_hash_before=battle.address_hash)
    return same


def _ordinal(battle: Votable, day: dt.date, same: Q | None) -> int | None:
    """1 + the number of that day's votes on either of the models, on battles that `same` selects."""
    if same is None:
        return None
    pair = [battle.contender_a_id, battle.contender_b_id]
    either = Q(battle__contender_a__in=pair) | Q(battle__contender_b__in=pair)
    earlier = Vote.objects.filter(either, same, arena=battle.arena_id, day=day).exclude(pk=battle.pk)
    earlier = earlier.exclude(battle__sampler=CONTROL_SAMPLER)
    return min(earlier.count() + 1, MAX_ORDINAL)


def lock_prefix(address_hash: str) -> None:
    """Lock an address prefix until the transaction ends; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"prefix {address_hash}"]
            )
