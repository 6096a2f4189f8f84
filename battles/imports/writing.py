"""Store imported votes in batches; each batch and its dirty days are one transaction."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from battles.counting.exclusions import lock_voters
from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.database.bulk_inserts import Same, bulk_rows
from battles.detectors.frequency import prompt_digest
from battles.detectors.run import battle_language, battle_tags
from battles.imports.contenders import ImportedContenders
from battles.imports.keys import Place, is_without_time
from battles.imports.records import ImportedVote
from battles.imports.sorting import Keyed, VoteSorter
from battles.imports.texts import answers_by_id, write_styles, write_texts
from battles.imports.voters import ImportedVoters
from battles.languages import language_number
from battles.models import Annotation, Arena, Battle, ImportBatch, Vote
from battles.tags import Tag

_LEAKS = Tag.IDENTITY_LEAK | Tag.PROMPTED_IDENTITY


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
        self._sorter = VoteSorter(arena, source=source, batch=self._batch)
        self.contenders = ImportedContenders(arena, match=match)
        self._arena = arena
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
        found = self._sorter.sort(votes)
        new = list(found.fresh.values())
        contenders = self.contenders.ids([name for vote in new for name in (vote.model_a, vote.model_b)])
        if new:
            self._note_batch(found.fresh)
            ids = self._rows.reserve_ids(Battle, len(new))
            self._write_battles(ids, found.fresh, contenders)
            self._write_votes(ids, new)
            write_styles(self._rows, ids, new)
            self._write_facts(ids, new, write_texts(self._rows, ids, new, contenders))
        is_self = [contenders[vote.model_a] == contenders[vote.model_b] for vote in new]
        return BatchReport(
            imported=len(new),
            known=len(found.known),
            known_by_position=sum(map(is_without_time, found.known)),
            repeated=found.repeated,
            conflicts=tuple(found.conflicts),
            self_battles=sum(is_self),
            side_by_side=sum([not vote.anonymous for vote in new]),
            scanned=sum([bool(vote.facts) for vote in new]),
            leaks=sum(
                bool(_tag_bits(vote) & _LEAKS)
                for vote, is_self_battle in zip(new, is_self, strict=True)
                if vote.facts and vote.anonymous and not is_self_battle
            ),
        )

    def conflicts(self, votes: Sequence[tuple[Place, ImportedVote]]) -> list[Place]:
        """The places of votes that `write` would refuse. Stores nothing."""
        return self._sorter.sort(votes).conflicts

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

    def _write_battles(self, ids: Sequence[int], fresh: Keyed, contenders: dict[str, int]) -> None:
        votes = list(fresh.values())
        names = {vote.voter for vote in votes if vote.voter is not None}
        voters: dict[str | None, int | None] = {None: None, **self._voters.ids(names)}
        known = {voters[name] for name in names} - self._voters.created
        lock_voters(pk for pk in known if pk is not None)  # a block may be under way
        modes = {True: Battle.Mode.ANONYMOUS.value, False: Battle.Mode.SIDE_BY_SIDE.value}
        languages = {code: language_number(code) or None for code in {vote.language for vote in votes}}
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
                "language": [
                    languages[vote.language] or (battle_language(vote.facts) or None if vote.facts else None)
                    for vote in votes
                ],
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


def _cluster(vote: ImportedVote) -> int | None:
    return prompt_digest(next(iter(vote.conversation.prompts), "")) if vote.conversation else None
