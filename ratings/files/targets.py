"""Where an export is written: a folder, or an object store by its address.

Both write a file whole or not at all, and know names relative to their root, with slashes.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from ratings.api import PUBLIC
from ratings.api.responses import IMMUTABLE
from ratings.files.description import media_type

ROOTS = ("data", "api")
"""What belongs to an export lies below these; nothing else is listed or deleted."""


class StoreMissing(Exception):
    """obstore is not installed on this site."""


class StoreFailed(Exception):
    """The object store refused or could not be reached; the message is the store's."""


class Target(Protocol):
    """A place for files by name."""

    def get_size(self, name: str) -> int | None:
        """Return the size of a file; None if it does not exist."""

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""

    def write(self, name: str, body: bytes) -> None:
        """Write or replace a file."""

    def list_names(self) -> Iterator[str]:
        """Return the names of all files below ROOTS."""

    def delete(self, name: str) -> None:
        """Delete a file."""


@dataclass(frozen=True)
class Folder:
    """A folder of this machine. Raises OSError."""

    path: Path

    def get_size(self, name: str) -> int | None:
        path = self.path / name
        return path.stat().st_size if path.is_file() else None

    def read(self, name: str) -> bytes:
        return (self.path / name).read_bytes()

    def write(self, name: str, body: bytes) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        try:
            part.write_bytes(body)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)

    def list_names(self) -> Iterator[str]:
        for root in ROOTS:
            files = (path for path in sorted((self.path / root).rglob("*")) if path.is_file())
            yield from (path.relative_to(self.path).as_posix() for path in files)

    def delete(self, name: str) -> None:
        path = self.path / name
        path.unlink()
        for parent in list(path.parents)[: len(PurePosixPath(name).parts) - 1]:
            if any(parent.iterdir()):
                break
            parent.rmdir()


class ObjectStore:
    """An object store by its address: s3://, gs://, az://, file://. Raises StoreFailed and
    StoreMissing.

    Credentials are those of the store's usual environment variables. Sizes are listed once, at the first
    question; objects are written with their media type and how long they may be cached.
    """

    def __init__(self, url: str, *, store: Any = None):
        try:
            import obstore  # noqa: PLC0415  an extra
            from obstore.exceptions import BaseError  # noqa: PLC0415
            from obstore.store import LocalStore, from_url  # noqa: PLC0415
        except ImportError:
            raise StoreMissing from None
        self._obstore, self._errors = obstore, (BaseError, ValueError, OSError)
        more = {"mkdir": True} if url.startswith("file:") else {}
        self._store = self._do(lambda: from_url(url, **more)) if store is None else store
        self._has_attributes = not isinstance(self._store, LocalStore)
        self._sizes: dict[str, int] | None = None

    def get_size(self, name: str) -> int | None:
        return self._list().get(name)

    def read(self, name: str) -> bytes:
        return self._do(lambda: bytes(self._obstore.get(self._store, name).bytes()))

    def write(self, name: str, body: bytes) -> None:
        attributes = {"Content-Type": media_type(name), "Cache-Control": _choose_cache(name)}
        more = {"attributes": attributes} if self._has_attributes else {}
        self._do(lambda: self._obstore.put(self._store, name, body, **more))
        self._list()[name] = len(body)

    def list_names(self) -> Iterator[str]:
        yield from sorted(self._list())

    def delete(self, name: str) -> None:
        self._do(lambda: self._obstore.delete(self._store, name))
        self._list().pop(name, None)

    def _list(self) -> dict[str, int]:
        if self._sizes is None:
            self._sizes = self._do(
                lambda: {
                    each["path"]: each["size"]
                    for root in ROOTS
                    for batch in self._obstore.list(self._store, prefix=root)
                    for each in batch
                }
            )
        return self._sizes

    def _do(self, call: Any) -> Any:
        try:
            return call()
        except self._errors as error:
            raise StoreFailed(str(error).partition("\n")[0][:500]) from error


def _choose_cache(name: str) -> str:
    """Files of a day never change, except what describes them: the address in it may."""
    parts = name.split("/")
    is_dated = len(parts) == 4 and parts[0] == "data" and parts[2] != "latest"
    return IMMUTABLE if is_dated and parts[3] not in {"manifest.json", "croissant.json"} else PUBLIC
