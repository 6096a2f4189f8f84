"""Read vote files as a stream: JSON arrays, JSON lines or objects, CSV and Parquet, gzipped or not."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import IO, Self

from battles.imports.readers.csv_rows import CsvRows
from battles.imports.readers.entries import Entry, Table, UnreadableFile, decode_json, join_entries
from battles.imports.readers.json_array import JsonArray
from battles.imports.readers.json_objects import JsonObjects, are_objects
from battles.imports.readers.parquet_rows import MAGIC, ParquetRows

MAX_LINE = 1 << 24
"""Characters of one line; the rest of a longer line counts as the next line."""

_SAMPLE = 1 << 16
_ROWS = re.compile(r'"(?:rows|matches)"\s*:\s*(?=\[\s*\{\s*"(?:row_idx|model1_id)")')
"""In a dataset server's answer, and in Rakuda's tournaments, the records are the list under this key."""

_GZIP = b"\x1f\x8b"
_OTHER_KINDS = (
    (b"PK\x03\x04", "a zip archive or a spreadsheet"),
    (b"\xfd7zXZ\0", "packed with xz"),
    (b"BZh", "packed with bzip2"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd"),
    (b"\x1f\x8b", "packed twice"),
    (b"%PDF-", "a PDF"),
    (b"SQLite format 3\0", "a database"),
    (b"\x80\x04\x95", "a Python pickle"),
    (b"version https://git-lfs", "a pointer to a file in Git LFS"),
)
_READ = "Unpack or save it as JSON, JSON lines, CSV or Parquet; gzip may stay."
_PAGE = re.compile(rb"\s*<(?:!doctype|html|head|\?xml)", re.IGNORECASE)


class Format(StrEnum):
    """The syntax of a file of records. OBJECTS: JSON objects one after the other, each over
    several lines. ROWS: one JSON object with a list of records, as dataset servers send.
    """

    JSON = "json"
    JSON_LINES = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    ROWS = "rows"
    OBJECTS = "objects"


class VoteFile:
    """A vote log opened for one pass over its entries; a context manager.

    `size` and `position` count the bytes of the file itself (compressed, if it is compressed). `broken` is
    the reason why a compressed file ended early. `columns`: see CsvRows. A file that unpacks to more than
    `max_unpacked` bytes is refused where it does. Raises UnreadableFile, or OSError as open does.
    """

    def __init__(
        self,
        path: Path,
        *,
        format: Format | None = None,
        columns: Mapping[str, str] | None = None,
        max_unpacked: int | None = None,
    ) -> None:
        self.format = format or detect(path)
        self._columns = columns
        self._table = ParquetRows(path, max_bytes=max_unpacked) if self.format is Format.PARQUET else None
        self.size = self._table.size if self._table else path.stat().st_size
        self._file = path.open("rb")
        self._bytes = _UntilBroken(_unpacked(self._file), max_bytes=max_unpacked)
        self._text = _as_text(self._bytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()
        self._file.close()
        if self._table is not None:
            self._table.close()

    def __iter__(self) -> Iterator[Entry]:
        if self._table is not None:
            return iter(self._table)
        if self.format is Format.ROWS:
            return _json_rows(self._text)
        if self.format is Format.JSON:
            return iter(JsonArray(self._text))
        if self.format is Format.OBJECTS:
            return iter(JsonObjects(self._text))
        if self.format is Format.JSON_LINES:
            return _json_lines(self._lines())
        return iter(CsvRows(self._lines(), columns=self._columns))

    def parts(self) -> Iterator[Entry | Table]:
        """The same entries, as tables where records that follow one another have the same columns."""
        if self.format is Format.CSV:
            return join_entries(CsvRows(self._lines(), columns=self._columns).parts())
        return join_entries(self)

    @property
    def position(self) -> int:
        return self._table.position if self._table is not None else self._file.tell()

    @property
    def broken(self) -> str | None:
        return self._bytes.broken

    def _lines(self) -> Iterator[str]:
        """The lines of the file, without a last line that a broken archive cut."""
        while line := self._text.readline(MAX_LINE):
            if line.endswith(("\n", "\r")) or not self.broken:
                yield line


def detect(path: Path) -> Format:
    """Guess the format from the file's first characters and name. Raises UnreadableFile if it is not text."""
    with path.open("rb") as file:
        sample = _UntilBroken(_unpacked(file)).read(_SAMPLE)
    if sample.startswith(MAGIC):
        return Format.PARQUET
    for beginning, what in _OTHER_KINDS:
        if sample.startswith(beginning):
            raise UnreadableFile(f"The file is {what}, which is not read. {_READ}")
    if b"\0" in sample:
        raise UnreadableFile("The file is not text in UTF-8.")
    if _PAGE.match(sample):
        raise UnreadableFile(
            "The file is a web page, not a vote log. Its address may need a sign-in; download the file."
        )
    start = sample.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if not start:
        raise UnreadableFile("The file is empty.")
    if start == b"[":
        return Format.JSON
    if start == b"{":
        return _of_objects(sample.decode("utf-8-sig", "replace"))
    name = path.name.lower().removesuffix(".gz")
    return Format.JSON_LINES if name.endswith((".jsonl", ".ndjson")) else Format.CSV


def _of_objects(sample: str) -> Format:
    """The format of a file that begins with a brace."""
    if _ROWS.search(sample):
        return Format.ROWS
    return Format.OBJECTS if are_objects(sample) else Format.JSON_LINES


def _json_rows(text: io.TextIOWrapper) -> Iterator[Entry]:
    """The list under the key `rows`, whose beginning must be within the sample."""
    start = text.read(_SAMPLE)
    found = _ROWS.search(start)
    if found is None:
        raise UnreadableFile("The file has no list of rows.")
    return iter(JsonArray(text, start=start[found.end() :]))


def _json_lines(lines: Iterator[str]) -> Iterator[Entry]:
    number = 0
    for line_number, line in enumerate(lines, start=1):
        text = line.strip()
        if text:
            number += 1
            yield Entry(number, line_number, *_json_line(text), len(text))


def _json_line(text: str) -> tuple[object, str | None]:
    try:
        value, end = decode_json(text)
    except RecursionError:
        return None, "nested too deep"
    except ValueError as error:
        return None, f"not JSON: {error}"
    return (None, "more than one value on a line") if end != len(text) else (value, None)


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    """The file's bytes, decompressed if it is a gzip file."""
    packed = file.read(len(_GZIP)) == _GZIP
    file.seek(0)
    return gzip.GzipFile(fileobj=file) if packed else file  # type: ignore[return-value]


def _as_text(stream: io.RawIOBase) -> io.TextIOWrapper:
    """Decode UTF-8 with or without a byte order mark; invalid bytes become surrogates, refused in names."""
    return io.TextIOWrapper(
        io.BufferedReader(stream, _SAMPLE), encoding="utf-8-sig", errors="surrogateescape", newline=""
    )


class _UntilBroken(io.RawIOBase):
    """Bytes up to the point where an archive is cut or damaged, so that earlier records are not lost."""

    def __init__(self, source: IO[bytes], *, max_bytes: int | None = None) -> None:
        self._source = source
        self._max_bytes = max_bytes
        self._read = 0
        self.broken: str | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, target) -> int:
        try:
            data = self._source.read1(len(target))  # type: ignore[attr-defined]
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            self.broken = str(error)
            return 0
        self._read += len(data)
        if self._max_bytes is not None and self._read > self._max_bytes:
            raise UnreadableFile(f"The file unpacks to more than {self._max_bytes:,} bytes.")
        target[: len(data)] = data
        return len(data)
