"""A board's rows as CSV that a spreadsheet can open without running anything."""

import csv
from collections.abc import Iterable
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
DIGITS = 4

COLUMNS = {
    "rank": "rank",
    "rank_low": "rank_low",
    "rank_high": "rank_high",
    "model": "name",
    "organization": "organization",
    "license": "license",
    "open_weights": "open_weights",
    "rating": "rating",
    "ci_low": "ci_low",
    "ci_high": "ci_high",
    "votes": "votes",
    "status": "status",
    "state": "state",
    "output_price": "price",
    "tokens_per_second": "speed",
    "votes_to_flip": "overturn_votes",
    "voters_to_flip": "overturn_voters",
    "simulated": "is_simulated",
}
"""Head of each column, and the attribute of `ratings.pages.board.rows.Row`."""


def write_board_csv(rows: Iterable[Any], stream) -> None:
    """Write a head and a line for each row. A missing value is an empty cell."""
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([to_cell(getattr(row, name)) for name in COLUMNS.values()] for row in rows)


def to_cell(value: object) -> str:
    """Return a value as text. A text that a spreadsheet would take for a formula gets a leading quote."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(round(value, DIGITS))
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
