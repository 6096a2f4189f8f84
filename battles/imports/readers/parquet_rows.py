"""Read the records of a Parquet file, a batch at a time. Needs the extra `parquet` (pyarrow)."""

from collections.abc import Iterator
from pathlib import Path

from battles.imports.readers.entries import Entry, UnreadableFile

MAGIC = b"PAR1"
BATCH_ROWS = 2_000


class ParquetRows:
    """Iterate over it once for its entries; `position` counts the rows read, `size` all rows.

    Raises UnreadableFile if pyarrow is not installed or the file is not Parquet.
    """

    def __init__(self, path: Path, *, max_bytes: int | None = None) -> None:
        try:
            from pyarrow import ArrowException  # noqa: PLC0415 - an extra
            from pyarrow.parquet import ParquetFile  # noqa: PLC0415
        except ImportError:
            raise UnreadableFile(
                "Parquet needs pyarrow, which is not installed: pip install 'arenasite[parquet]'."
            ) from None
        try:
            self._file = ParquetFile(path)
        except (ArrowException, OSError) as error:
            raise UnreadableFile(f"The file is not Parquet: {error}") from None
        self._damage = (ArrowException, OSError, UnicodeDecodeError)
        metadata = self._file.metadata
        unpacked = sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))
        if max_bytes is not None and unpacked > max_bytes:
            raise UnreadableFile(f"The file unpacks to {unpacked:,} bytes; at most {max_bytes:,} are read.")
        self.size = metadata.num_rows
        self.position = 0

    def __iter__(self) -> Iterator[Entry]:
        batches = self._file.iter_batches(batch_size=BATCH_ROWS)
        while True:
            try:
                batch = next(batches, None)
                records = [] if batch is None else batch.to_pylist()
            except self._damage as error:
                raise UnreadableFile(f"The file is damaged after row {self.position:,}: {error}") from None
            if batch is None:
                return
            characters = batch.nbytes // max(len(records), 1)
            for record in records:
                self.position += 1
                yield Entry(self.position, self.position, record, None, characters)

    def close(self) -> None:
        self._file.close()
