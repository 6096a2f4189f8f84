"""Many rows of numbers out of the database at once: as one structured array, without an object a value."""

import datetime as dt

import numpy as np
from django.db import connection, transaction
from django.db.models import DateTimeField, Func, QuerySet
from numpy.typing import NDArray

CHUNK = 20_000
TYPES = {"<i2": "int2", "<i4": "int4", "<i8": "int8", "<f8": "float8"}
ANSWER = np.dtype([("head", "V19"), ("fields", ">i2"), ("size", ">i4"), ("rows", ">i8"), ("bytes", ">i4")])
"""What comes before the bytes of the rows in PostgreSQL's binary copy format, of one row (number, bytes)."""

BY_KEY = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL jit = off"
"""Follow the rows' keys: PostgreSQL would rather read the joined tables whole for every part of a backlog."""


class Seconds(Func):
    """A moment as seconds since 1970, NaN for none; what SQLite cannot say so is left to `fetch`."""

    template = "%(expressions)s"
    output_field = DateTimeField()

    def as_postgresql(self, compiler, connection, **context):
        # The same digits as EXTRACT, which takes the way over a decimal number.
        template = "COALESCE(date_part('epoch', %(expressions)s), 'NaN'::float8)"
        return self.as_sql(compiler, connection, template=template, **context)


def fetch(rows: QuerySet, dtype: np.dtype) -> NDArray[np.void]:
    """The rows' values by the names of `dtype`, in the order the database has them.

    Each name is a column or an annotation of the query that is never null; a moment is a `Seconds`.
    """
    values = rows.order_by().values_list(*dtype.names)
    return _copied(values, dtype) if connection.vendor == "postgresql" else _iterated(values, dtype)


def _iterated(values: QuerySet, dtype: np.dtype) -> NDArray[np.void]:
    moments = [index for index, name in enumerate(dtype.names) if dtype[name].kind == "f"]
    found = [np.zeros(0, dtype=dtype)]
    chunk: list[tuple] = []
    for row in values.iterator(chunk_size=CHUNK):
        chunk.append(_with_seconds(row, moments))
        if len(chunk) == CHUNK:
            found.append(np.array(chunk, dtype=dtype))
            chunk = []
    return np.concatenate([*found, np.array(chunk, dtype=dtype)])


def _with_seconds(row: tuple, moments: list[int]) -> tuple:
    if not moments:
        return row
    values = list(row)
    for index in moments:
        moment: dt.datetime | None = values[index]
        values[index] = moment.timestamp() if moment else np.nan
    return tuple(values)


def _copied(values: QuerySet, dtype: np.dtype) -> NDArray[np.void]:
    """The same as one string of bytes that PostgreSQL puts together: a message a row would cost more."""
    sql, params = values.query.sql_with_params()
    names = ", ".join(f'"{name}"' for name in dtype.names)
    row = " || ".join(
        f'{TYPES[dtype[name].str]}send("{name}"::{TYPES[dtype[name].str]})' for name in dtype.names
    )
    # Only names of our own are put into the text; whatever came from outside is a parameter.
    statement = (
        f"COPY (SELECT count(*), COALESCE(string_agg({row}, ''), '') FROM ({sql}) AS n ({names})) "  # noqa: S608
        "TO STDOUT (FORMAT BINARY)"
    )
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(BY_KEY)
        with cursor.copy(statement, params) as copy:
            data = b"".join(copy)
    answer = np.frombuffer(data, dtype=ANSWER, count=1)[0]
    wire = dtype.newbyteorder(">")
    if answer["bytes"] != answer["rows"] * wire.itemsize:
        raise ValueError("a value was null")
    return np.frombuffer(data, dtype=wire, count=answer["rows"], offset=ANSWER.itemsize).astype(dtype)
