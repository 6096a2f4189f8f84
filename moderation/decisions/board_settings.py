"""Operators' settings that move boards: what they are, which need a second person, and how they are stored.

- Settings of an arena: its rating parameters and its visibility. Settings of a contender: weight and state,
  and of a name of a log the contender that it is counted as (battles.imports.merges).
- Where an arena has no published board they are set directly: first setup moves nothing.
- The same applies to a contender that no published board rates: a new model enters the draw by itself.
- Everything else is a decision (kinds.change_settings), and needs a second person if `needs_two_persons`
  or the predicted ranks say so, in sum with the same person's other changes of seven days.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from battles.models import Arena, Contender, NameMerge

ARENA = "arena"
CONTENDER = "contender"
ARENA_SETTINGS = ("minimum_votes", "provisional_votes", "anchor", "anchor_rating", "elo_k", "visibility")
COUNTED_AS = "counted_as"
CONTENDER_SETTINGS = ("weight", "state", COUNTED_AS)
MODELS: dict[str, type[Arena | Contender]] = {ARENA: Arena, CONTENDER: Contender}
NAMES: dict[str, Collection[str]] = {ARENA: ARENA_SETTINGS, CONTENDER: CONTENDER_SETTINGS}

ALWAYS_TWO = frozenset({"visibility", "anchor", "anchor_rating", "elo_k"})
"""Settings of an arena that change every number of a board: always two persons."""
NULLABLE = frozenset({"anchor", COUNTED_AS})
"""Settings of which None is a value: no anchor; counted under its own name."""
MAX_WEIGHT_FACTOR = 2.0
MAX_CONTENDERS_ALONE = 1

RatedContenders = Callable[[Arena], frozenset[int] | None]
"""The function that the setting MODERATION_RATED names: ids of the contenders that the arena's published
boards rate; None without a published board.
"""


@dataclass(frozen=True, order=True)
class SettingChange:
    """One setting before and after. `subject`: ARENA or CONTENDER; `pk`: its id.

    An anchor, and the contender that a name is counted as, are given by id.
    """

    subject: str
    pk: int
    name: str
    old: Any
    new: Any

    @property
    def key(self) -> tuple[str, int, str]:
        return self.subject, self.pk, self.name

    def reversed(self) -> "SettingChange":
        """The change back."""
        return replace(self, old=self.new, new=self.old)


Settings = tuple[SettingChange, ...]


def combine(first: Iterable[SettingChange], later: Iterable[SettingChange]) -> Settings:
    """Both in sum, in this order; a setting that has its first value again is left out."""
    merged: dict[tuple[str, int, str], SettingChange] = {}
    for change in (*first, *later):
        before = merged.get(change.key)
        merged[change.key] = replace(before, new=change.new) if before else change
    left = [change for change in merged.values() if change.old != change.new]
    return tuple(sorted(left, key=lambda change: change.key))


def reverse(changes: Iterable[SettingChange]) -> Settings:
    """The changes back."""
    return tuple(change.reversed() for change in changes)


def to_json(changes: Iterable[SettingChange]) -> list[dict[str, Any]]:
    """The changes as stored on a decision or proposal."""
    return [asdict(change) for change in changes]


def from_json(rows: Iterable[Mapping[str, Any]]) -> Settings:
    """The changes stored on a decision or proposal."""
    return tuple(SettingChange(**row) for row in rows)


def current_value(row: Arena | Contender, name: str) -> Any:
    """The value of a setting as it is stored in a change."""
    if name == COUNTED_AS:
        return NameMerge.objects.current().filter(contender=row).values_list("into", flat=True).first()
    return getattr(row, "anchor_id" if name == "anchor" else name)


def build_changes(subject: str, rows: Iterable[Arena | Contender], values: Mapping[str, Any]) -> Settings:
    """The changes that give these rows these values. Rows may be given by id; None is a value of NULLABLE."""
    changes = []
    for row in rows:
        for name in NAMES[subject]:
            if values.get(name) not in (None, "") or (name in NULLABLE and name in values):
                new = getattr(values[name], "pk", values[name])
                changes.append(SettingChange(subject, row.pk, name, current_value(row, name), new))
    return combine(changes, ())


@cache
def _load(path: str) -> RatedContenders:
    return import_string(path)


def rated_contenders(arena: Arena) -> frozenset[int] | None:
    """Ids of the contenders that published boards rate; None without a board, or without MODERATION_RATED."""
    path = settings.MODERATION_RATED
    return _load(path)(arena) if path else None


def is_guarded(row: Arena | Contender) -> bool:
    """Whether a change of this row's settings is a decision: published boards show it."""
    if isinstance(row, Contender):
        return row.pk in (rated_contenders(row.arena) or ())
    return rated_contenders(row) is not None


def needs_two_persons(changes: Iterable[SettingChange]) -> bool:
    """Whether these changes, in sum, need two persons whatever the ranks.

    - A setting that changes every number of a board.
    - A rated contender's state, except a pause; its weight to or from 0 or by more than a factor of two.
    - A merge of names of which one is rated, or the end of one.
    - The settings of more than one rated contender.
    """
    contenders = [change for change in changes if change.subject == CONTENDER]
    rated = _rated_among(set().union(*map(_contenders_of, contenders)))
    touched = [change for change in contenders if rated & _contenders_of(change)]
    return (
        any(change.name in ALWAYS_TWO for change in changes if change.subject == ARENA)
        or len({change.pk for change in touched}) > MAX_CONTENDERS_ALONE
        or any(map(_is_large, touched))
    )


def _contenders_of(change: SettingChange) -> set[int]:
    """The contenders whose standing a change of a contender's setting moves."""
    merged = {change.old, change.new} - {None} if change.name == COUNTED_AS else set()
    return {change.pk, *merged}


def _is_large(change: SettingChange) -> bool:
    if change.name == COUNTED_AS:
        return True
    if change.name == "state":
        return change.new != Contender.State.PAUSED
    low, high = sorted((change.old, change.new))
    return low == 0 or high / low > MAX_WEIGHT_FACTOR


def _rated_among(contender_ids: Collection[int]) -> set[int]:
    rated: set[int] = set()
    for arena in Arena.objects.filter(contenders__in=contender_ids).distinct():
        rated |= rated_contenders(arena) or frozenset()
    return rated & set(contender_ids)
