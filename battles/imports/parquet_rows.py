"""Read the records of a Parquet file, a batch at a time. Needs the extra `parquet` (pyarrow)."""

from collections.abc import Iterator
from pathlib import Path

from battles.imports.entries import Entry, UnreadableFile

MAGIC = b"PAR1"
BATCH_ROWS = 2_000


class ParquetRows:
    """Iterate over it once for its entries; `position` counts the rows read, `size` all rows.

    Raises UnreadableFile if pyarrow is not installed or the file is not Parquet.
    """

    def __init__(self, path: Path) -> None:
        try:
            from pyarrow import ArrowInvalid  # noqa: PLC0415 - an extra
            from pyarrow.parquet import ParquetFile  # noqa: PLC0415
        except ImportError:
            raise UnreadableFile(
                "Parquet needs pyarrow, which is not installed: pip install 'arenasite[parquet]'."
            ) from None
        try:
            self._file = ParquetFile(path)
        except ArrowInvalid as error:
            raise UnreadableFile(f"The file is not Parquet: {error}") from None
        self.size = self._file.metadata.num_rows
        self.position = 0

    def __iter__(self) -> Iterator[Entry]:
        for batch in self._file.iter_batches(batch_size=BATCH_ROWS):
            for record in batch.to_pylist():
                self.position += 1
                yield Entry(self.position, self.position, record, None)

    def close(self) -> None:
        self._file.close()
