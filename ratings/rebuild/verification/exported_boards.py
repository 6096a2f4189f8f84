"""Boards as a vote export states them, and computed again from the export alone."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from battles.exports import BadExport, read_export
from battles.models import Arena, Evidence
from ratings.categories import BY_SLUG
from ratings.models import Snapshot, Standing
from ratings.published import published
from ratings.rebuild.method_specs import fit_methods
from ratings.rebuild.methods import RULES
from ratings.rebuild.selection import select
from ratings.rebuild.snapshots import build_standings

FIELDS = ("rating", "ci_low", "ci_high", "rank", "rank_low", "rank_high", "votes", "status", "ess")
TOLERANCE = 1e-6
"""Points by which numbers of another numpy version may differ where nothing is drawn at random."""


def list_exported_boards(arena: Arena) -> tuple[Evidence | None, list[dict[str, Any]]]:
    """Return what an arena shows: its evidence, and each board with parameters and numbers in all digits.

    Only boards whose votes are in that evidence: all that have votes.
    """
    now = published(arena)
    if now is None:
        return None, []
    snapshots = now.snapshots().filter(votes_counted__gt=0).order_by("board__category", "method")
    return now.rebuild.evidence, [_to_board(snapshot) for snapshot in snapshots]


def _to_board(snapshot: Snapshot) -> dict[str, Any]:
    standings = snapshot.standings.order_by("id")
    return {
        "snapshot": snapshot.pk,
        "category": snapshot.board.category,
        "method": snapshot.method,
        "votes_counted": snapshot.votes_counted,
        "parameters": snapshot.parameters,
        "versions": snapshot.versions,
        "rows": [_to_row(standing) for standing in standings],
    }


def _to_row(standing: Standing) -> dict[str, Any]:
    return {"contender": standing.contender_id} | {name: getattr(standing, name) for name in FIELDS}


def recompute_export(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each board's name and its differences from what was published. Raises BadExport.

    - with the numpy version of then every digit is compared
    - with another, ratings to TOLERANCE, and neither intervals nor ranks: they depend on random numbers
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        votes_file = folder / manifest["votes"]["file"]
        if hashlib.sha256(votes_file.read_bytes()).hexdigest() != manifest["votes"]["sha256"]:
            raise BadExport(f"{votes_file.name} does not have its digest.")
        boards = manifest["boards"]
        votes = read_export(votes_file, manifest["contenders"])
    except (OSError, KeyError, TypeError) as error:
        raise BadExport(f"{folder} is not an export: {error!r}") from error
    for slug in dict.fromkeys(board["category"] for board in boards):
        mine = [board for board in boards if board["category"] == slug]
        category = BY_SLUG.get(slug)
        parameters = mine[0]["parameters"]
        if category is None or category.version != parameters["category_version"]:
            raise BadExport(f"This program has another rule for the category {slug}.")
        if parameters["rules"] != RULES:
            raise BadExport(f"The boards were computed by rules {parameters['rules']}, not {RULES}.")
        selection = select(votes, category)
        results = {each.method: each for each in fit_methods(selection, parameters)}
        for board in mine:
            rows = [_to_row(each) for each in build_standings(selection.contenders, results[board["method"]])]
            yield f"{slug} {board['method']}", compare_rows(board, rows)


def compare_rows(board: dict[str, Any], rows: list[dict[str, Any]]) -> list[str]:
    """Return the differences between a published board and computed rows, in words."""
    is_exact = board["versions"]["numpy"] == np.__version__
    fields = [name for name in FIELDS if name in board["rows"][0]] if is_exact else ["rating", "votes"]
    computed = {row["contender"]: row for row in rows}
    if set(computed) != {row["contender"] for row in board["rows"]}:
        return ["other contenders"]
    return [
        f"contender {row['contender']}: {name}: {row[name]!r} published, "
        f"{computed[row['contender']][name]!r} computed"
        for row in board["rows"]
        for name in fields
        if not _is_same(row[name], computed[row["contender"]][name], is_exact=is_exact)
    ]


def _is_same(published_value: Any, computed: Any, *, is_exact: bool) -> bool:
    if is_exact or not isinstance(published_value, float) or not isinstance(computed, float):
        return bool(published_value == computed)
    return abs(published_value - computed) <= TOLERANCE
