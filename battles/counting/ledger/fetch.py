"""Read many rows of numbers from the database as one structured array, without a Python object per value."""

import datetime as dt

import numpy as np
from django.db import connection, transaction
from django.db.models import DateTimeField, FloatField, Func, QuerySet
from numpy.typing import NDArray

CHUNK = 20_000
TYPES = {"<i2": "int2", "<i4": "int4", "<i8": "int8", "<f8": "float8"}
COPY_HEADER = np.dtype(
    [("head", "V19"), ("fields", ">i2"), ("size", ">i4"), ("rows", ">i8"), ("bytes", ">i4")]
)
"""The bytes before the rows' own in PostgreSQL's binary copy format, for one row of (count, bytes)."""

PREFER_INDEXES = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL jit = off"
"""Join by index: otherwise PostgreSQL scans the joined tables in full for every part of a backlog."""


class OrNaN(Func):
    """A float, NaN for null. On SQLite `fetch` does the conversion."""

    template = "%(expressions)s"
    output_field = FloatField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(
            compiler, connection, template="COALESCE(%(expressions)s, 'NaN'::float8)", **context
        )


class Seconds(Func):
    """A time as seconds since 1970, NaN for null. On SQLite `fetch` does the conversion."""

    template = "%(expressions)s"
    output_field = DateTimeField()

    def as_postgresql(self, compiler, connection, **context):
        # The same digits as EXTRACT, which is slower because it computes a decimal number.
        template = "COALESCE(date_part('epoch', %(expressions)s), 'NaN'::float8)"
        return self.as_sql(compiler, connection, template=template, **context)


def fetch(rows: QuerySet, dtype: np.dtype) -> NDArray[np.void]:
    """Read the rows' values by the names of `dtype`, in the order in which the database returns them.

    Each name is a column or an annotation of the query and is never null; a time is a `Seconds`, and a float
    that may be null is an `OrNaN`.
    """
    values = rows.order_by().values_list(*field_names(dtype))
    return (
        _fetch_by_copy(values, dtype)
        if connection.vendor == "postgresql"
        else _fetch_by_iteration(values, dtype)
    )


def field_names(dtype: np.dtype) -> tuple[str, ...]:
    """The names of a structured dtype's fields."""
    return dtype.names or ()


def _fetch_by_iteration(values: QuerySet, dtype: np.dtype) -> NDArray[np.void]:
    float_indices = [index for index, name in enumerate(field_names(dtype)) if dtype[name].kind == "f"]
    parts = [np.zeros(0, dtype=dtype)]
    chunk: list[tuple] = []
    for row in values.iterator(chunk_size=CHUNK):
        chunk.append(_to_floats(row, float_indices))
        if len(chunk) == CHUNK:
            parts.append(np.array(chunk, dtype=dtype))
            chunk = []
    return np.concatenate([*parts, np.array(chunk, dtype=dtype)])


def _to_floats(row: tuple, float_indices: list[int]) -> tuple:
    """Convert times to seconds, and null to NaN, at these positions of a row."""
    if not float_indices:
        return row
    values = list(row)
    for index in float_indices:
        value: dt.datetime | float | None = values[index]
        if isinstance(value, dt.datetime):
            values[index] = value.timestamp()
        elif value is None:
            values[index] = np.nan
    return tuple(values)


def _fetch_by_copy(values: QuerySet, dtype: np.dtype) -> NDArray[np.void]:
    """Let PostgreSQL concatenate all rows into one string of bytes: one message per row would be slower."""
    sql, params = values.query.sql_with_params()
    names = ", ".join(f'"{name}"' for name in field_names(dtype))
    row = " || ".join(
        f'{TYPES[dtype[name].str]}send("{name}"::{TYPES[dtype[name].str]})' for name in field_names(dtype)
    )
    # The text contains only our own names; every outside value is a parameter.
    statement = (
        f"COPY (SELECT count(*), COALESCE(string_agg({row}, ''), '') FROM ({sql}) AS n ({names})) "  # noqa: S608
        "TO STDOUT (FORMAT BINARY)"
    )
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(PREFER_INDEXES)
        with cursor.copy(statement, params) as copy:
            data = b"".join(copy)
    header = np.frombuffer(data, dtype=COPY_HEADER, count=1)[0]
    wire = dtype.newbyteorder(">")
    if header["bytes"] != header["rows"] * wire.itemsize:
        raise ValueError("a value was null")
    return np.frombuffer(data, dtype=wire, count=header["rows"], offset=COPY_HEADER.itemsize).astype(dtype)
