"""From a click to a vote: ballots, the end of their grace, the reveal.

Every function takes the time as an argument and may be called twice with the same arguments. A vote needs few
statements (battles.counting.vote_storage); what is decided between them is decided here.
"""

import copy
import datetime as dt
import functools
import logging
from collections.abc import Callable
from typing import NamedTuple

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import DateTimeField
from django.utils.translation import gettext as _

from battles.annotations.live import MAX_ROUNDS, annotate_battle, record_annotations
from battles.counting import vote_statements
from battles.counting.vote_storage import (
    LockedBattle,
    NewestBallot,
    lock_for_vote,
    store_ballot,
    store_vote,
)
from battles.database.compiled import CompiledQuery, Given
from battles.models import Battle, Vote
from battles.outcomes import Outcome

logger = logging.getLogger(__name__)


class NotVotable(Exception):
    """The battle takes no vote now; the message gives the visitor the reason."""


class NoBallot(Exception):
    """A battle is due and has no ballot, which no rule of the site allows."""


class _Step(NamedTuple):
    """What is to be stored: a ballot, if it is new, and whether it becomes the vote now."""

    ballot: NewestBallot
    is_new: bool
    settles: bool


def cast_ballot(battle: Battle, *, outcome: Outcome, now: dt.datetime) -> Battle:
    """Store a ballot; it becomes the vote at the end of the arena's grace, at once without a grace.

    The vote of a battle is never changed: posting again has no effect. Returns the battle as it is now.
    Raises NotVotable.
    """
    if connection.vendor == "postgresql":
        standing = vote_statements.cast(battle.pk, outcome=outcome, now=now)
        if standing is not None and standing.is_waiting(now):
            return _copy(battle, standing.state, standing.settles_at)
    return _vote(battle, functools.partial(_decide_cast, outcome=outcome, now=now))


def _decide_cast(locked: LockedBattle, *, outcome: Outcome, now: dt.datetime) -> _Step | None:
    if locked.state == Battle.State.VOTED:
        return None
    if locked.ballot is not None and locked.settles_at is not None and locked.settles_at <= now:
        return _Step(locked.ballot, is_new=False, settles=True)
    if locked.state != Battle.State.ANSWERED:
        raise NotVotable(_explain_not_votable(locked.state))
    settles = locked.vote_grace == 0
    if locked.ballot is not None and locked.ballot.outcome == outcome:
        return _Step(locked.ballot, is_new=False, settles=True) if settles else None
    return _Step(NewestBallot(outcome, now), is_new=True, settles=settles)


def _vote(battle: Battle, decide: Callable[[LockedBattle], _Step | None]) -> Battle:
    """Lock a battle, decide, and store the ballot or the vote. Returns the battle as it is then.

    A vote is stored after the facts. They are read outside of the transaction; inside only if a turn ended
    again and again meanwhile.
    """
    for attempt in range(MAX_ROUNDS):
        with transaction.atomic():
            locked = lock_for_vote(battle.pk)
            if {locked.contender_a_id, locked.contender_b_id} != {
                battle.contender_a_id,
                battle.contender_b_id,
            }:  # replaced after the caller read it
                battle = Battle.objects.select_related("arena").get(pk=battle.pk)
            step = decide(locked)
            if step is None:
                return _copy(battle, locked.state, locked.settles_at)
            if not step.settles:
                settles_at = step.ballot.cast_at + dt.timedelta(seconds=locked.vote_grace)
                store_ballot(locked, step.ballot, settles_at=settles_at)
                return _copy(battle, locked.state, settles_at)
            if locked.unread_since is None or attempt == MAX_ROUNDS - 1:
                if locked.unread_since is not None:
                    record_annotations(Battle.objects.get(pk=battle.pk))
                vote = store_vote(locked, step.ballot, is_new_ballot=step.is_new)
                return _copy(battle, str(Battle.State.VOTED), None, vote=vote)
        annotate_battle(battle.pk)
        battle.refresh_from_db(fields=["tags", "language"])
    raise AssertionError("the last attempt returns")


def _copy(battle: Battle, state: str, settles_at: dt.datetime | None, *, vote: Vote | None = None) -> Battle:
    """The battle in a new state; what was read with it (arena, contenders, models) is not read again."""
    battle = copy.copy(battle)
    battle.state, battle.settles_at = state, settles_at
    if vote is not None:
        battle.vote = vote
    return battle


def _explain_not_votable(state: str) -> str:
    if state == Battle.State.RUNNING:
        return _("Both models are still answering. Please vote when they have finished.")
    return _("This battle is closed and takes no vote.")


def reveal(battle: Battle, *, now: dt.datetime) -> Battle:
    """End the grace early at the voter's request: the newest ballot becomes the vote. Raises NotVotable."""
    return _vote(battle, _decide_reveal)


def _decide_reveal(locked: LockedBattle) -> _Step | None:
    if locked.state == Battle.State.VOTED:
        return None
    if locked.settles_at is None or locked.ballot is None:
        raise NotVotable(_("Vote first; then you will see the names."))
    return _Step(locked.ballot, is_new=False, settles=True)


def settle(battle: Battle, *, now: dt.datetime) -> Battle:
    """Make the newest ballot the vote if its grace has ended; otherwise change nothing."""
    return _vote(battle, functools.partial(_decide_settle, now=now))


def _decide_settle(locked: LockedBattle, *, now: dt.datetime) -> _Step | None:
    is_due = locked.settles_at is not None and locked.settles_at <= now
    if locked.state != Battle.State.ANSWERED or not is_due:
        return None
    if locked.ballot is None:
        raise NoBallot(str(locked.pk))
    return _Step(locked.ballot, is_new=False, settles=True)


MAX_SETTLED = 1000
_DUE = CompiledQuery[Battle](
    lambda: Battle.objects.due(Given("now", DateTimeField())).order_by("settles_at")[:MAX_SETTLED]
)


def settle_due(*, now: dt.datetime) -> int:
    """Settle every battle whose grace has ended, one transaction each. Returns how many.

    A battle that cannot be settled is logged and skipped, so that it does not stop the others. An
    unreachable database raises.
    """
    settled = 0
    for battle in _DUE.fetch(now=now):
        try:
            settle(battle, now=now)
            settled += 1
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("battle %s cannot be settled", battle.pk)
    return settled
