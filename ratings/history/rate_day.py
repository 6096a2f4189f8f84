"""The board of some days by one method, computed on request and cached.

`_selection` is the only place that reads votes.
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from battles.counting import COLUMNS_OF_TERMS, CountingTerms, Days, apply_terms, load_columns
from battles.models import Arena, Contender, Evidence
from ratings.categories import BY_SLUG, Category
from ratings.history.compute_once import compute_once
from ratings.models import Board, Rebuild, Snapshot, Standing
from ratings.rebuild.method_specs import SPEC_BY_METHOD, Method, fit_method
from ratings.rebuild.selection import Selection, select
from ratings.rebuild.snapshot_fields import INPUT_FIELDS, SNAPSHOT_FIELDS, STANDING_FIELDS
from ratings.rebuild.snapshots import build_rated_board, build_snapshot, build_standings, versions


@dataclass(frozen=True)
class DayRating:
    """What a snapshot would contain, as plain data: `board` fields, and `standings` as pairs of contender id
    and fields.
    """

    board: dict[str, Any]
    standings: list[tuple[int, dict[str, Any]]]


def rate_days(
    days: Days, category: str, method: str, parameters: dict, *, terms: CountingTerms | None = None
) -> DayRating:
    """The board of these days by one method. Raises Busy (see `compute_once`).

    terms: decide by these counting terms which votes count, instead of by the policies of their time.
    """
    declared = BY_SLUG[category]
    inputs = [parameters, declared.slug, declared.version, method, versions()]
    rules = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
    under = f":{terms.digest}" if terms else ""
    # The number is the format of the cached pickle. Increase it when a class or a field of it changes.
    return compute_once(
        f"day-board:5:{days.digest}:{rules}{under}",
        lambda: _rate(days, declared, Method(method), parameters, terms),
    )


def _rate(
    days: Days, category: Category, method: str, parameters: dict, terms: CountingTerms | None
) -> DayRating:
    selection = _selection(days, category, method, terms)
    return to_rating(selection, category, method, parameters, terms=terms)


def to_rating(
    selection: Selection,
    category: Category,
    method: str,
    parameters: dict,
    *,
    terms: CountingTerms | None = None,
) -> DayRating:
    """Rate a selection by one method. Its parameters name the counting terms, if there are any."""
    result = fit_method(method, selection, parameters)
    if terms:
        parameters = {**parameters, "counting_terms": terms.parameters}
    rated_board = build_rated_board(category, selection, [result], parameters)
    # An empty rebuild and board are enough: their fields are not used.
    snapshot = build_snapshot(Rebuild(), Board(), rated_board, result)
    standings = [
        (standing.contender_id, {name: getattr(standing, name) for name in STANDING_FIELDS})
        for standing in build_standings(selection.contenders, result)
    ]
    return DayRating({name: getattr(snapshot, name) for name in (*INPUT_FIELDS, *SNAPSHOT_FIELDS)}, standings)


def _selection(days: Days, category: Category, method: str, terms: CountingTerms | None) -> Selection:
    columns = (*SPEC_BY_METHOD[method].all_columns, "pair_probability")
    if terms is None:
        return select(load_columns(days.segments, columns=columns), category)
    votes = load_columns(days.segments, columns=tuple(dict.fromkeys((*columns, *COLUMNS_OF_TERMS))))
    return select(apply_terms(votes, terms), category)


def build_unstored_snapshot(
    rating: DayRating, arena: Arena, category: str, method: str, *, days: Days, as_of: dt.datetime
) -> tuple[Snapshot, list[Standing]]:
    """An unsaved snapshot without a number, and its standings with their contenders."""
    evidence = Evidence(arena=arena, digest=days.digest, segments=list(days.segments))
    run = Rebuild(arena=arena, evidence=evidence, started_at=as_of)
    board = Board(arena=arena, category=category)
    snapshot = Snapshot(rebuild=run, board=board, method=method, as_of=as_of, **rating.board)
    contenders = Contender.objects.select_related("model").in_bulk([pk for pk, _ in rating.standings])
    standings = [
        Standing(snapshot=snapshot, contender=contenders[pk], **numbers) for pk, numbers in rating.standings
    ]
    return snapshot, standings
