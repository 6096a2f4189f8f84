"""One rebuild over many workers: one ledger step, the boards in parts, published together.

The run keeps the arena's lease from its ledger step until it is published, so that there is one at a time.
A part that dies leaves the run unpublished: the boards before are served on, and when the lease has run out
the next look begins anew.
"""

from django.db.models import Max

from battles.models import Arena
from ratings.models import Method, Rebuild, Snapshot
from ratings.rebuild.lease import LeaseTaken, release_lease, take_lease
from ratings.rebuild.run import begin, rate_part

VOTES_A_PAIR = 40
"""A board takes as long for each pair of models as for so many votes, by `tests.benchmarks.rebuilds`."""


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
    """The boards that are due in at most so many parts of about the same work; one empty part if none is.

    How much work a board is follows from the votes it counted last and from how many pairs of models there
    are; the largest are dealt out first.
    """
    counted = Snapshot.objects.filter(board__arena=run.arena, method=Method.BRADLEY_TERRY)
    newest = counted.values("board__category").annotate(last=Max("pk")).values("last")
    votes = dict(Snapshot.objects.filter(pk__in=newest).values_list("board__category", "votes_counted"))
    parts: list[list[str]] = [[] for _ in range(max(1, min(number, len(run.due))))]
    work = [0] * len(parts)
    for_pairs = VOTES_A_PAIR * run.arena.contenders.count() ** 2
    for slug in sorted(run.due, key=lambda slug: -votes.get(slug, 0)):
        lightest = work.index(min(work))
        parts[lightest].append(slug)
        work[lightest] += votes.get(slug, 0) + for_pairs + 1
    return parts


def finish_part(run: Rebuild, slugs: list[str]) -> bool:
    """Rate some of a run's boards in this process; whether the run is published with it.

    A run that has lost its lease is left as it is.
    """
    try:
        rate_part(run, slugs, threads=1)
    except LeaseTaken:
        return False
    if run.published_at:
        release_lease(run.arena, run.holder)
    return run.published_at is not None
