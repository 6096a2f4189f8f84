"""What a place with texts is, and the walk over all of them.

The setting TEXT_PLACES lists the places as dotted paths, as MIDDLEWARE does: a room declares its own places,
also one that this room must not import.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

NO_VOTERS: tuple[int, ...] = ()


@dataclass(frozen=True)
class HeldText:
    """One text that a place holds: of which battle (0: none), and what it is in the place's own words."""

    battle_id: int
    what: str
    text: str


@dataclass(frozen=True)
class TextPlace:
    """One place with texts.

    columns: the table columns that it covers, as "app.Model.column"; empty for files and caches.
    list_texts: yields what the place holds of these battles and voters (ids).
    erase: erases that, returns how many rows or files changed; doing it twice changes nothing.
    is_outside: files and caches, which no transaction covers.
    export: yields what a visitor's own export contains of it, as plain JSON objects, by the voter's id; None
    where the conversation itself is all.
    """

    name: str
    columns: tuple[str, ...]
    list_texts: Callable[[Sequence[int], Sequence[int]], Iterator[HeldText]]
    erase: Callable[[Sequence[int], Sequence[int]], int]
    is_outside: bool = False
    export: Callable[[int], Iterator[dict[str, object]]] | None = None


@cache
def _load_places(paths: tuple[str, ...]) -> tuple[TextPlace, ...]:
    return tuple(place for path in paths for place in import_string(path))


def list_places() -> tuple[TextPlace, ...]:
    """Every declared place, in the setting's order."""
    return _load_places(tuple(settings.TEXT_PLACES))


def list_texts(
    battle_ids: Sequence[int], voter_ids: Sequence[int] = NO_VOTERS
) -> Iterator[tuple[TextPlace, HeldText]]:
    """Yield every text held of these battles and voters, with its place."""
    for place in list_places():
        for held in place.list_texts(battle_ids, voter_ids):
            yield place, held


def erase_texts(
    battle_ids: Sequence[int], voter_ids: Sequence[int] = NO_VOTERS, *, outside: bool
) -> dict[str, int]:
    """Erase the places outside the database, or those inside it. Returns the changes by place."""
    return {
        place.name: place.erase(battle_ids, voter_ids)
        for place in list_places()
        if place.is_outside == outside
    }
