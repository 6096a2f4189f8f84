"""One rebuild by several workers: one ledger step, boards in parts, published together.

The run keeps the arena's lease from its ledger step until it is published, so that only one runs at a time. A
part that fails leaves the run unpublished: the previous boards remain, and after the lease expires the next
rebuild starts from the beginning.
"""

from django.db.models import Max

from battles.models import Arena
from ratings.models import Method, Rebuild, Snapshot
from ratings.rebuild.lease import LeaseTaken, release_lease, take_lease
from ratings.rebuild.run import begin, rate_part

VOTES_PER_PAIR = 40
"""A board takes as long for each pair of models as for this many votes (`tests.benchmarks.rebuilds`)."""


def open_run(arena: Arena) -> Rebuild | None:
    """The ledger step of a run that keeps its lease; None when nothing changed or another rebuild runs."""
    try:
        holder = take_lease(arena)
    except LeaseTaken:
        return None
    run = None
    try:
        run = begin(arena, holder)
    finally:
        if run is None:
            release_lease(arena, holder)
    return run


def split_into_parts(run: Rebuild, number: int) -> list[list[str]]:
    """The due boards in at most `number` parts of about the same work; one empty part if none is due.

    The work of a board follows from the votes of its last snapshot and from the number of pairs of models;
    the largest boards are assigned first.
    """
    counted = Snapshot.objects.filter(board__arena=run.arena, method=Method.BRADLEY_TERRY)
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


def finish_part(run: Rebuild, slugs: list[str]) -> bool:
    """Rate some of a run's boards in this process; whether this published the run.

    A run that has lost its lease stays as it is.
    """
    try:
        rate_part(run, slugs, threads=1)
    except LeaseTaken:
        return False
    if run.published_at:
        release_lease(run.arena, run.holder)
    return run.published_at is not None
