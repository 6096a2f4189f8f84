"""One board for its pages: load it, filter and order its rows, and write them for templates or as CSV."""

from ratings.pages.board.csv import write_board_csv
from ratings.pages.board.filter import (
    PARAMETERS,
    STATUSES,
    WEIGHTS,
    BoardFilter,
    build_heads,
    get_price,
    parse_board_filter,
)
from ratings.pages.board.query import build_past_board, get_newest_board, list_standings
from ratings.pages.board.rows import BoardView, get_speeds

__all__ = [
    "PARAMETERS",
    "STATUSES",
    "WEIGHTS",
    "BoardFilter",
    "BoardView",
    "build_heads",
    "build_past_board",
    "get_newest_board",
    "get_price",
    "get_speeds",
    "list_standings",
    "parse_board_filter",
    "write_board_csv",
]
