"""Lock a battle for its ballot or vote, and store them: the ORM's way, and PostgreSQL's in few statements.

The rules are in battles.services.voting. Both ways lock the battle, then its voter, then its address prefix,
and read the newest ballot and the ordinals only when these locks are held, so that two votes at once cannot
each miss the other.
"""

import datetime as dt
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from battles.counting import vote_statements
from battles.counting.exclusions import lock_voters
from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.counting.vote_evidence import get_vote_evidence, lock_prefix
from battles.counting.waiting import start_wait, start_wait_under
from battles.models import AddressTrace, Ballot, Battle, Prompt, Vote


class NewestBallot(NamedTuple):
    """The ballot that becomes the vote."""

    outcome: int
    cast_at: dt.datetime


class LockedBattle(NamedTuple):
    """A battle under lock: its columns, the arena's grace in seconds, its newest ballot and first prompt,
    and the hash of its address's network, empty without a trace."""

    pk: int
    state: str
    settles_at: dt.datetime | None
    unread_since: dt.datetime | None
    arena_id: int
    voter_id: int | None
    contender_a_id: int
    contender_b_id: int
    address_hash: str
    address_hash_before: str | None
    opened_at: dt.datetime | None
    evidence_tier: int | None
    vote_grace: int
    outcome: int | None
    cast_at: dt.datetime | None
    first_prompt: str | None
    network: str

    @property
    def is_control(self) -> bool:
        """Whether both sides are one model: its vote never counts, so it never waits."""
        return self.contender_a_id == self.contender_b_id

    @property
    def ballot(self) -> NewestBallot | None:
        if self.outcome is None or self.cast_at is None:
            return None
        return NewestBallot(self.outcome, self.cast_at)


COLUMNS = LockedBattle._fields[:-5]
"""Those of the battle's own row."""


def lock_for_vote(battle_id: int) -> LockedBattle:
    """Lock a battle, its voter and its prefix until the transaction ends. Raises Battle.DoesNotExist."""
    if connection.vendor == "postgresql":
        row = vote_statements.lock_battle(battle_id)
        if row is None:
            raise Battle.DoesNotExist(str(battle_id))
        return LockedBattle(*row)
    own = Battle.objects.select_for_update(of=("self",)).values_list(*COLUMNS, "arena__vote_grace")
    columns = own.get(pk=battle_id)
    named = dict(zip(COLUMNS, columns, strict=False))
    if named["voter_id"] is not None and connection.features.has_select_for_update:
        lock_voters([named["voter_id"]])
    networks = AddressTrace.objects.filter(battle=battle_id).values_list("network", flat=True)
    network = networks.first() or ""
    if named["address_hash"]:
        lock_prefix(network or named["address_hash_before"] or named["address_hash"])
    ballots = Ballot.objects.filter(battle=battle_id).order_by("-id").values_list("outcome", "cast_at")
    prompts = Prompt.objects.filter(battle=battle_id).order_by("turn").values_list("text", flat=True)
    return LockedBattle(*columns, *(ballots.first() or (None, None)), prompts.first(), network)


def store_ballot(locked: LockedBattle, ballot: NewestBallot, *, settles_at: dt.datetime) -> None:
    """Store a click on a locked battle, and when it becomes the vote."""
    Ballot.objects.create(battle_id=locked.pk, outcome=ballot.outcome, cast_at=ballot.cast_at)
    Battle.objects.filter(pk=locked.pk).update(settles_at=settles_at)


def store_vote(locked: LockedBattle, ballot: NewestBallot, *, is_new_ballot: bool = False) -> Vote:
    """Store the vote of a locked battle, mark its day dirty, and return it. is_new_ballot: store that too."""
    day = ballot.cast_at.astimezone(dt.UTC).date()
    if connection.vendor == "postgresql":
        vote = Vote(
            battle_id=locked.pk,
            arena_id=locked.arena_id,
            outcome=ballot.outcome,
            cast_at=ballot.cast_at,
            day=day,
            recorded_at=timezone.now(),
        )
        terms = vote_statements.store_vote(vote, locked, is_new_ballot=is_new_ballot)
        if not locked.is_control:
            start_wait_under(terms, vote)
        return vote
    if is_new_ballot:
        Ballot.objects.create(battle_id=locked.pk, outcome=ballot.outcome, cast_at=ballot.cast_at)
    vote = Vote.objects.create(
        battle_id=locked.pk,
        arena_id=locked.arena_id,
        outcome=ballot.outcome,
        cast_at=ballot.cast_at,
        day=day,
        **get_vote_evidence(locked, day=day)._asdict(),
    )
    if not locked.is_control:
        start_wait(vote)
    Battle.objects.filter(pk=locked.pk).update(state=Battle.State.VOTED, settles_at=None)
    mark_days_dirty([(locked.arena_id, day)])
    return vote
