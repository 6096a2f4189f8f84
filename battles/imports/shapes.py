"""Shapes of records: column names that a published set uses instead of the field's usual ones.

A shape is one entry of SHAPES: how it is recognised, and how it becomes a record with `model_a`, `model_b`
and `winner`. A record of no listed shape is read as it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Shape:
    """columns: a record with all of these is of this shape. translate: build the usual columns."""

    name: str
    columns: frozenset[str]
    translate: Callable[[Record], dict[str, Any]]


def _comparia(record: Record) -> dict[str, Any]:
    """ComparIA: the chosen model's own name, or both equal."""
    a, b, chosen = record["model_a_name"], record["model_b_name"], record.get("chosen_model_name")
    winner = "tie" if str(record.get("both_equal")).lower() in {"true", "1"} else chosen
    return {**record, "model_a": a, "model_b": b, "winner": winner}


def _judge_games(record: Record) -> dict[str, Any]:
    """FastChat's judge: two games with the sides swapped. A model wins if it wins both; otherwise a tie."""
    first, second = record["g1_winner"], record["g2_winner"]
    names = {"model_1": "model_a", "model_2": "model_b", "tie": "tie"}
    winner = names.get(first, first) if first == second else "tie"
    if first not in names or second not in names:
        winner = first if first not in names else second
    return {**record, "model_a": record["model_1"], "model_b": record["model_2"], "winner": winner}


def _dataset_row(record: Record) -> dict[str, Any]:
    """A dataset server's row: the record is inside `row`."""
    row = record["row"]
    return to_usual(row) if isinstance(row, Mapping) else dict(record)


SHAPES: tuple[Shape, ...] = (
    Shape("comparia", frozenset({"model_a_name", "model_b_name", "chosen_model_name"}), _comparia),
    Shape("judge-games", frozenset({"model_1", "model_2", "g1_winner", "g2_winner"}), _judge_games),
    Shape("dataset-row", frozenset({"row_idx", "row"}), _dataset_row),
)


def to_usual(record: Record) -> dict[str, Any]:
    """Return the record with the field's usual columns."""
    for shape in SHAPES:
        if shape.columns <= record.keys():
            return shape.translate(record)
    return dict(record)
