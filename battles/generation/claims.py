"""Which process generates a turn: claims with fencing numbers, heartbeats, and processes that are lost.

- A stored turn belongs to no process until one claims it; a new battle is stored as claimed by the process
  that stores it, if that one can generate it. The claim gives the battle a new fencing number;
  the end of the turn is stored only under that number.
- An unclaimed turn is started by the process that stored it, by a repeat of the request, by a
  reader's event stream, or by the sweep.
- A claimed turn is never generated a second time: its voter may have read a part of it. If its process is
  lost, the battle is interrupted.
- A killed process of this machine is known at once by its file (`process_files`): its turns of which
  nothing was shown become free for another process, the others are interrupted, with the text that was
  shown (`shown_texts`).
- Any other process is lost only after two steps: its heartbeat is missing for `silence`, then still missing
  after half of that time more. The first step is written to the database. So no turn is lost because
  the database was away: after an outage the process has time to write its heartbeat.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import BigAutoField, DateTimeField, Q, QuerySet
from django.utils import timezone

from battles import services
from battles.database.compiled import CompiledQuery, CompiledUpdate, Given
from battles.generation.assignment import Assignment
from battles.generation.event_log import TurnKey
from battles.generation.storage import list_dead, store_shown_texts
from battles.models import Answer, Battle


@dataclass(frozen=True)
class Claim:
    """A turn of this process: its fencing number; what its sides are asked and its voter's key, if known."""

    fence: int
    assignments: tuple[Assignment, ...] = ()
    voter_key: uuid.UUID | None = None


Clock = Callable[[], dt.datetime]
"""Read after the database has let the work in: a time from before a long wait would look like silence."""

CLAIM_SECONDS = 3.0
"""The sweep starts a stored turn after this time; until then its own process may be about to."""

ABANDONED_SECONDS = 3600
"""An unclaimed turn older than this is not generated any more: its visitor has left."""

MAX_STARTS = 20
"""How many unclaimed turns one sweep starts."""


def get_newest_turn(battle: Battle) -> TurnKey:
    """The newest turn and attempt of a battle."""
    return _get_newest_turn_of(battle.pk)


_OF_BATTLE = Given("battle", BigAutoField())
_NEWEST_TURN = CompiledQuery[tuple[int, int]](
    lambda: (
        Answer.objects.filter(prompt__battle=_OF_BATTLE)
        .order_by("-prompt__turn", "-attempt")
        .values_list("prompt__turn", "attempt")[:1]
    )
)
_LOCK = CompiledQuery[tuple](
    lambda: (
        Battle.objects.select_for_update(of=("self",))
        .filter(pk=_OF_BATTLE)
        .values_list("state", "generator", "fence")
    )
)
_CLAIM = CompiledUpdate(Battle, ["generator", "fence", "heartbeat_at", "suspected_at"])


def _get_newest_turn_of(battle_id: int) -> TurnKey:
    [newest] = _NEWEST_TURN.fetch(battle=battle_id)
    return (battle_id, *newest)


@transaction.atomic
def claim_turn(key: TurnKey, process: uuid.UUID, *, clock: Clock = timezone.now) -> int | None:
    """Claim a turn for a process. Returns the fencing number; None if the turn is not to be generated here.

    The same process may claim again, for instance after a connection that was lost at the commit.
    """
    [(state, generator, fence)] = _LOCK.fetch(battle=key[0])
    if state != Battle.State.RUNNING or _get_newest_turn_of(key[0]) != key:
        return None
    if generator == process:
        return fence
    if generator is not None:
        return None
    fence = (fence or 0) + 1
    _CLAIM.execute(key[0], [process, fence, clock(), None])
    return fence


def release_claims(keys: list[TurnKey], process: uuid.UUID) -> None:
    """Give up turns of which no text has been shown, so that another process generates them."""
    Battle.objects.filter(
        pk__in=[battle_id for battle_id, _turn, _attempt in keys],
        state=Battle.State.RUNNING,
        generator=process,
    ).update(generator=None)


def give_up_dead() -> int:
    """Free or interrupt the turns of processes that have died. Returns how many were interrupted."""
    interrupted = 0
    for dead in list_dead():
        battles = Battle.objects.filter(state=Battle.State.RUNNING, generator=dead.process)
        interrupted += store_shown_texts(dead.process)
        interrupted += services.interrupt(battles.filter(pk__in=dead.begun))
        battles.exclude(pk__in=dead.begun).update(generator=None)
    return interrupted


@transaction.atomic
def write_heartbeats(battle_ids: list[int], process: uuid.UUID, *, clock: Clock = timezone.now) -> None:
    """Write in the database that this process is still answering these battles."""
    Battle.objects.filter(pk__in=battle_ids, state=Battle.State.RUNNING, generator=process).update(
        heartbeat_at=clock(), suspected_at=None
    )


_STRAY = CompiledQuery[tuple](
    lambda: (
        (
            Battle.objects.silent(Given("lost", DateTimeField()))
            | Battle.objects.unclaimed(Given("late", DateTimeField()))
        )
        .order_by()
        .values_list("pk")[:1]
    )
)


def has_stray_turns(*, silence: dt.timedelta, now: dt.datetime) -> bool:
    """Whether there is anything for `interrupt_lost` or `list_unclaimed` to look at: mostly there is not."""
    late = now - dt.timedelta(seconds=CLAIM_SECONDS)
    return _STRAY.first(lost=now - silence, late=late) is not None


def list_unclaimed(*, now: dt.datetime) -> list[tuple[TurnKey, str]]:
    """Stored turns that no process has claimed, the oldest first, each with its battle's key."""
    battles = Battle.objects.unclaimed(now - dt.timedelta(seconds=CLAIM_SECONDS)).order_by("heartbeat_at")
    return [(get_newest_turn(battle), str(battle.key)) for battle in battles[:MAX_STARTS]]


def interrupt_lost(*, silence: dt.timedelta, clock: Clock = timezone.now) -> int:
    """Interrupt battles whose process is lost, and abandoned turns. Returns how many.

    `silence`: time without a heartbeat until a process is suspected. It is lost if it is still silent half
    of that time later. A suspicion that is much older counts as new: no process has watched in between.
    """
    grace = silence / 2
    now = clock()
    lost = Battle.objects.silent(now - silence).filter(
        suspected_at__gte=now - 3 * grace, suspected_at__lte=now - grace
    )
    abandoned = Battle.objects.unclaimed(now - dt.timedelta(seconds=ABANDONED_SECONDS))
    changed = services.interrupt(lost) + services.interrupt(abandoned)
    if _suspects(now, silence).exists():  # an UPDATE would take SQLite's write lock at every sweep
        with transaction.atomic():
            now = clock()
            _suspects(now, silence).update(suspected_at=now)
    return changed


def _suspects(now: dt.datetime, silence: dt.timedelta) -> QuerySet[Battle]:
    unwatched = Q(suspected_at__isnull=True) | Q(suspected_at__lt=now - 3 * silence / 2)
    return Battle.objects.silent(now - silence).filter(unwatched)
