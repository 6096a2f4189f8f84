"""Sort the votes of a batch into new, known, repeated and conflicting ones."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Max, Sum

from battles.database.bulk_inserts import bulk_rows
from battles.imports.keys import (
    Place,
    arena_namespace,
    battle_keys,
    named_identity,
    older_key,
    other_outcome_keys,
)
from battles.imports.records import ImportedVote, plain_name
from battles.models import Arena, Battle, ImportBatch, Vote

PlacedVote = tuple[Place, ImportedVote]
Keyed = dict[str, ImportedVote]
Later = dict[str, list[PlacedVote]]
"""Further records of votes that the batch has several times, by key."""


@dataclass
class Sorted:
    """A batch, sorted.

    - fresh: votes that are not stored, by key. known: records of votes stored before this import.
    - repeated: the number of further records of votes that this import stores.
    - conflicts: places of votes whose id, or voter and time, is that of a vote with another content.
    """

    fresh: Keyed = field(default_factory=dict)
    known: list[ImportedVote] = field(default_factory=list)
    repeated: int = 0
    conflicts: list[Place] = field(default_factory=list)


class VoteSorter:
    """Compares votes with those that an arena has. `batch`: the import that they belong to."""

    def __init__(self, arena: Arena, *, source: str, batch: ImportBatch) -> None:
        self._arena = arena
        self._namespace = arena_namespace(arena.pk)
        self._source = source
        self._batch = batch
        self._rows = bulk_rows()
        imported = Battle.objects.filter(arena=arena, origin=Battle.Origin.IMPORTED)
        self._has_older = imported.filter(import_batch__isnull=True).exists()
        self._latest: dt.datetime | None = None
        self._votes_of_others: int | None = None

    def sort(self, votes: Sequence[PlacedVote]) -> Sorted:
        """Sort the votes. Of two that conflict within the batch, the first is fresh.

        Each record is counted as it would be in a batch of its own.
        """
        found = Sorted()
        places: dict[str, Place] = {}
        later: Later = {}
        keys = battle_keys(self._namespace, votes, source=self._source)
        for key, placed in zip(keys, votes, strict=True):
            if key in places:
                later.setdefault(key, []).append(placed)
            else:
                places[key], found.fresh[key] = placed
        newest = self._read_latest()
        # Most votes of a log in order of time are later than the newest stored one: they are not looked for.
        old = [key for key, vote in found.fresh.items() if _may_be_stored(vote, newest)]
        self._take_out_stored(found, places, later, old)
        self._take_out_older(found, places, later)
        _take_out_corrections(found, places)
        self._take_out_other_outcomes(found, places, old)
        times = [vote.cast_at for vote in found.fresh.values() if vote.cast_at is not None]
        self._latest = max([*times, newest] if newest else times, default=None)
        _sort_later(found, later)
        found.conflicts.sort()
        return found

    def _take_out_stored(
        self, found: Sorted, places: dict[str, Place], later: Later, old: Sequence[str]
    ) -> None:
        """Votes whose key is stored are known, or repeated, or conflict with the stored vote."""
        stored = self._rows.ids_by_key(Battle, old) if old else {}
        by_id = [pk for key, pk in stored.items() if found.fresh[key].record_id is not None]
        judgements = _read_judgements(by_id)
        own = self._list_own(stored.values())
        for key, pk in stored.items():
            for place, vote in [(places[key], found.fresh.pop(key)), *later.pop(key, ())]:
                if pk in judgements and not _agrees(vote, *judgements[pk]):
                    found.conflicts.append(place)
                elif pk in own:
                    found.repeated += 1
                else:
                    found.known.append(vote)

    def _list_own(self, ids) -> set[int]:
        """Those of these battles that this import has stored."""
        if self._batch.pk is None or not ids:
            return set()
        return set(Battle.objects.filter(pk__in=ids, import_batch=self._batch).values_list("pk", flat=True))

    def _take_out_older(self, found: Sorted, places: dict[str, Place], later: Later) -> None:
        """Votes that an earlier version stored under another key are known."""
        if not self._has_older:
            return
        older = {
            other: key
            for key, vote in found.fresh.items()
            if (other := older_key(self._namespace, vote, place=places[key], source=self._source))
        }
        for other in self._rows.ids_by_key(Battle, older):
            if (vote := found.fresh.pop(older[other], None)) is not None:
                found.known += [vote, *(each for _, each in later.pop(older[other], ()))]

    def _take_out_other_outcomes(self, found: Sorted, places: dict[str, Place], old: Sequence[str]) -> None:
        """A vote that is stored with another outcome is a conflict: one of the two was corrected.

        No two votes share the key of another outcome here: `_take_out_corrections` has left one of them.
        """
        others: dict[str, str] = {}
        for key in old:
            vote = found.fresh.get(key)
            if vote is not None and vote.cast_at is not None:
                others |= dict.fromkeys(other_outcome_keys(self._namespace, vote), key)
        for other in self._rows.ids_by_key(Battle, others) if others else ():
            if found.fresh.pop(others[other], None) is not None:
                found.conflicts.append(places[others[other]])

    def _read_latest(self) -> dt.datetime | None:
        """The newest stored time; it is read again after another import has stored votes of the arena."""
        others = ImportBatch.objects.filter(arena=self._arena).exclude(pk=self._batch.pk)
        votes = others.aggregate(votes=Sum("votes"))["votes"] or 0
        if votes != self._votes_of_others:
            self._votes_of_others = votes
            self._latest = Vote.objects.filter(arena=self._arena).aggregate(latest=Max("cast_at"))["latest"]
        return self._latest


def _may_be_stored(vote: ImportedVote, newest: dt.datetime | None) -> bool:
    """Whether a vote can be stored already, with this or another outcome, if the newest stored one has this
    time. A key without an id contains the time.
    """
    if vote.record_id is not None or vote.cast_at is None:
        return True
    return newest is not None and vote.cast_at <= newest


def _take_out_corrections(found: Sorted, places: dict[str, Place]) -> None:
    """Within the batch, of votes that differ in the outcome alone, the later ones conflict.

    Votes without a time are left out: theirs is a conflict only under an id, which is their key.
    """
    if len({vote.cast_at for vote in found.fresh.values()}) == len(found.fresh):
        return
    times = Counter(vote.cast_at for vote in found.fresh.values())
    seen: set[tuple[object, ...]] = set()
    for key, vote in list(found.fresh.items()):
        identity = named_identity(vote) if times[vote.cast_at] > 1 and vote.record_id is None else None
        if identity in seen:
            del found.fresh[key]
            found.conflicts.append(places[key])
        elif identity is not None:
            seen.add(identity)


def _sort_later(found: Sorted, later: Later) -> None:
    """Later records of a new vote repeat it or conflict with it; those of a conflicting one conflict too."""
    for key, records in later.items():
        first = found.fresh.get(key)
        for place, vote in records:
            if first is not None and _judgement(first) == _judgement(vote):
                found.repeated += 1
            else:
                found.conflicts.append(place)


def _read_judgements(ids: Sequence[int]) -> dict[int, tuple[int, str | None, str | None]]:
    """Outcome and imported names of stored votes."""
    if not ids:
        return {}
    rows = Vote.objects.filter(pk__in=ids).values_list(
        "pk", "outcome", "battle__contender_a__imported_name", "battle__contender_b__imported_name"
    )
    return {pk: (outcome, name_a, name_b) for pk, outcome, name_a, name_b in rows.iterator()}


def _agrees(vote: ImportedVote, outcome: int, name_a: str | None, name_b: str | None) -> bool:
    """Whether a record has the outcome and the pair of a stored vote."""
    names = {plain_name(vote.model_a), plain_name(vote.model_b), ""}
    return outcome == int(vote.outcome) and {plain_name(name_a or ""), plain_name(name_b or "")} <= names


def _judgement(vote: ImportedVote) -> tuple[str, str, int]:
    return plain_name(vote.model_a), plain_name(vote.model_b), int(vote.outcome)


def new_votes(arena: Arena, votes: Sequence[PlacedVote], *, source: str) -> list[PlacedVote]:
    """The (place, vote) pairs that the arena does not know yet."""
    keys = battle_keys(arena_namespace(arena.pk), votes, source=source)
    known = bulk_rows().ids_by_key(Battle, keys)
    return [placed for placed, key in zip(votes, keys, strict=True) if key not in known]
