"""What an import or a dry run has found, as counts."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from battles.imports.records import ImportedVote, look_alikes, plain_name
from battles.outcomes import Outcome

CAUSES_KEPT = 100
OTHER_CAUSES = "other causes"
FIRST_VOTES = 3


@dataclass
class ImportReport:
    """The result so far; it is updated as batches are stored.

    read: judgements, of which a record of some shapes has several. look_alikes: see names.look_alikes.

    known: records of votes stored before this import. repeated: further records of votes that it stores.
    conflicts: refused records whose id, or voter and time, is that of a vote with other content. batch:
    number of the import.
    refusals: the first few messages. causes: how many records were refused for each cause. faults: how many
    records lost an optional field, by cause. Causes beyond CAUSES_KEPT are counted as OTHER_CAUSES.
    unknown_labels: winners that were refused. columns: those of the file's first record.
    """

    arena: str = ""
    arena_created: bool = False
    read: int = 0
    imported: int = 0
    known: int = 0
    known_by_position: int = 0
    repeated: int = 0
    conflicts: int = 0
    batch: int | None = None
    self_battles: int = 0
    side_by_side: int = 0
    scanned: int = 0
    leaks: int = 0
    replaced: int = 0
    refused: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)
    new_contenders: list[str] = field(default_factory=list)
    matched: list[str] = field(default_factory=list)
    look_alikes: list[tuple[str, ...]] = field(default_factory=list)
    unknown_labels: Counter[str] = field(default_factory=Counter)
    columns: list[str] = field(default_factory=list)
    broken: str | None = None

    @property
    def refused_share(self) -> float:
        """The share of records that were refused, conflicts included, from 0 to 1."""
        return (self.refused + self.conflicts) / self.read if self.read else 0.0

    def count(self, counter: Counter[str], cause: str) -> None:
        """Count one record under a cause of `causes` or `faults`."""
        is_kept = cause in counter or len(counter) < CAUSES_KEPT
        counter[cause if is_kept else OTHER_CAUSES] += 1


@dataclass
class DryRun:
    """What a file contains: outcomes, models, the time range and the first votes."""

    report: ImportReport
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)
    earliest: dt.datetime | None = None
    latest: dt.datetime | None = None
    first: list[ImportedVote] = field(default_factory=list)

    def add(self, vote: ImportedVote) -> None:
        self.outcomes[vote.outcome] += 1
        self.models.update((plain_name(vote.model_a), plain_name(vote.model_b)))
        if vote.cast_at is not None:
            self.earliest = min(self.earliest or vote.cast_at, vote.cast_at)
            self.latest = max(self.latest or vote.cast_at, vote.cast_at)
        if len(self.first) < FIRST_VOTES:
            self.first.append(vote)

    @property
    def look_alikes(self) -> list[tuple[str, ...]]:
        return look_alikes(self.models)
