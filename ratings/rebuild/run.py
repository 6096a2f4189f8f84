"""Rebuild an arena's boards: bring the ledger up to date, rate what changed, publish all of it together.

The evidence and the settings' digest decide whether there is anything to do, and which boards are due.
Killed at any point, the boards published before are still served.
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
from ratings.rebuild.methods import build_parameters, rate, settings_digest
from ratings.rebuild.pair_counts import delete_old_counts
from ratings.rebuild.pair_weights import update_if_draw_changed, update_pair_weights
from ratings.rebuild.selection import Selection, select
from ratings.rebuild.snapshots import RatedBoard, build_rated_board, store_boards
from ratings.rebuild.stage_timer import StageTimer
from ratings.rebuild.stale_boards import stale_categories
from ratings.rebuild.vote_counts import delete_old_segment_counts, store_segment_counts

STORED_TOGETHER = 4
"""Boards that one transaction stores, while others are being rated."""


def rebuild(arena: Arena, *, force: bool = False) -> Rebuild | None:
    """Rebuild and publish an arena's boards here and now, in as many threads as there are cores to use.

    None when nothing changed or another rebuild runs. force: rate every board anew.
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
    """The ledger step: refresh the evidence and open a run with what is due; None if all boards stand.

    The caller took the arena's lease as `holder`. Raises LeaseTaken where that was lost on the way.
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
        update_if_draw_changed(arena)  # the draw may have changed all the same
        return None
    with timer.stage("compare"):
        due = _due(newest if same_rules else None, evidence)
    return Rebuild.objects.create(
        arena=arena,
        evidence=evidence,
        settings_digest=digest,
        started_at=started,
        due=[category.slug for category in due],
        shown=_standing_boards(newest, due) if same_rules else [],
        stages=timer.stages,
        holder=holder,
    )


def rate_part(run: Rebuild, slugs: Sequence[str], *, threads: int) -> None:
    """Rate and store some of a run's boards; whoever stores the last one publishes them all.

    Safe to run twice, and for several parts at once. Raises LeaseTaken where the run has lost its lease:
    then another run is under way, and this one is never published.
    """
    renew_lease(run.arena, run.holder)
    timer = StageTimer()
    with timer.stage("load"):
        votes = load_votes(run.evidence)
        _ = votes.positions  # before threads ask for it at once
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
    """The categories to rate: all, or those that changed since a rebuild by the same rules."""
    if newest is None:
        return list(CATEGORIES)
    shown = set(_shown(newest).values_list("board__category", flat=True))
    stale = set(stale_categories(newest.evidence, evidence))
    return [category for category in CATEGORIES if category in stale or category.slug not in shown]


def _standing_boards(newest: Rebuild, due: list[Category]) -> list[int]:
    """The ids of the snapshots that are shown further."""
    declared = {category.slug for category in CATEGORIES} - {category.slug for category in due}
    return list(_shown(newest).filter(board__category__in=declared).values_list("pk", flat=True))


def _shown(run: Rebuild):
    return Snapshot.objects.filter(pk__in=run.shown).order_by("pk")


def rate_boards(run: Rebuild, categories: Iterable[Category], votes: VoteArrays, *, threads: int) -> None:
    """Rate and store boards of a run; one that is stored already is left as it is."""
    stored = set(run.snapshots.values_list("board__category", flat=True))
    left = [category for category in categories if category.slug not in stored]
    contenders = {each.pk: each for each in run.arena.contenders.select_related("model")}
    rated = _rated(left, votes, build_parameters(run.arena), threads)
    while some := list(itertools.islice(rated, STORED_TOGETHER)):
        store_boards(run, some, contenders=contenders)
        renew_lease(run.arena, run.holder)


def _rated(
    categories: list[Category], votes: VoteArrays, parameters: dict, threads: int
) -> Iterator[RatedBoard]:
    """The boards as they come out of the threads; only a few are ever held at once."""
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
        chosen: Selection = select(votes, category)
        rated = rate(chosen, parameters)
    return build_rated_board(category, chosen, rated, parameters, seconds=timer.stages["rate"])


@transaction.atomic
def publish(run: Rebuild, *, stages: dict[str, float]) -> bool:
    """Show a run's boards, all at once; False if its lease is lost or somebody published it before."""
    if not is_held(run.arena, run.holder):
        return False
    made = run.snapshots.values_list("pk", flat=True)
    shown, now = sorted([*run.shown, *made]), timezone.now()
    waiting = Rebuild.objects.filter(pk=run.pk, published_at__isnull=True)
    if not waiting.update(shown=shown, published_at=now, stages={**run.stages, **stages}):
        return False
    run.refresh_from_db()
    delete_old_counts(run.arena)
    delete_old_segment_counts(run.evidence)
    return True
