"""Rebuild an arena's boards: update the ledger, rate what changed, publish all of it together.

The evidence and the digest of the settings decide whether there is work, and which boards are due. If a run
is killed at any point, the previously published boards are served.
"""

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from battles.counting import VoteArrays, load_votes, refresh
from battles.models import Arena, Evidence
from ratings.categories import BY_SLUG, CATEGORIES, Category
from ratings.models import Rebuild, Snapshot
from ratings.rebuild.lease import LeaseTaken, hold_lease, is_held, renew_lease
from ratings.rebuild.methods import build_parameters, fit_methods, settings_digest
from ratings.rebuild.pair_counts import delete_old_counts
from ratings.rebuild.pair_weights import update_if_draw_changed, update_pair_weights
from ratings.rebuild.selection import Selection, select
from ratings.rebuild.snapshots import RatedBoard, build_rated_board, store_boards
from ratings.rebuild.stage_timer import StageTimer
from ratings.rebuild.stale_boards import stale_categories
from ratings.rebuild.vote_counts import delete_old_segment_counts, store_segment_counts

STORED_TOGETHER = 4
"""Boards stored by one transaction while others are rated."""


def rebuild(arena: Arena, *, force: bool = False) -> Rebuild | None:
    """Rebuild and publish an arena's boards in this process, with one thread for each available core.

    None when nothing changed or another rebuild runs. force: rate every board again.
    """
    try:
        with hold_lease(arena) as holder:
            run = begin(arena, holder, force=force)
            if run is None:
                return None
            rate_part(run, run.due, threads=settings.REBUILD_THREADS)
            return run if run.published_at else None
    except LeaseTaken:
        return None


def begin(arena: Arena, holder: str, *, force: bool = False) -> Rebuild | None:
    """The ledger step: refresh the evidence and open a run with the due boards; None if all boards are
    current.

    The caller has the arena's lease as `holder`. Raises LeaseTaken where it was lost meanwhile.
    """
    timer, started = StageTimer(), timezone.now()
    with timer.stage("refresh"):
        evidence = refresh(arena, renew_lease=lambda: renew_lease(arena, holder))
    with timer.stage("figures"):
        store_segment_counts(evidence)
    digest = settings_digest(arena, build_parameters(arena))
    newest = Rebuild.objects.published(arena).select_related("evidence").first()
    same_rules = newest is not None and newest.settings_digest == digest and not force
    if same_rules and newest.evidence_id == evidence.pk:
        update_if_draw_changed(arena)
        return None
    with timer.stage("compare"):
        due = _due(newest if same_rules else None, evidence)
    return Rebuild.objects.create(
        arena=arena,
        evidence=evidence,
        settings_digest=digest,
        started_at=started,
        due=[category.slug for category in due],
        shown=_unchanged_boards(newest, due) if same_rules else [],
        stages=timer.stages,
        holder=holder,
    )


def rate_part(run: Rebuild, slugs: Sequence[str], *, threads: int) -> None:
    """Rate and store some of a run's boards. The call that stores the last one publishes them all.

    Safe to run twice, and for several parts at once. Raises LeaseTaken where the run has lost its lease: then
    another run is active, and this one is never published.
    """
    renew_lease(run.arena, run.holder)
    timer = StageTimer()
    with timer.stage("load"):
        votes = load_votes(run.evidence)
        _ = votes.positions  # computed once, before the threads need it
    with timer.stage("boards"):
        rate_boards(run, [BY_SLUG[slug] for slug in slugs], votes, threads=threads)
    if not _are_all_stored(run):
        return
    with timer.stage("feedback"):
        update_pair_weights(run.arena, votes)
    publish(run, stages=timer.stages)


def _are_all_stored(run: Rebuild) -> bool:
    return set(run.due) <= set(run.snapshots.values_list("board__category", flat=True))


def _due(newest: Rebuild | None, evidence: Evidence) -> list[Category]:
    """The categories to rate: all, or those that changed since a rebuild with the same settings."""
    if newest is None:
        return list(CATEGORIES)
    shown = set(_shown(newest).values_list("board__category", flat=True))
    stale = set(stale_categories(newest.evidence, evidence))
    return [category for category in CATEGORIES if category in stale or category.slug not in shown]


def _unchanged_boards(newest: Rebuild, due: list[Category]) -> list[int]:
    """Ids of the snapshots that remain shown."""
    declared = {category.slug for category in CATEGORIES} - {category.slug for category in due}
    return list(_shown(newest).filter(board__category__in=declared).values_list("pk", flat=True))


def _shown(run: Rebuild):
    return Snapshot.objects.filter(pk__in=run.shown).order_by("pk")


def rate_boards(run: Rebuild, categories: Iterable[Category], votes: VoteArrays, *, threads: int) -> None:
    """Rate and store boards of a run; a board that is already stored stays as it is."""
    stored = set(run.snapshots.values_list("board__category", flat=True))
    missing = [category for category in categories if category.slug not in stored]
    contenders = {each.pk: each for each in run.arena.contenders.select_related("model")}
    rated = _rate_in_threads(missing, votes, build_parameters(run.arena), threads)
    while batch := list(itertools.islice(rated, STORED_TOGETHER)):
        store_boards(run, batch, contenders=contenders)
        renew_lease(run.arena, run.holder)


def _rate_in_threads(
    categories: list[Category], votes: VoteArrays, parameters: dict, threads: int
) -> Iterator[RatedBoard]:
    """The boards as the threads finish them; only a few are in memory at once."""
    if threads < 2:
        yield from (_rate(category, votes, parameters) for category in categories)
        return
    with ThreadPoolExecutor(max_workers=threads) as pool:
        running: deque[Future[RatedBoard]] = deque()
        for category in categories:
            running.append(pool.submit(_rate, category, votes, parameters))
            if len(running) > threads:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def _rate(category: Category, votes: VoteArrays, parameters: dict) -> RatedBoard:
    timer = StageTimer()
    with timer.stage("rate"):
        selection: Selection = select(votes, category)
        results = fit_methods(selection, parameters)
    return build_rated_board(category, selection, results, parameters, seconds=timer.stages["rate"])


@transaction.atomic
def publish(run: Rebuild, *, stages: dict[str, float]) -> bool:
    """Show a run's boards, all at once; False if its lease is lost or it is already published."""
    if not is_held(run.arena, run.holder):
        return False
    new = run.snapshots.values_list("pk", flat=True)
    shown, now = sorted([*run.shown, *new]), timezone.now()
    unpublished = Rebuild.objects.filter(pk=run.pk, published_at__isnull=True)
    if not unpublished.update(shown=shown, published_at=now, stages={**run.stages, **stages}):
        return False
    run.refresh_from_db()
    delete_old_counts(run.arena)
    delete_old_segment_counts(run.evidence)
    return True
