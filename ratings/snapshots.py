"""Rebuild an arena's boards: refresh the ledger, select, rate, store, publish together.

The evidence and the settings' digest decide whether there is anything to do.
"""

import contextlib
import functools
import importlib.metadata
import time
from collections.abc import Iterator

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from battles.ledger.refresh import refresh, votes_in
from battles.models import Arena, Contender, Evidence
from ratings.categories import CATEGORIES, Category
from ratings.core.selection import Reason, Status
from ratings.core.standings import Ratings
from ratings.envelope import envelope_of, row_of
from ratings.feedback import feed_back
from ratings.lease import LeaseTaken, leased, still_holds
from ratings.models import Board, Rebuild, Snapshot, Standing
from ratings.overturning import Overturning, by_rating
from ratings.pair_counts import forget_old_counts, store_counts
from ratings.payload import payload
from ratings.rating import NO_VOTES, Rated, counts_of, parameters_of, rate, settings_digest
from ratings.selection import Selection, select

STATUS = {
    Status.RANKED: Standing.Status.RANKED,
    Status.PROVISIONAL: Standing.Status.PROVISIONAL,
    Status.UNRANKED: Standing.Status.UNRANKED,
}


class Clock:
    """Adds up the seconds that each named stage took."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.stages[name] = round(self.stages.get(name, 0.0) + time.perf_counter() - start, 4)


def rebuild(arena: Arena, *, force: bool = False) -> Rebuild | None:
    """Rebuild and publish an arena's boards; None when nothing changed or another rebuild runs.

    Killed at any point, the boards published before are still served.
    """
    try:
        with leased(arena) as holder:
            return _rebuild(arena, holder, force=force)
    except LeaseTaken:
        return None


def _rebuild(arena: Arena, holder: str, *, force: bool) -> Rebuild | None:
    clock = Clock()
    started = timezone.now()
    with clock.stage("refresh"):
        evidence = refresh(arena)
    parameters = parameters_of(arena)
    digest = settings_digest(parameters)
    if not force and _is_current(arena, evidence, digest):
        return None
    run = Rebuild.objects.create(arena=arena, evidence=evidence, settings_digest=digest, started_at=started)
    with clock.stage("load"):
        votes = votes_in(evidence)
    for category in CATEGORIES:
        with clock.stage("rate"):
            chosen = select(votes, category)
            rated = rate(chosen, parameters)
        with clock.stage("store"):
            _store_board(run, category, chosen, rated, parameters)
    with clock.stage("feedback"):
        feed_back(arena, votes)
    if not still_holds(arena, holder):
        return None
    run.stages = clock.stages
    run.published_at = timezone.now()
    run.save(update_fields=["stages", "published_at"])
    forget_old_counts(arena)
    return run


def _store_board(
    run: Rebuild, category: Category, chosen: Selection, rated: list[Rated], parameters: dict
) -> None:
    board, _new = Board.objects.get_or_create(arena=run.arena, category=category.slug)
    ids = [int(pk) for pk in chosen.contenders]
    contenders = {c.pk: c for c in Contender.objects.filter(pk__in=ids).select_related("model")}
    store_counts(run, board, chosen.contenders, counts_of(chosen))
    for each in rated:
        _store(run, board, category, chosen, each, parameters, contenders)


def _is_current(arena: Arena, evidence: Evidence, digest: str) -> bool:
    newest = Rebuild.objects.published(arena).first()
    return newest is not None and (newest.evidence_id, newest.settings_digest) == (evidence.pk, digest)


@functools.cache
def versions() -> dict[str, str]:
    """What besides evidence and parameters the digits depend on: random streams are stable per version."""
    return {"numpy": np.__version__, "arenasite": importlib.metadata.version("arenasite")}


def _store(
    run: Rebuild,
    board: Board,
    category: Category,
    chosen: Selection,
    rated: Rated,
    parameters: dict,
    contenders: dict[int, Contender],
) -> Snapshot:
    snapshot = snapshot_of(run, board, category, chosen, rated, parameters)
    standings = standings_of(chosen, rated)
    rows = [row_of(standing, contenders[standing.contender_id]) for standing in standings]
    with transaction.atomic():
        snapshot.save()
        sent = payload(envelope_of(snapshot, run.arena, rows))  # names the snapshot, so it comes second
        snapshot.body, snapshot.body_gzip, snapshot.etag = sent.body, sent.body_gzip, sent.etag
        snapshot.save(update_fields=["body", "body_gzip", "etag"])
        for standing in standings:
            standing.snapshot = snapshot
        Standing.objects.bulk_create(standings)
    return snapshot


def snapshot_of(
    run: Rebuild, board: Board, category: Category, chosen: Selection, rated: Rated, parameters: dict
) -> Snapshot:
    """What a run found of one board by one method, not stored and without bytes."""
    return Snapshot(
        rebuild=run,
        board=board,
        method=rated.method,
        as_of=run.started_at,
        seed=rated.seed,
        parameters={**parameters, "category_version": category.version},
        versions=versions(),
        votes_counted=rated.used.votes,
        votes_excluded=chosen.excluded,
        votes_simulated=rated.used.simulated,
        votes_without_style=rated.without_style,
        coefficients=_coefficients(rated),
        note=category.note_when_empty if rated.note == NO_VOTES else rated.note,
        body=b"",
        body_gzip=b"",
        etag="",
    )


def _coefficients(rated: Rated) -> dict[str, dict[str, float | None]] | None:
    """What style is worth, ready to be stored: null where a feature has no number."""
    if rated.coefficients is None:
        return None
    return {
        feature: {name: _number(value) for name, value in numbers.items()}
        for feature, numbers in rated.coefficients.items()
    }


def standings_of(chosen: Selection, rated: Rated) -> list[Standing]:
    """Every contender's standing, best first; those without a rating last, by votes."""
    if rated.ratings is None:
        return []
    return standings(chosen.contenders, rated.ratings, rated.overturning)


def standings(
    contenders: NDArray[np.int64], ratings: Ratings, over: Overturning | None = None
) -> list[Standing]:
    """The same from ratings alone."""
    order = by_rating(ratings, contenders)
    return [_standing(int(contenders[i]), ratings, over, int(i)) for i in order if ratings.votes[i]]


def _standing(contender: int, r: Ratings, over: Overturning | None, i: int) -> Standing:
    """What the board says of the contender with index `i`."""
    ranked = r.status[i] == Status.RANKED
    return Standing(
        contender_id=contender,
        status=STATUS[Status(int(r.status[i]))],
        reason="" if r.reason[i] == Reason.NONE else Reason(int(r.reason[i])).name.lower(),
        rating=_number(r.rating[i]),
        ci_low=_number(r.ci_low[i]),
        ci_high=_number(r.ci_high[i]),
        rank=int(r.rank[i]) if ranked else None,
        rank_low=int(r.rank_low[i]) if ranked else None,
        rank_high=int(r.rank_high[i]) if ranked else None,
        votes=int(r.votes[i]),
        overturn_votes=_count(over.votes[i]) if over else None,
        overturn_voters=_count(over.voters[i]) if over else None,
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _count(value: int) -> int | None:
    return None if value < 0 else int(value)
