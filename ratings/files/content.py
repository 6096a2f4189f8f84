"""The bytes of a release: each board as JSON, CSV and Parquet, and two shapes that other programs read.

- `<category>.json|csv|parquet`: the board by Bradley–Terry; `<category>.<method>.…` by another method.
- `arena-catalog.json`: `{category: {model: {rating, rating_q975, rating_q025}}}`, the overall board as
  `full`.
- `leaderboard.csv|parquet`: all boards by Bradley–Terry in eleven columns; `leaderboard_style_control.…` by
  the style-controlled method.

Categories are spelled with underscores in the last two, as their readers know them.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ratings.api.board_answer import add_identities
from ratings.categories import OVERALL
from ratings.models import Snapshot
from ratings.published import STANDARD, Published
from ratings.serialization.canonical_json import payload
from ratings.serialization.tables import ParquetMissing, Row, flatten, write_csv, write_parquet

SCHEMA_VERSION = "1.0"
"""Of the files' columns and members; increases with any change of them."""

COLUMNS: dict[str, type] = {
    "model_name": str,
    "organization": str,
    "license": str,
    "rating": float,
    "rating_lower": float,
    "rating_upper": float,
    "variance": float,
    "vote_count": int,
    "rank": int,
    "category": str,
    "leaderboard_publish_date": str,
}
"""The eleven columns, in order."""

TABLES = {STANDARD: "leaderboard", "style": "leaderboard_style_control"}
CATALOG = "arena-catalog.json"
CATALOG_OVERALL = "full"


@dataclass(frozen=True)
class File:
    """One file's name, bytes and number of rows; `snapshot`: the only one it was made from."""

    name: str
    body: bytes
    rows: int
    snapshot: int | None = None


def build_files(now: Published, day: dt.date, *, license_name: str) -> Iterator[File]:
    """Build every file of what an arena showed at the end of a day: the boards that have votes."""
    boards: list[dict[str, Any]] = []
    snapshots = now.snapshots().defer(None).filter(votes_counted__gt=0).order_by("board__category", "method")
    for snapshot in snapshots:
        board = _read_board(snapshot) | {"license": license_name, "schema_version": SCHEMA_VERSION}
        boards.append(board)
        yield from _board_files(board)
    for method, name in TABLES.items():
        rows = [row for board in boards if board["method"] == method for row in to_eleven_columns(board, day)]
        yield from _tables(name, rows, list(COLUMNS))
    catalog = build_catalog([board for board in boards if board["method"] == STANDARD])
    yield File(CATALOG, payload(catalog).body, sum(map(len, catalog.values())))


def _read_board(snapshot: Snapshot) -> dict[str, Any]:
    board = json.loads(bytes(snapshot.body))
    return board | {"rows": add_identities(board["rows"])}


def _board_files(board: dict[str, Any]) -> Iterator[File]:
    name = name_board(board["category"], board["method"])
    yield File(f"{name}.json", payload(board).body, len(board["rows"]), board["snapshot"])
    rows = [flatten(row) for row in board["rows"]]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    yield from _tables(name, rows, columns, snapshot=board["snapshot"])


def name_board(category: str, method: str) -> str:
    """Return the name of a board's files, without an ending."""
    return category if method == STANDARD else f"{category}.{method}"


def _tables(name: str, rows: list[Row], columns: list[str], *, snapshot: int | None = None) -> Iterator[File]:
    """A table as CSV and, where the site has pyarrow, as Parquet."""
    yield File(f"{name}.csv", write_csv(rows, columns), len(rows), snapshot)
    try:
        yield File(f"{name}.parquet", write_parquet(rows, columns), len(rows), snapshot)
    except ParquetMissing:
        return


def to_eleven_columns(board: dict[str, Any], day: dt.date) -> list[Row]:
    """Return the ranked models of a board in the columns that readers of the original's data set know.

    A maker or licence that is not known is an empty text.
    """
    return [
        {
            "model_name": row["name"],
            "organization": row["organization"] or "",
            "license": row["license"] or "",
            "rating": row["rating"],
            "rating_lower": row["ci_low"],
            "rating_upper": row["ci_high"],
            "variance": row["variance"],
            "vote_count": row["votes"],
            "rank": row["rank"],
            "category": board["category"].replace("-", "_"),
            "leaderboard_publish_date": day.isoformat(),
        }
        for row in _ranked(board)
    ]


def build_catalog(boards: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, float]]]:
    """Return ratings with their 95 % intervals by category and model name."""
    return {
        CATALOG_OVERALL if board["category"] == OVERALL.slug else board["category"].replace("-", "_"): {
            row["name"]: {
                "rating": row["rating"],
                "rating_q975": row["ci_high"],
                "rating_q025": row["ci_low"],
            }
            for row in _ranked(board)
        }
        for board in boards
    }


def _ranked(board: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that have a rank, a rating and an interval."""
    needed = ("rank", "rating", "ci_low", "ci_high")
    return [row for row in board["rows"] if all(row[name] is not None for name in needed)]
