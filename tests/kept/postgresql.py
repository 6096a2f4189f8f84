"""How PostgreSQL's rows and sequences are read and written. A rollback does not undo a sequence."""

import functools

from django.db import connection

SETTLED = ("django_migrations", "django_content_type", "auth_permission")
"""Tables that no fixture writes."""

UNLIKE = ("timestamp with time zone", "uuid")
"""Types whose values differ between two tests that start alike."""

Numbering = list[tuple[str, int, bool]]
"""Each sequence with its number, and whether that number was given to a row."""

_first: Numbering = []


@functools.cache
def _tables() -> dict[str, tuple[list[str], list[str]]]:
    """The columns of the primary key, and those that are alike in two tests that start alike, by table."""
    query = """
        SELECT class.relname, attribute.attname, attribute.attnum = ANY(key.indkey),
            format_type(attribute.atttypid, NULL) = ANY(%s)
        FROM pg_class class
        JOIN pg_index key ON key.indrelid = class.oid AND key.indisprimary
        JOIN pg_attribute attribute ON attribute.attrelid = class.oid AND attnum > 0 AND NOT attisdropped
        WHERE class.relnamespace = 'public'::regnamespace AND class.relkind = 'r'
            AND class.relname <> ALL(%s)
        ORDER BY class.relname, attribute.attnum
    """
    tables: dict[str, tuple[list[str], list[str]]] = {}
    for table, column, is_key, is_unlike in _read(query, [list(UNLIKE), list(SETTLED)]):
        keys, alike = tables.setdefault(table, ([], []))
        if is_key:
            keys.append(f'"{column}"')
        if not is_unlike:
            alike.append(f'"{column}"')
    return tables


def _read(query: str, values: list | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def read_start() -> list[tuple[str, str]]:
    """What two tests that start alike have in common: all but moments and random keys."""
    return sorted(_read(_start_query()))


@functools.cache
def _start_query() -> str:
    return " UNION ALL ".join(
        f"SELECT '{table}', ROW({', '.join(alike)})::text FROM \"{table}\""  # noqa: S608
        for table, (_keys, alike) in _tables().items()
    )


def read_rows() -> dict[str, dict[str, bytes]]:
    """Every row of the database as COPY writes it, by table and primary key."""
    rows = {}
    with connection.cursor() as cursor:
        for table, (keys, _alike) in _tables().items():
            query = f'COPY (SELECT ROW({", ".join(keys)})::text, * FROM "{table}") TO STDOUT'  # noqa: S608
            with cursor.copy(query) as copy:
                lines = b"".join(copy).splitlines(keepends=True)
            rows[table] = dict(_split_key(line) for line in lines)
    return rows


def _split_key(line: bytes) -> tuple[str, bytes]:
    key, row = line.split(b"\t", 1)
    assert b"\\" not in key, "COPY has escaped a character of a primary key"
    return key.decode(), row


def read_numbering() -> Numbering:
    """Where every sequence is."""
    return _read("""
        SELECT quote_ident(sequencename), coalesce(last_value, start_value), last_value IS NOT NULL
        FROM pg_sequences WHERE schemaname = 'public'
    """)


def write(rows: dict[str, list[bytes]], gone: dict[str, list[str]], numbering: Numbering) -> None:
    """Delete rows, insert others, and set the sequences."""
    with connection.cursor() as cursor:
        for table, keys in gone.items():
            row = f"ROW({', '.join(_tables()[table][0])})::text"
            cursor.execute(f'DELETE FROM "{table}" WHERE {row} = ANY(%s)', [keys])  # noqa: S608
        for table, added in rows.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                copy.write(b"".join(added))
    _set(numbering)


def remember_first_numbering() -> None:
    """Note where the sequences are before the first test of this process."""
    _first[:] = read_numbering()


def restart_numbering() -> None:
    """Set the sequences to where they were before the first test."""
    _set(_first)


def _set(numbering: Numbering) -> None:
    sequences, numbers, called = zip(*numbering, strict=True)
    _read(
        "SELECT count(setval(sequence::regclass, number, is_called))"
        " FROM unnest(%s::text[], %s::bigint[], %s::bool[]) AS each(sequence, number, is_called)",
        [list(sequences), list(numbers), list(called)],
    )
