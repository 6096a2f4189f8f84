"""Rows of the API as CSV and Parquet, with the same numbers as in JSON.

- CSV can be opened in a spreadsheet without running anything: a text that looks like a formula gets a leading
  quote.
- Parquet needs pyarrow, the extra `parquet`.
"""

import csv
import io
import json
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Row = dict[str, Any]


class ParquetMissing(Exception):
    """pyarrow is not installed on this site."""


def has_parquet() -> bool:
    """Whether this site can write Parquet."""
    return find_spec("pyarrow") is not None


def flatten(row: Row) -> Row:
    """Return a row of single values: the members of an object become columns, a list becomes JSON."""
    flat: Row = {}
    for name, value in row.items():
        if name == "ids":
            flat |= {f"id_{scheme}": entry for scheme, entry in (value or {}).items()}
        elif isinstance(value, dict | list):
            flat[name] = json.dumps(value, sort_keys=True, ensure_ascii=False)
        else:
            flat[name] = value
    return flat


def write_csv(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """Write a head and a line for each row; a missing value is an empty cell."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([to_cell(row.get(name)) for name in columns] for row in rows)
    return stream.getvalue().encode()


def write_parquet(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """Write one row group per 64,000 rows, compressed with zstd. Raises ParquetMissing."""
    try:
        import pyarrow as pa  # noqa: PLC0415  an extra
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError:
        raise ParquetMissing from None
    arrays = {name: pa.array([row.get(name) for row in rows], from_pandas=False) for name in columns}
    # A column without any value has no type of its own; readers expect texts.
    arrays = {
        name: array.cast(pa.string()) if pa.types.is_null(array.type) else array
        for name, array in arrays.items()
    }
    buffer = io.BytesIO()
    pq.write_table(pa.table(arrays), buffer, compression="zstd", row_group_size=64_000)
    return buffer.getvalue()


def to_cell(value: object) -> str:
    """Return a value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value) if isinstance(value, float) else str(value)
    is_number = isinstance(value, int | float)
    return f"'{text}" if not is_number and text.startswith(FORMULA_STARTS) else text
