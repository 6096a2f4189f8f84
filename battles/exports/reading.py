"""An export back as the ledger's arrays, from the file alone: what recomputing boards needs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from battles.counting import STYLE_COLUMNS, Reason, VoteArrays
from battles.exports.formats import flat_style
from battles.languages import LANGUAGES
from battles.outcomes import outcome_from_label
from battles.tags import Tag

_LANGUAGES = {label: each.number for each in LANGUAGES for label in (each.name, each.code)}
_ORIGINS = {"live": 0, "imported": 1, "simulated": 2}
_REASONS = {None: 0} | {Reason(number).slug: int(number) for number in Reason if number}


class BadExport(ValueError):
    """The file is not an export of this program."""


def read_export(path: Path, contenders: dict[str, int]) -> VoteArrays:
    """Return the votes of an export in its order.

    contenders: ids by exported name. Voters get numbers by first appearance. Raises BadExport.
    """
    columns: dict[str, list[Any]] = {
        name: []
        for name in (
            "a",
            "b",
            "outcome",
            "tags",
            "language",
            "origin",
            "voter",
            "at",
            "reason",
            "style",
            "chance",
        )
    }
    voters: dict[str, int] = {}
    try:
        for record in _records(path):
            judge = record["judge"]
            columns["a"].append(contenders[record["model_a"]])
            columns["b"].append(contenders[record["model_b"]])
            columns["outcome"].append(outcome_from_label(record["winner"]))
            columns["tags"].append(sum(int(Tag[name.upper()]) for name in record["arena_tags"]))
            columns["language"].append(_LANGUAGES.get(record["language"], 0))
            columns["origin"].append(_ORIGINS[record["origin"]])
            columns["voter"].append(voters.setdefault(judge, len(voters) + 1) if judge else 0)
            at = record["timestamp"] if "timestamp" in record else record["tstamp"]
            columns["at"].append(np.nan if at is None else at)
            columns["reason"].append(_REASONS[record.get("reason")])
            chance = record.get("pair_probability")
            columns["chance"].append(np.nan if chance is None else chance)
            columns["style"].append(_style(record))
    except (KeyError, TypeError, ValueError) as error:
        raise BadExport(f"{path.name}, record {len(columns['style']) + 1}: {error!r}") from error
    return VoteArrays.make(
        battle=np.arange(1, len(columns["a"]) + 1, dtype="<i8"),
        contender_a=np.asarray(columns["a"], dtype="<i4"),
        contender_b=np.asarray(columns["b"], dtype="<i4"),
        outcome=np.asarray(columns["outcome"], dtype="<u1"),
        reason=np.asarray(columns["reason"], dtype="<u1"),
        origin=np.asarray(columns["origin"], dtype="<u1"),
        tags=np.asarray(columns["tags"], dtype="<i8"),
        language=np.asarray(columns["language"], dtype="<u1"),
        voter=np.asarray(columns["voter"], dtype="<i8"),
        cast_at=np.asarray(columns["at"], dtype="<f8"),
        pair_probability=np.asarray(columns["chance"], dtype="<f8"),
        style=np.asarray(columns["style"], dtype="<i4").reshape(-1, len(STYLE_COLUMNS)),
    )


def _style(record: dict[str, Any]) -> list[int]:
    flat = record if "tokens_a" in record else flat_style(record["conv_metadata"])
    return [-1 if flat[name] is None else flat[name] for name in STYLE_COLUMNS]


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file, by its ending; one at a time."""
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq  # noqa: PLC0415  an extra

        for batch in pq.ParquetFile(path).iter_batches():
            yield from batch.to_pylist()
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            text = line.strip().rstrip(",")
            if text not in {"", "[", "]"}:
                yield json.loads(text)
