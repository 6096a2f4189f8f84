"""The voters of an arena by their names in vote logs."""

import hmac
import json
import uuid
from collections.abc import Iterable, Sequence

from django.utils import timezone

from battles.bulk_rows import BulkRows
from battles.models import Arena, Voter
from battles.site_keys import Purpose, find_oldest_key

MAX_CACHED_NAMES = 50_000
"""Names cached in memory; a log may have millions."""

_COLUMNS = ("id", "key", "origin", "created_at")


def voter_key(arena_id: int, name: str) -> uuid.UUID:
    """The key of the voter with this name in a log.

    The name may contain an address, so the key is a keyed hash. The same name in the same arena is the same
    voter under the oldest key that the site still has.
    """
    digest = hmac.digest(_import_key(), json.dumps([arena_id, name]).encode(), "sha256")
    return uuid.UUID(bytes=digest[:16], version=4)


def _import_key() -> bytes:
    """The key of this purpose; hashed once more, as the stored keys of voters were made."""
    return hmac.digest(find_oldest_key(Purpose.IMPORTED_VOTERS), b"", "sha256")


class ImportedVoters:
    """Finds the voter of each log name in one arena, and creates new ones."""

    def __init__(self, arena: Arena, rows: BulkRows) -> None:
        self._arena = arena
        self._rows = rows
        self._ids: dict[str, int] = {}

    def ids(self, names: Iterable[str]) -> dict[str, int]:
        """Voter ids by name. Call it inside the transaction that uses them."""
        wanted = dict.fromkeys(names)
        if len(self._ids) + len(wanted) > MAX_CACHED_NAMES:
            self._ids = {}
        keys = {voter_key(self._arena.pk, name): name for name in wanted if name not in self._ids}
        if keys:
            known = self._rows.ids_by_key(Voter, keys)
            known |= self._create([key for key in keys if key not in known])
            self._ids |= {keys[key]: pk for key, pk in known.items()}
        return self._ids

    def _create(self, keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
        ids = self._rows.reserve_ids(Voter, len(keys))
        now = timezone.now()
        origin = Voter.Origin.IMPORTED.value
        rows = [(pk, key, origin, now) for pk, key in zip(ids, keys, strict=True)]
        self._rows.insert(Voter, _COLUMNS, rows)
        return dict(zip(keys, ids, strict=True))
