"""The votes of some days as a board by one method, computed when it is asked for and kept in the cache.

Where the counts come from is decided in `_selection` alone.
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from battles.counting import Days, load_columns
from battles.models import Arena, Contender, Evidence
from ratings.categories import BY_SLUG, Category
from ratings.history.compute_once import compute_once
from ratings.models import Board, Method, Rebuild, Snapshot, Standing
from ratings.rebuild.methods import fit_method
from ratings.rebuild.selection import Selection, select
from ratings.rebuild.snapshot_fields import INPUT_FIELDS, SNAPSHOT_FIELDS, STANDING_FIELDS
from ratings.rebuild.snapshots import build_rated_board, build_snapshot, build_standings, versions

COUNTED = ("contender_a", "contender_b", "outcome", "reason", "origin", "tags")
COLUMNS: dict[str, tuple[str, ...]] = {
    Method.BRADLEY_TERRY: COUNTED,
    Method.STYLE_CONTROLLED: (*COUNTED, "style"),
    Method.ELO: (*COUNTED, "cast_at"),
}
"""What each method reads of a vote."""


@dataclass(frozen=True)
class DayRating:
    """What a snapshot would say, as plain data: `said` of the board, `stood` of each contender by its id."""

    said: dict[str, Any]
    stood: list[tuple[int, dict[str, Any]]]


def rate_days(days: Days, category: str, method: str, parameters: dict) -> DayRating:
    """The board of these days by one method. Raises Busy (see `sharing`)."""
    declared = BY_SLUG[category]
    made_with = [parameters, declared.slug, declared.version, method, versions()]
    rules = hashlib.sha256(json.dumps(made_with, sort_keys=True).encode()).hexdigest()
    # The number is the format of what is kept: pickles name modules, so a move of their classes raises it.
    return compute_once(
        f"day-board:2:{days.digest}:{rules}", lambda: _rate(days, declared, Method(method), parameters)
    )


def _rate(days: Days, category: Category, method: Method, parameters: dict) -> DayRating:
    chosen = _selection(days, category, method)
    rated = fit_method(method, chosen, parameters)
    made = build_rated_board(category, chosen, [rated], parameters)
    # Rebuild and board only give the snapshot its shape; nothing of them is carried on.
    snapshot = build_snapshot(Rebuild(), Board(), made, rated)
    stood = [
        (standing.contender_id, {name: getattr(standing, name) for name in STANDING_FIELDS})
        for standing in build_standings(chosen.contenders, rated)
    ]
    return DayRating({name: getattr(snapshot, name) for name in (*INPUT_FIELDS, *SNAPSHOT_FIELDS)}, stood)


def _selection(days: Days, category: Category, method: Method) -> Selection:
    return select(load_columns(days.segments, columns=COLUMNS[method]), category)


def build_unstored_snapshot(
    found: DayRating, arena: Arena, category: str, method: str, *, days: Days, as_of: dt.datetime
) -> tuple[Snapshot, list[Standing]]:
    """A snapshot that nobody stored, so without a number, and its standings with their contenders."""
    evidence = Evidence(arena=arena, digest=days.digest, segments=list(days.segments))
    run = Rebuild(arena=arena, evidence=evidence, started_at=as_of)
    board = Board(arena=arena, category=category)
    snapshot = Snapshot(rebuild=run, board=board, method=method, as_of=as_of, **found.said)
    contenders = Contender.objects.select_related("model").in_bulk([pk for pk, _ in found.stood])
    standings = [
        Standing(snapshot=snapshot, contender=contenders[pk], **numbers) for pk, numbers in found.stood
    ]
    return snapshot, standings
