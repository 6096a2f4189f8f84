"""The voters of an arena by their names in vote logs."""

import hmac
import uuid
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring_ascii as json_text

from django.utils import timezone

from battles.database.bulk_inserts import BulkRows, Same
from battles.keys.site_keys import Purpose, find_oldest_key
from battles.models import Arena, Voter

MAX_CACHED_NAMES = 50_000
"""Names cached in memory; a log may have millions."""

_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def voter_key(arena_id: int, name: str) -> uuid.UUID:
    """The key of the voter with this name in a log.

    The name may contain an address, so the key is a keyed hash. The same name in the same arena is the same
    voter under the oldest key that the site still has.
    """
    return uuid.UUID(_keyed(_import_key(), arena_id, name))


def _keyed(key: bytes, arena_id: int, name: str) -> str:
    """The voter's key as 32 hexadecimal digits of a UUID of version 4."""
    digits = hmac.digest(key, f"[{arena_id}, {json_text(name)}]".encode(), "sha256").hex()
    return f"{digits[:12]}4{digits[13:16]}{_VARIANT[digits[16]]}{digits[17:32]}"


def _import_key() -> bytes:
    """The key of this purpose; hashed once more, as the stored keys of voters were made."""
    return hmac.digest(find_oldest_key(Purpose.IMPORTED_VOTERS), b"", "sha256")


class ImportedVoters:
    """Finds the voter of each log name in one arena, and creates new ones."""

    def __init__(self, arena: Arena, rows: BulkRows) -> None:
        self._arena = arena
        self._rows = rows
        self._ids: dict[str, int] = {}
        self.created: set[int] = set()

    def ids(self, names: Iterable[str]) -> dict[str, int]:
        """Voter ids by name. Call it inside the transaction that uses them; `created` are the new ones."""
        self.created = set()
        wanted = dict.fromkeys(names)
        if len(self._ids) + len(wanted) > MAX_CACHED_NAMES:
            self._ids = {}
        secret, arena_id = _import_key(), self._arena.pk
        keys = {_keyed(secret, arena_id, name): name for name in wanted if name not in self._ids}
        if keys:
            known = self._rows.ids_by_key(Voter, keys)
            known |= self._create([key for key in keys if key not in known])
            self._ids |= {keys[key]: pk for key, pk in known.items()}
        return self._ids

    def _create(self, keys: Sequence[str]) -> dict[str, int]:
        ids = self._rows.reserve_ids(Voter, len(keys))
        self.created.update(ids)
        columns = {
            "id": ids,
            "key": keys,
            "origin": Same(Voter.Origin.IMPORTED.value),
            "created_at": Same(timezone.now()),
        }
        self._rows.insert_columns(Voter, columns)
        return dict(zip(keys, ids, strict=True))
