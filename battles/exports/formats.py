"""File formats of an export: `clean_battle` JSON, the 140 K set's JSON lines, and Parquet.

Each writes the same records (battles.exports.records) one after another, in bounded memory. To add a format:
a class with `add` and `close`, and one entry of FORMATS.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from battles.exports.conversations import COLUMNS
from battles.languages import LANGUAGES

Record = dict[str, Any]
_CODES = {language.name: language.code for language in LANGUAGES}
_WINNERS = {"tie (bothbad)": "both_bad"}
ROW_GROUP = 50_000


class ParquetMissing(Exception):
    """pyarrow is not installed on this site."""


class Writer(Protocol):
    """Writes records to an open file."""

    def add(self, record: Record) -> None: ...

    def close(self) -> None: ...


class JsonArray:
    """A JSON array with one record a line, as published `clean_battle` files."""

    def __init__(self, file: BinaryIO):
        self._file, self._start = file, b"[\n"

    def add(self, record: Record) -> None:
        """Write one record."""
        self._file.write(self._start + json.dumps(record, ensure_ascii=False).encode())
        self._start = b",\n"

    def close(self) -> None:
        """End the array."""
        self._file.write(b"[\n]\n" if self._start == b"[\n" else b"\n]\n")


class JsonLines:
    """The 140 K set's columns, one record a line: `id`, `timestamp`, ISO language codes, `both_bad`."""

    def __init__(self, file: BinaryIO):
        self._file = file

    def add(self, record: Record) -> None:
        """Write one record."""
        self._file.write(json.dumps(to_140k(record), ensure_ascii=False).encode() + b"\n")

    def close(self) -> None:
        """Nothing follows the last record."""


def to_140k(record: Record) -> Record:
    """Return a record in the columns of the 140 K set, and the export's own beside them."""
    renamed = {"question_id": "id", "tstamp": "timestamp"}
    row = {renamed.get(name, name): value for name, value in record.items()}
    row["winner"] = _WINNERS.get(row["winner"], row["winner"])
    row["language"] = _CODES.get(row["language"])
    row["evaluation_session_id"], row["evaluation_order"] = row["id"], 1
    return row


class Parquet:
    """Flat columns; style as eight numbers, null where unknown; conversations as texts of JSON.

    Raises ParquetMissing.
    """

    def __init__(self, file: BinaryIO):
        try:
            import pyarrow as pa  # noqa: PLC0415  an extra
            import pyarrow.parquet as pq  # noqa: PLC0415
        except ImportError:
            raise ParquetMissing from None
        self._pa, self._rows = pa, []
        text, number, real = pa.string(), pa.int64(), pa.float64()
        self._schema = pa.schema(
            [
                *((name, text) for name in ("question_id", "model_a", "model_b", "winner", "judge")),
                *(("turn", number), ("anony", pa.bool_()), ("language", text), ("tstamp", real)),
                *(("origin", text), ("arena_tags", pa.list_(text)), ("order", number)),
                *(("pair_probability", real), ("sampler", text)),
                *(("sampling_policy", number), ("sampling_policy_digest", text)),
                *((name, text) for name in COLUMNS),
                *(("evidence_tier", number), ("reason", text)),
                *((name, number) for name in _STYLE),
            ]
        )
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")

    def add(self, record: Record) -> None:
        """Take one record; rows are written in groups."""
        texts = {name: record.get(name) for name in COLUMNS}
        packed = {
            name: json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
            for name, value in texts.items()
        }
        flat = flat_style(record["conv_metadata"])
        self._rows.append({**record, "reason": record.get("reason"), **packed, **flat})
        if len(self._rows) == ROW_GROUP:
            self._write()

    def close(self) -> None:
        """Write the last group and the file's end."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        self._writer.write_table(self._pa.Table.from_pylist(self._rows, schema=self._schema))
        self._rows = []


_FEATURES = {
    "tokens": "sum_assistant_{}_tokens",
    "headers": "header_count_{}",
    "lists": "list_count_{}",
    "bold": "bold_count_{}",
}
_STYLE = tuple(f"{feature}_{side}" for feature in _FEATURES for side in "ab")


def flat_style(metadata: Record | None) -> dict[str, int | None]:
    """Return the eight style numbers of a record's `conv_metadata`; None without it."""
    if metadata is None:
        return dict.fromkeys(_STYLE)
    values = {
        f"{feature}_{side}": metadata[name.format(side)]
        for feature, name in _FEATURES.items()
        for side in "ab"
    }
    return {name: sum(value.values()) if isinstance(value, dict) else value for name, value in values.items()}


@dataclass(frozen=True)
class ExportFormat:
    """A format: the ending of its files, and what writes them."""

    ending: str
    open: Callable[[BinaryIO], Writer]


FORMATS = {
    "clean_battle": ExportFormat("json", JsonArray),
    "140k": ExportFormat("jsonl", JsonLines),
    "parquet": ExportFormat("parquet", Parquet),
}
