"""Store imported votes in batches; each batch and its dirty days are one transaction."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from battles.counting.exclusions import lock_voters
from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.database.bulk_inserts import Same, bulk_rows
from battles.detectors.frequency import prompt_digest
from battles.detectors.run import battle_language, battle_tags
from battles.imports.contenders import ImportedContenders
from battles.imports.keys import (
    Place,
    arena_namespace,
    battle_key,
    is_without_time,
    older_key,
    other_outcome_keys,
)
from battles.imports.names import plain_name
from battles.imports.records import ImportedVote
from battles.imports.texts import answers_by_id, write_styles, write_texts
from battles.imports.voters import ImportedVoters
from battles.languages import language_number
from battles.models import Annotation, Arena, Battle, ImportBatch, Vote
from battles.tags import Tag

_LEAKS = Tag.IDENTITY_LEAK | Tag.PROMPTED_IDENTITY

Keyed = dict[str, ImportedVote]


@dataclass(frozen=True)
class BatchReport:
    """The result of storing one batch, as numbers of votes.

    - imported: new votes. Of these, `self_battles`, `side_by_side` and `leaks` (found by the detectors in the
      other votes) do not count; the texts of `scanned` votes were scanned.
    - known: votes stored before; `known_by_position` of them only by their content and occurrence.
    - repeated: votes that the batch has twice. conflicts: places of votes that are not stored because a vote
      with the same id, or the same voter and time, has another content.
    """

    imported: int
    known: int
    known_by_position: int
    repeated: int
    conflicts: tuple[Place, ...]
    self_battles: int
    side_by_side: int
    scanned: int
    leaks: int


class VoteWriter:
    """Writes votes into one arena. Do not use it again after a write has failed.

    Each write locks the arena's row, so that no vote is stored twice by two imports. `batch`: an import that
    was interrupted and goes on; without it, a new one.
    """

    def __init__(
        self,
        arena: Arena,
        *,
        match: bool = False,
        source: str = "",
        file: str = "",
        batch: ImportBatch | None = None,
    ) -> None:
        self._batch = batch or ImportBatch(arena=arena, file=file[:200], source=source[:100])
        self._digest = hashlib.sha256()
        if batch is not None:
            self._digest_stored(batch)
        self._has_older = Battle.objects.filter(
            arena=arena, origin=Battle.Origin.IMPORTED, import_batch__isnull=True
        ).exists()
        self._latest = Vote.objects.filter(arena=arena).aggregate(latest=Max("cast_at"))["latest"]
        self.contenders = ImportedContenders(arena, match=match)
        self._arena = arena
        self._source = source
        self._namespace = arena_namespace(arena.pk)
        self._rows = bulk_rows()
        self._voters = ImportedVoters(arena, self._rows)

    @property
    def batch(self) -> ImportBatch:
        """The import as a whole; without a primary key as long as nothing was stored."""
        return self._batch

    @transaction.atomic
    def write(self, votes: Sequence[tuple[Place, ImportedVote]]) -> BatchReport:
        """Store the (place, vote) pairs that are new to the arena: all or, on error, none."""
        Arena.objects.select_for_update(no_key=True).get(pk=self._arena.pk)
        split = self._split(votes)
        fresh, new = split.fresh, list(split.fresh.values())
        contenders = self.contenders.ids(name for vote in new for name in (vote.model_a, vote.model_b))
        if new:
            self._note_batch(fresh)
            ids = self._rows.reserve_ids(Battle, len(new))
            self._write_battles(ids, fresh, contenders)
            self._write_votes(ids, new)
            write_styles(ids, new)
            self._write_facts(ids, new, write_texts(ids, new, contenders))
        return BatchReport(
            imported=len(new),
            known=len(split.known),
            known_by_position=sum(map(is_without_time, split.known)),
            repeated=split.repeated,
            conflicts=tuple(split.conflicts),
            self_battles=sum(contenders[vote.model_a] == contenders[vote.model_b] for vote in new),
            side_by_side=sum(not vote.anonymous for vote in new),
            scanned=sum(bool(vote.facts) for vote in new),
            leaks=sum(
                bool(_tag_bits(vote) & _LEAKS)
                for vote in new
                if vote.facts and vote.anonymous and contenders[vote.model_a] != contenders[vote.model_b]
            ),
        )

    def conflicts(self, votes: Sequence[tuple[Place, ImportedVote]]) -> list[Place]:
        """The places of votes that `write` would refuse. Stores nothing."""
        return self._split(votes).conflicts

    def _digest_stored(self, batch: ImportBatch) -> None:
        """Begin with the votes that the interrupted import stored."""
        rows = Vote.objects.filter(battle__import_batch=batch).order_by("battle_id")
        for key, outcome in rows.values_list("battle__key", "outcome").iterator():
            self._digest.update(key.bytes + bytes([outcome]))

    def _note_batch(self, fresh: Keyed) -> None:
        """Count these votes in the batch's row, and add them to its digest."""
        self._digest.update(
            bytes.fromhex("".join([f"{key}{vote.outcome:02x}" for key, vote in fresh.items()]))
        )
        self._batch.votes += len(fresh)
        self._batch.digest = self._digest.hexdigest()
        self._batch.save()

    def _split(self, votes: Sequence[tuple[Place, ImportedVote]]) -> "_Split":
        """Sort votes into new ones by key, known ones, repeated ones and conflicts."""
        split = _Split()
        places: dict[str, Place] = {}
        for place, vote in votes:
            key = battle_key(self._namespace, vote, place=place, source=self._source)
            first = split.fresh.get(key)
            if first is None:
                split.fresh[key], places[key] = vote, place
            elif _judgement(first) == _judgement(vote):
                split.repeated += 1
            else:
                split.conflicts.append(place)
        stored = self._rows.ids_by_key(Battle, split.fresh)
        differing = self._list_differing(split.fresh, stored)
        for key in stored:
            vote = split.fresh.pop(key)
            if key in differing:
                split.conflicts.append(places[key])
            else:
                split.known.append(vote)
        self._take_out_older(split, places)
        self._take_out_other_outcomes(split, places)
        return split

    def _list_differing(self, fresh: Keyed, stored: dict[str, int]) -> set[str]:
        """The keys of stored votes with an id whose pair or outcome differs from the log's."""
        by_id = {stored[key]: key for key in stored if fresh[key].record_id is not None}
        differing = set()
        rows = Vote.objects.filter(pk__in=by_id).values_list(
            "pk", "outcome", "battle__contender_a__imported_name", "battle__contender_b__imported_name"
        )
        for pk, outcome, name_a, name_b in rows.iterator():
            vote = fresh[by_id[pk]]
            names = {plain_name(vote.model_a), plain_name(vote.model_b), ""}
            is_same_pair = {plain_name(name_a or ""), plain_name(name_b or "")} <= names
            if outcome != int(vote.outcome) or not is_same_pair:
                differing.add(by_id[pk])
        return differing

    def _take_out_older(self, split: "_Split", places: dict[str, Place]) -> None:
        """Votes that an earlier version stored under another key are known."""
        if not self._has_older:
            return
        older = {
            other: key
            for key, vote in split.fresh.items()
            if (other := older_key(self._namespace, vote, place=places[key], source=self._source))
        }
        for other in self._rows.ids_by_key(Battle, older):
            if (vote := split.fresh.pop(older[other], None)) is not None:
                split.known.append(vote)

    def _take_out_other_outcomes(self, split: "_Split", places: dict[str, Place]) -> None:
        """A vote that is stored with another outcome is a conflict: somebody corrected one of the two.

        Only votes not later than the newest stored one can be stored already.
        """
        others: dict[str, str] = {}
        for key, vote in split.fresh.items():
            is_new = self._latest is None or vote.cast_at is None or vote.cast_at > self._latest
            if not is_new:
                others |= dict.fromkeys(other_outcome_keys(self._namespace, vote), key)
        for other in self._rows.ids_by_key(Battle, others) if others else ():
            if split.fresh.pop(others[other], None) is not None:
                split.conflicts.append(places[others[other]])
        latest = max((vote.cast_at for vote in split.fresh.values() if vote.cast_at), default=None)
        self._latest = max(filter(None, (self._latest, latest)), default=None)

    def _write_battles(self, ids: Sequence[int], fresh: Keyed, contenders: dict[str, int]) -> None:
        votes = list(fresh.values())
        names = {vote.voter for vote in votes if vote.voter is not None}
        voters: dict[str | None, int | None] = {None: None, **self._voters.ids(names)}
        known = {voters[name] for name in names} - self._voters.created
        lock_voters(pk for pk in known if pk is not None)  # a block may be under way
        modes = {True: Battle.Mode.ANONYMOUS.value, False: Battle.Mode.SIDE_BY_SIDE.value}
        self._rows.insert_columns(
            Battle,
            {
                "id": ids,
                "key": list(fresh),
                "arena_id": Same(self._arena.pk),
                "mode": [modes[vote.anonymous] for vote in votes],
                "origin": Same(Battle.Origin.IMPORTED.value),
                "state": Same(Battle.State.VOTED.value),
                "contender_a_id": [contenders[vote.model_a] for vote in votes],
                "contender_b_id": [contenders[vote.model_b] for vote in votes],
                "voter_id": [voters[vote.voter] for vote in votes],
                "tags": [_tag_bits(vote) if vote.facts else vote.tags for vote in votes],
                "language": [_language(vote) for vote in votes],
                "import_batch_id": Same(self._batch.pk),
            },
        )

    def _write_facts(
        self, ids: Sequence[int], votes: Sequence[ImportedVote], answers: dict[int, list[int]]
    ) -> None:
        facts = [
            (battle_id, fact.detector, fact.version, json.dumps(fact.value))
            for battle_id, vote in zip(ids, votes, strict=True)
            if vote.facts
            for fact in answers_by_id(vote.facts, answers.get(battle_id, []))
        ]
        if facts:
            columns = zip(
                ("battle_id", "detector", "version", "value"), zip(*facts, strict=True), strict=True
            )
            self._rows.insert_columns(Annotation, {**dict(columns), "recorded_at": Same(timezone.now())})

    def _write_votes(self, ids: Sequence[int], votes: Sequence[ImportedVote]) -> None:
        days = [None if vote.cast_at is None else vote.cast_at.date() for vote in votes]
        self._rows.insert_columns(
            Vote,
            {
                "battle_id": ids,
                "arena_id": Same(self._arena.pk),
                "outcome": [int(vote.outcome) for vote in votes],
                "cast_at": [vote.cast_at for vote in votes],
                "day": days,
                "recorded_at": Same(timezone.now()),
                "prompt_cluster": [_cluster(vote) for vote in votes],
            },
        )
        mark_days_dirty((self._arena.pk, day) for day in set(days))


def _tag_bits(vote: ImportedVote) -> int:
    """The tags from the log and, if the detectors ran, from their facts."""
    return int(battle_tags(vote.facts)) if vote.facts else vote.tags


def _language(vote: ImportedVote) -> int | None:
    """The language that the log declared, else the one that the detectors found."""
    declared = language_number(vote.language)
    return declared or (battle_language(vote.facts) if vote.facts else None) or None


def _cluster(vote: ImportedVote) -> int | None:
    return prompt_digest(next(iter(vote.conversation.prompts), "")) if vote.conversation else None


@dataclass
class _Split:
    """A batch, sorted; see BatchReport."""

    fresh: Keyed = field(default_factory=dict)
    known: list[ImportedVote] = field(default_factory=list)
    repeated: int = 0
    conflicts: list[Place] = field(default_factory=list)


def _judgement(vote: ImportedVote) -> tuple[str, str, int]:
    return plain_name(vote.model_a), plain_name(vote.model_b), int(vote.outcome)


def new_votes(
    arena: Arena, votes: Sequence[tuple[Place, ImportedVote]], *, source: str
) -> list[tuple[Place, ImportedVote]]:
    """The (place, vote) pairs that the arena does not know yet."""
    namespace = arena_namespace(arena.pk)
    keys = [battle_key(namespace, vote, place=place, source=source) for place, vote in votes]
    known = bulk_rows().ids_by_key(Battle, keys)
    return [placed for placed, key in zip(votes, keys, strict=True) if key not in known]
