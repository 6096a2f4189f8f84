"""Rebuild an arena's boards: update the ledger, rate what changed, publish all of it together.

The evidence and the digest of the settings decide whether there is work, and which boards are due. If a run
is killed at any point, the previously published boards are served.
"""

import datetime as dt
import itertools
import logging
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from battles.counting import VoteArrays, load_votes, refresh
from battles.models import Arena, Contender, Evidence
from battles.outbox import EventKind, note_event
from ratings.categories import BY_SLUG, CATEGORIES, Category
from ratings.models import Rebuild, Snapshot
from ratings.rebuild.failures import clear_failure, describe_error, is_paused, record_failure
from ratings.rebuild.lease import LeaseTaken, fenced, hold_lease, renew_lease
from ratings.rebuild.method_specs import fit_methods
from ratings.rebuild.methods import build_parameters, settings_digest
from ratings.rebuild.pair_counts import delete_old_counts
from ratings.rebuild.pair_weights import update_if_draw_changed, update_pair_weights
from ratings.rebuild.selection import Selection, select
from ratings.rebuild.snapshots import RatedBoard, build_rated_board, store_boards
from ratings.rebuild.stage_timer import StageTimer
from ratings.rebuild.stale_boards import stale_categories
from ratings.rebuild.vote_counts import delete_old_segment_counts, store_segment_counts

logger = logging.getLogger(__name__)

STORED_TOGETHER = 4
"""Boards stored by one transaction while others are rated."""

RETRY_FAILED = dt.timedelta(minutes=10)
"""Boards that failed are rated again after this time, or as soon as votes change."""


@dataclass(frozen=True)
class FailedBoard:
    """A category that could not be rated or stored."""

    category: Category
    error: Exception


def rebuild(arena: Arena, *, force: bool = False) -> Rebuild | None:
    """Rebuild and publish an arena's boards in this process, with one thread for each available core.

    None when nothing changed, another rebuild runs, or the last one failed a moment ago. force: rate every
    board again. An error is recorded for staff and raised.
    """
    if not force and is_paused(arena):
        return None
    try:
        return rebuild_now(arena, force=force)
    except LeaseTaken:
        return None


def rebuild_now(arena: Arena, *, force: bool = False, take_over: bool = False) -> Rebuild | None:
    """The same without a pause after a failure; None when nothing changed. Raises LeaseTaken.

    take_over: also take the lease from another process, which then stores nothing more.
    """
    with hold_lease(arena, take_over=take_over) as holder:
        try:
            run = begin(arena, holder, force=force)
            if run is not None:
                rate_part(run, run.due, threads=settings.REBUILD_THREADS)
        except LeaseTaken:
            raise
        except Exception as error:
            record_failure(arena, error)
            raise
    return run if run and run.published_at else None


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
    if same_rules and newest.evidence_id == evidence.pk and not _is_retry_due(newest, started):
        update_if_draw_changed(arena)
        clear_failure(arena)
        return None
    with timer.stage("compare"):
        due = _due(newest if same_rules else None, evidence)
    with fenced(arena, holder):
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


def _is_retry_due(newest: Rebuild, now: dt.datetime) -> bool:
    """Whether boards of the newest rebuild failed and it is time to rate them again."""
    return (
        bool(newest.failed) and newest.published_at is not None and now >= newest.published_at + RETRY_FAILED
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
    with timer.stage("feedback"), fenced(run.arena, run.holder):
        update_pair_weights(run.arena, votes)
    publish(run, stages=timer.stages)


def _are_all_stored(run: Rebuild) -> bool:
    run.refresh_from_db(fields=["failed"])
    return set(run.due) <= {*run.snapshots.values_list("board__category", flat=True), *run.failed}


def _due(newest: Rebuild | None, evidence: Evidence) -> list[Category]:
    """The categories to rate: all, or those that changed since a rebuild with the same settings."""
    if newest is None:
        return list(CATEGORIES)
    shown = set(_shown(newest).values_list("board__category", flat=True))
    stale = set(stale_categories(newest.evidence, evidence))
    return [
        category
        for category in CATEGORIES
        if category in stale or category.slug not in shown or category.slug in newest.failed
    ]


def _unchanged_boards(newest: Rebuild, due: list[Category]) -> list[int]:
    """Ids of the snapshots that remain shown."""
    declared = {category.slug for category in CATEGORIES} - {category.slug for category in due}
    return list(_shown(newest).filter(board__category__in=declared).values_list("pk", flat=True))


def _shown(run: Rebuild):
    return Snapshot.objects.filter(pk__in=run.shown).order_by("pk")


def rate_boards(run: Rebuild, categories: Iterable[Category], votes: VoteArrays, *, threads: int) -> None:
    """Rate and store boards of a run; a board that is already stored stays as it is.

    A board that cannot be rated or stored is set aside in `run.failed`; the others are stored. Raises
    LeaseTaken.
    """
    stored = set(run.snapshots.values_list("board__category", flat=True))
    missing = [category for category in categories if category.slug not in stored]
    contenders = {each.pk: each for each in run.arena.contenders.select_related("model")}
    results = _rate_in_threads(missing, votes, build_parameters(run.arena), threads)
    while batch := list(itertools.islice(results, STORED_TOGETHER)):
        for each in batch:
            if isinstance(each, FailedBoard):
                _set_aside(run, each)
        _store(run, [each for each in batch if isinstance(each, RatedBoard)], contenders)


def _store(run: Rebuild, boards: list[RatedBoard], contenders: dict[int, Contender]) -> None:
    """Store boards together, or one by one where that fails."""
    try:
        with fenced(run.arena, run.holder):
            store_boards(run, boards, contenders=contenders)
    except (LeaseTaken, OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(boards) == 1:
            _set_aside(run, FailedBoard(boards[0].category, error))
            return
        for board in boards:
            _store(run, [board], contenders)


def _set_aside(run: Rebuild, board: FailedBoard) -> None:
    """Record a board that failed. The lease's row is locked, so that parts do not overwrite each other's."""
    logger.error("the board %s of %s failed", board.category.slug, run.arena.slug, exc_info=board.error)
    with fenced(run.arena, run.holder):
        run.refresh_from_db(fields=["failed"])
        run.failed[board.category.slug] = describe_error(board.error)
        run.save(update_fields=["failed"])


def _rate_in_threads(
    categories: list[Category], votes: VoteArrays, parameters: dict, threads: int
) -> Iterator[RatedBoard | FailedBoard]:
    """The boards as the threads finish them; only a few are in memory at once."""
    if threads < 2:
        yield from (_rate(category, votes, parameters) for category in categories)
        return
    with ThreadPoolExecutor(max_workers=threads) as pool:
        running: deque[Future[RatedBoard | FailedBoard]] = deque()
        for category in categories:
            running.append(pool.submit(_rate, category, votes, parameters))
            if len(running) > threads:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def _rate(category: Category, votes: VoteArrays, parameters: dict) -> RatedBoard | FailedBoard:
    timer = StageTimer()
    try:
        with timer.stage("rate"):
            selection: Selection = select(votes, category)
            results = fit_methods(selection, parameters)
        return build_rated_board(category, selection, results, parameters, seconds=timer.stages["rate"])
    except Exception as error:
        return FailedBoard(category, error)


def publish(run: Rebuild, *, stages: dict[str, float]) -> bool:
    """Show a run's boards, all at once; False if it is already published. Raises LeaseTaken.

    A board that failed stays as the rebuild before showed it.
    """
    with fenced(run.arena, run.holder):
        run.refresh_from_db(fields=["failed"])
        new = run.snapshots.values_list("pk", flat=True)
        shown, now = sorted({*run.shown, *new, *_previous_boards(run)}), timezone.now()
        unpublished = Rebuild.objects.filter(pk=run.pk, published_at__isnull=True)
        if not unpublished.update(shown=shown, published_at=now, stages={**run.stages, **stages}):
            return False
        run.refresh_from_db()
        note_event(EventKind("leaderboard.published"), run.pk)
        clear_failure(run.arena)
        delete_old_counts(run.arena)
        delete_old_segment_counts(run.evidence)
        return True


def _previous_boards(run: Rebuild) -> list[int]:
    """Ids of the snapshots that the newest published rebuild shows of the boards that failed in this one."""
    newest = Rebuild.objects.published(run.arena).first()
    if newest is None or not run.failed:
        return []
    return list(_shown(newest).filter(board__category__in=run.failed).values_list("pk", flat=True))
