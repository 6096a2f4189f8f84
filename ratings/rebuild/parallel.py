"""One rebuild by several workers: one ledger step, boards in parts, published together.

The run keeps the arena's lease from its ledger step until it is published, so that only one runs at a time. A
worker that is killed leaves the run unpublished: the previous boards remain, and when the lease has expired,
within 30 seconds, the next rebuild starts from the beginning. The process that opened the run rates the parts
that no other has started, so a run needs no second worker and no part waits without an owner.
"""

from django.db.models import Max

from battles.models import Arena
from ratings.models import Rebuild, Snapshot
from ratings.published import STANDARD
from ratings.rebuild.failures import is_paused, record_failure
from ratings.rebuild.lease import (
    LeaseTaken,
    heartbeat,
    queue_parts,
    release_lease,
    start_part,
    take_lease,
)
from ratings.rebuild.run import begin, rate_part

VOTES_PER_PAIR = 40
"""A board takes as long for each pair of models as for this many votes (`tests.benchmarks.rebuilds`)."""


def open_run(arena: Arena) -> Rebuild | None:
    """The ledger step of a run that keeps its lease; None when nothing changed, another rebuild runs, or the
    last one failed a moment ago. An error is recorded for staff and raised.
    """
    if is_paused(arena):
        return None
    try:
        holder = take_lease(arena)
    except LeaseTaken:
        return None
    run = None
    try:
        with heartbeat(arena, holder):
            run = begin(arena, holder)
    except LeaseTaken:
        return None
    except Exception as error:
        record_failure(arena, error)
        raise
    finally:
        if run is None:
            release_lease(arena, holder)
    return run


def queue_run(run: Rebuild, number: int) -> list[list[str]]:
    """The parts of a run, which now wait to be started. Raises LeaseTaken."""
    parts = split_into_parts(run, number)
    queue_parts(run.arena, run.holder, len(parts))
    return parts


def split_into_parts(run: Rebuild, number: int) -> list[list[str]]:
    """The due boards in at most `number` parts of about the same work; one empty part if none is due.

    The work of a board follows from the votes of its last snapshot and from the number of pairs of models;
    the largest boards are assigned first.
    """
    counted = Snapshot.objects.filter(board__arena=run.arena, method=STANDARD)
    newest = counted.values("board__category").annotate(last=Max("pk")).values("last")
    votes = dict(Snapshot.objects.filter(pk__in=newest).values_list("board__category", "votes_counted"))
    parts: list[list[str]] = [[] for _ in range(max(1, min(number, len(run.due))))]
    work = [0] * len(parts)
    for_pairs = VOTES_PER_PAIR * run.arena.contenders.count() ** 2
    for slug in sorted(run.due, key=lambda slug: -votes.get(slug, 0)):
        lightest = work.index(min(work))
        parts[lightest].append(slug)
        work[lightest] += votes.get(slug, 0) + for_pairs + 1
    return parts


def finish_run(run: Rebuild, parts: list[list[str]]) -> None:
    """Rate the parts that no other process starts: the first, then from the end, where helpers come last."""
    with heartbeat(run.arena, run.holder):
        for part in (0, *reversed(range(1, len(parts)))):
            fresh = Rebuild.objects.select_related("arena", "evidence").get(pk=run.pk)
            finish_part(fresh, parts[part], part=part)


def finish_part(run: Rebuild, slugs: list[str], *, part: int | None = None) -> bool:
    """Rate some of a run's boards in this process; whether this published the run.

    part: its number; it is left alone where another process has started it. A run that has lost its lease
    stays as it is. After an error that is more than one board's the lease is released, so that the next
    rebuild need not wait for it.
    """
    try:
        if part is not None and not start_part(run.arena, run.holder, part):
            return False
        with heartbeat(run.arena, run.holder):
            rate_part(run, slugs, threads=1)
    except LeaseTaken:
        return False
    except Exception as error:
        record_failure(run.arena, error)
        release_lease(run.arena, run.holder)
        raise
    if run.published_at:
        release_lease(run.arena, run.holder)
        return True
    return False
