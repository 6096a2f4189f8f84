"""Shapes of records: column names that a published set uses instead of the field's usual ones.

A shape is one entry of SHAPES: how it is recognised, and how it becomes records with `model_a`, `model_b`
and `winner`. A record of no listed shape is read as it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from battles.imports.records.values import BadRecord

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Shape:
    """columns: a record with all of these is of this shape. translate: build the usual columns, once for
    each judgement that the record contains.
    """

    name: str
    columns: frozenset[str]
    translate: Callable[[Record], Sequence[Record]]


def _comparia(record: Record) -> list[dict[str, Any]]:
    """ComparIA: the chosen model's own name, or both equal."""
    a, b, chosen = record["model_a_name"], record["model_b_name"], record.get("chosen_model_name")
    winner = "tie" if str(record.get("both_equal")).lower() in {"true", "1"} else chosen
    return [{**record, "model_a": a, "model_b": b, "winner": winner}]


def _judge_games(record: Record) -> list[dict[str, Any]]:
    """FastChat's judge: two games with the sides swapped. A model wins if it wins both; otherwise a tie."""
    first, second = record["g1_winner"], record["g2_winner"]
    names = {"model_1": "model_a", "model_2": "model_b", "tie": "tie"}
    winner = names.get(first, first) if first == second else "tie"
    if first not in names or second not in names:
        winner = first if first not in names else second
    usual = {"model_a": record["model_1"], "model_b": record["model_2"], "winner": winner}
    return [{**record, **usual, "judge": _one_name(record.get("judge"))}]


def _mt_bench(record: Record) -> list[dict[str, Any]]:
    """MT-bench human judgments: the usual columns. A model that judged may be a list; where it chose another
    side when the sides were swapped, it says tie, as in `_judge_games`.
    """
    winner = record["winner"]
    usual = {"winner": "tie" if winner == "tie (inconsistent)" else winner}
    return [{**record, **usual, "judge": _one_name(record["judge"])}]


def _rakuda(record: Record) -> list[dict[str, Any]]:
    """Pairs of yuzu-ai's Rakuda: the score is the number of the better answer, or 3 for a draw."""
    score = record["score"]
    winner = {"1": "model_a", "2": "model_b", "3": "tie"}.get(str(score).strip(), score)
    return [
        {
            **record,
            "model_a": record["model1_id"],
            "model_b": record["model2_id"],
            "winner": winner,
            "prompt": record.get("question"),
            "response_a": record.get("response1"),
            "response_b": record.get("response2"),
        }
    ]


def _rakuda_bots(record: Record) -> list[dict[str, Any]]:
    """Rakuda's first tournaments, which name the models bots."""
    return _rakuda({**record, "model1_id": record["bot1"], "model2_id": record["bot2"]})


def _pandalm(record: Record) -> list[dict[str, Any]]:
    """PandaLM: both models in one key, and one judgement for each annotator (1, 2, or 0 for a tie)."""
    models = str(record["cmp_key"]).split("_")
    if len(models) != 2:
        raise BadRecord(f"cmp_key does not name two models: {record['cmp_key']!r:.80}")
    names = {"1": "model_a", "2": "model_b", "0": "tie"}
    instruction = "\n\n".join(
        filter(None, (str(record.get(part) or "") for part in ("instruction", "input")))
    )
    usual = {
        "id": record.get("idx"),
        "model_a": models[0],
        "model_b": models[1],
        "prompt": instruction or None,
        "response_a": record.get("response1"),
        "response_b": record.get("response2"),
    }
    return [
        {**usual, "judge": column, "winner": names.get(str(label).strip(), label)}
        for column, label in record.items()
        if column.startswith("annotator")
    ]


def _dataset_row(record: Record) -> Sequence[Record]:
    """A dataset server's row: the record is inside `row`."""
    row = record["row"]
    return to_usual(row) if isinstance(row, Mapping) else [dict(record)]


def _one_name(judge: object) -> object:
    """A judge that is a list (a model and its prompt) as one name; CSV has the list as text already."""
    return " ".join(map(str, judge)) if isinstance(judge, list) else judge


SHAPES: tuple[Shape, ...] = (
    Shape("comparia", frozenset({"model_a_name", "model_b_name", "chosen_model_name"}), _comparia),
    Shape("judge-games", frozenset({"model_1", "model_2", "g1_winner", "g2_winner"}), _judge_games),
    Shape(
        "mt-bench",
        frozenset({"question_id", "model_a", "model_b", "winner", "judge", "turn"}),
        _mt_bench,
    ),
    Shape("rakuda", frozenset({"model1_id", "model2_id", "score"}), _rakuda),
    Shape("rakuda-bots", frozenset({"bot1", "bot2", "score"}), _rakuda_bots),
    Shape("pandalm", frozenset({"cmp_key", "annotator1"}), _pandalm),
    Shape("dataset-row", frozenset({"row_idx", "row"}), _dataset_row),
)
_SHAPE_COLUMNS = frozenset[str]().union(*(shape.columns for shape in SHAPES))
_BY_NAME = {shape.name: shape for shape in SHAPES}
SHAPE_NAMES = tuple(_BY_NAME)


def is_shaped(columns: Iterable[str]) -> bool:
    """Whether a record with these columns is of a listed shape."""
    return _recognise(columns) is not None


def to_usual(record: Record, *, name: str | None = None) -> Sequence[Record]:
    """Return the record with the field's usual columns, once for each of its judgements.

    With the name of a shape, a record without its columns is refused. Raises BadRecord.
    """
    shape = _recognise(record) if name is None else _BY_NAME[name]
    if shape is None:
        return (record,)
    if name is not None and not shape.columns <= record.keys():
        missing = ", ".join(sorted(shape.columns - record.keys()))
        raise BadRecord(f"not of the shape {name}: no {missing}")
    return shape.translate(record)


def _recognise(columns: Iterable[str]) -> Shape | None:
    """The first shape that a record with these columns is of."""
    return _shape_of(_SHAPE_COLUMNS.intersection(columns))


@lru_cache(maxsize=1_000)
def _shape_of(columns: frozenset[str]) -> Shape | None:
    """A file has few sets of these columns; its own names, which may be long, are not kept."""
    return next((shape for shape in SHAPES if shape.columns <= columns), None)
