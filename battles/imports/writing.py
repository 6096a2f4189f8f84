"""Store imported votes in batches; each batch and its dirty days are one transaction."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from battles.bulk_rows import bulk_rows
from battles.counting.exclusions import lock_voters
from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.detectors.frequency import prompt_digest
from battles.detectors.run import battle_language, battle_tags
from battles.imports.contenders import ImportedContenders
from battles.imports.keys import arena_namespace, battle_key, is_keyed_by_position
from battles.imports.records import ImportedVote
from battles.imports.texts import answers_by_id, write_styles, write_texts
from battles.imports.voters import ImportedVoters
from battles.languages import language_number
from battles.models import Annotation, Arena, Battle, Vote
from battles.tags import Tag

_BATTLE_COLUMNS = (
    "id",
    "key",
    "arena_id",
    "mode",
    "origin",
    "state",
    "contender_a_id",
    "contender_b_id",
    "voter_id",
    "tags",
    "language",
)
_ANNOTATION_COLUMNS = ("battle_id", "detector", "version", "value", "recorded_at")
_VOTE_COLUMNS = ("battle_id", "arena_id", "outcome", "cast_at", "day", "recorded_at", "prompt_cluster")

_LEAKS = Tag.IDENTITY_LEAK | Tag.PROMPTED_IDENTITY

Keyed = dict[uuid.UUID, ImportedVote]


@dataclass(frozen=True)
class BatchReport:
    """The result of storing one batch, as numbers of votes.

    - imported: new votes. Of these, `self_battles`, `side_by_side` and `leaks` (found by the detectors in the
      other votes) do not count; the texts of `scanned` votes were scanned.
    - known: votes stored before; `known_by_position` of them were recognized only by their number in the log.
    """

    imported: int
    known: int
    known_by_position: int
    self_battles: int
    side_by_side: int
    scanned: int
    leaks: int


class VoteWriter:
    """Writes votes into one arena. Do not use it again after a write has failed.

    Each write locks the arena's row, so that no vote is stored twice by two imports.
    """

    def __init__(self, arena: Arena, *, match: bool = False, source: str = "") -> None:
        self.contenders = ImportedContenders(arena, match=match)
        self._arena = arena
        self._source = source
        self._namespace = arena_namespace(arena.pk)
        self._rows = bulk_rows()
        self._voters = ImportedVoters(arena, self._rows)

    @transaction.atomic
    def write(self, votes: Sequence[tuple[int, ImportedVote]]) -> BatchReport:
        """Store the (record number, vote) pairs that are new to the arena: all or, on error, none."""
        Arena.objects.select_for_update(no_key=True).get(pk=self._arena.pk)
        fresh, known = self._split_known(votes)
        new = list(fresh.values())
        contenders = self.contenders.ids(name for vote in new for name in (vote.model_a, vote.model_b))
        if new:
            ids = self._rows.reserve_ids(Battle, len(new))
            self._write_battles(ids, fresh, contenders)
            self._write_votes(ids, new)
            write_styles(ids, new)
            self._write_facts(ids, new, write_texts(ids, new, contenders))
        return BatchReport(
            imported=len(new),
            known=len(known),
            known_by_position=sum(map(is_keyed_by_position, known)),
            self_battles=sum(contenders[vote.model_a] == contenders[vote.model_b] for vote in new),
            side_by_side=sum(not vote.anonymous for vote in new),
            scanned=sum(bool(vote.facts) for vote in new),
            leaks=sum(
                bool(_tag_bits(vote) & _LEAKS)
                for vote in new
                if vote.facts and vote.anonymous and contenders[vote.model_a] != contenders[vote.model_b]
            ),
        )

    def _split_known(self, votes: Sequence[tuple[int, ImportedVote]]) -> tuple[Keyed, list[ImportedVote]]:
        """Split votes into new ones by key, in order, and known ones; a repeated vote is new once."""
        fresh: Keyed = {}
        known = []
        for number, vote in votes:
            key = battle_key(self._namespace, vote, number=number, source=self._source)
            if key in fresh:
                known.append(vote)
            else:
                fresh[key] = vote
        known += [fresh.pop(key) for key in self._rows.ids_by_key(Battle, fresh)]
        return fresh, known

    def _write_battles(self, ids: Sequence[int], fresh: Keyed, contenders: dict[str, int]) -> None:
        names = {vote.voter for vote in fresh.values() if vote.voter is not None}
        voters = self._voters.ids(names)
        lock_voters(voters[name] for name in names)  # a block may be under way
        anonymous, side_by_side = Battle.Mode.ANONYMOUS.value, Battle.Mode.SIDE_BY_SIDE.value
        origin, state = Battle.Origin.IMPORTED.value, Battle.State.VOTED.value
        self._rows.insert(
            Battle,
            _BATTLE_COLUMNS,
            (
                (
                    pk,
                    key,
                    self._arena.pk,
                    anonymous if vote.anonymous else side_by_side,
                    origin,
                    state,
                    contenders[vote.model_a],
                    contenders[vote.model_b],
                    None if vote.voter is None else voters[vote.voter],
                    _tag_bits(vote),
                    _language(vote),
                )
                for pk, (key, vote) in zip(ids, fresh.items(), strict=True)
            ),
        )

    def _write_facts(
        self, ids: Sequence[int], votes: Sequence[ImportedVote], answers: dict[int, list[int]]
    ) -> None:
        now = timezone.now()
        self._rows.insert(
            Annotation,
            _ANNOTATION_COLUMNS,
            (
                (battle_id, fact.detector, fact.version, json.dumps(fact.value), now)
                for battle_id, vote in zip(ids, votes, strict=True)
                for fact in answers_by_id(vote.facts, answers.get(battle_id, []))
            ),
        )

    def _write_votes(self, ids: Sequence[int], votes: Sequence[ImportedVote]) -> None:
        now = timezone.now()
        days = [None if vote.cast_at is None else vote.cast_at.date() for vote in votes]
        self._rows.insert(
            Vote,
            _VOTE_COLUMNS,
            (
                (pk, self._arena.pk, int(vote.outcome), vote.cast_at, day, now, _cluster(vote))
                for pk, vote, day in zip(ids, votes, days, strict=True)
            ),
        )
        mark_days_dirty((self._arena.pk, day) for day in set(days))


def _tag_bits(vote: ImportedVote) -> int:
    """The tags from the log and, if the detectors ran, from their facts."""
    return int(battle_tags(vote.facts)) if vote.facts else vote.tags


def _language(vote: ImportedVote) -> int | None:
    """The language that the log declared, else the one that the detectors found."""
    return language_number(vote.language) or battle_language(vote.facts) or None


def _cluster(vote: ImportedVote) -> int | None:
    return prompt_digest(next(iter(vote.conversation.prompts), "")) if vote.conversation else None


def new_votes(
    arena: Arena, votes: Sequence[tuple[int, ImportedVote]], *, source: str
) -> list[tuple[int, ImportedVote]]:
    """The (record number, vote) pairs that the arena does not know yet."""
    namespace = arena_namespace(arena.pk)
    keys = [battle_key(namespace, vote, number=number, source=source) for number, vote in votes]
    known = bulk_rows().ids_by_key(Battle, keys)
    return [placed for placed, key in zip(votes, keys, strict=True) if key not in known]
