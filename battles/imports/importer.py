"""Import a whole vote log into one arena and report the result."""

import datetime as dt
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from battles.detectors.workers import Detectors
from battles.imports.arenas import Destination, choose_destination
from battles.imports.detection import Detected, Detection
from battles.imports.entries import Entry, UnreadableFile
from battles.imports.formats import Format, VoteFile
from battles.imports.keys import Place, Placer
from battles.imports.names import look_alikes, plain_name
from battles.imports.records import ImportedVote, Reading, read_record
from battles.imports.shapes import to_usual
from battles.imports.strict import ConflictSearch
from battles.imports.values import BadRecord, short_repr
from battles.imports.writing import VoteWriter
from battles.outcomes import Outcome

BATCH_VOTES = 20_000
BATCH_CHARACTERS = 4_000_000
BATCHES_IN_FLIGHT = 2
"""Batches that wait for the detectors while the next one is read; few, so that memory stays flat."""
REFUSALS_KEPT = 20
CAUSES_KEPT = 100
OTHER_CAUSES = "other causes"
FIRST_VOTES = 3
PROGRESS_EVERY = 1_000
DAY = 86_400


class ImportRefused(Exception):
    """A strict import found a bad record or a truncated file; nothing was stored."""


@dataclass(frozen=True)
class ImportOptions:
    """How to import.

    - shape: the name of a shape that every record must have; without it, shapes are recognised
    - strict: one bad record refuses the whole file, which is read twice: checked, then stored
    - match: a name that equals that of a registered model is that model
    - detectors: run over the texts, in `workers` processes (0: in this process)
    - source: a name of the log, to distinguish logs without times and ids in one arena
    """

    arena: str | None = None
    title: str | None = None
    format: Format | None = None
    shape: str | None = None
    strict: bool = False
    match: bool = False
    texts: bool = True
    detectors: bool = True
    workers: int = 0
    source: str = ""
    force: bool = False
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)


@dataclass
class ImportReport:
    """The result so far; it is updated as batches are stored.

    read: judgements, of which a record of some shapes has several. look_alikes: see names.look_alikes.

    known: votes stored before. repeated: records that the file has twice. conflicts: refused records whose
    id, or voter and time, is that of a vote with other content. batch: number of the import.
    refusals: the first few messages. causes: how many records were refused for each cause. faults: how many
    records lost an optional field, by cause. Causes beyond CAUSES_KEPT are counted as OTHER_CAUSES.
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


class Importer:
    """One import; `report` can be read at any time, also after an interruption.

    An interrupted import keeps the batches stored so far and can be run again. A strict one stores nothing
    before the whole file was read without a problem.
    """

    def __init__(self, path: Path, options: ImportOptions) -> None:
        self._path = path
        self._options = options
        self._writer: VoteWriter | None = None
        self.report = ImportReport()

    def run(self, on_progress: Callable[[int, int], None] = lambda position, size: None) -> ImportReport:
        """Import the file. `on_progress` gets the number of bytes read and the file's size.

        Raises UnreadableFile, ArenaRefused, ImportRefused (strict only), or OSError as open does.
        """
        options = self._options
        destination = choose_destination(
            self._path, slug=options.arena, title=options.title, force=options.force
        )
        if options.strict:
            self._check(destination)
            self.report = ImportReport()
        self.report.arena = destination.slug
        with (
            VoteFile(self._path, format=options.format) as file,
            Detectors(workers=options.workers) as detectors,
        ):
            detection = Detection(
                destination,
                detectors if options.detectors else None,
                match=options.match,
                source=options.source,
            )
            waiting: deque[Detected] = deque()
            for batch in self._batches(file, on_progress):
                waiting.append(detection.begin(batch))
                while waiting and (len(waiting) > BATCHES_IN_FLIGHT or waiting[0].underway.is_done):
                    self._write(destination, waiting.popleft().votes())
            while waiting:
                self._write(destination, waiting.popleft().votes())
            on_progress(file.size, file.size)
            self.report.broken = file.broken
        if self._writer is not None:
            self.report.look_alikes = look_alikes(map(plain_name, self._writer.contenders.names))
        if self.report.read and self.report.refused == self.report.read:
            raise UnreadableFile(f"No record of the file is a vote. The first: {self.report.refusals[0]}")
        return self.report

    def _check(self, destination: Destination) -> None:
        """Read the whole file before anything is stored. Raises ImportRefused."""
        search = ConflictSearch(destination.find(), source=self._options.source)
        with VoteFile(self._path, format=self._options.format) as file, search:
            for batch in self._batches(file, lambda position, size: None):
                for place in search.conflicts(batch):
                    raise ImportRefused(_conflict(place))
            if file.broken:
                raise ImportRefused(f"The file breaks off after record {self.report.read}: {file.broken}")

    def dry_run(self, on_progress: Callable[[int, int], None] = lambda position, size: None) -> DryRun:
        """Read the file to its end and store nothing. Raises UnreadableFile, or OSError as open does."""
        found = DryRun(self.report)
        with VoteFile(self._path, format=self._options.format) as file:
            for batch in self._batches(file, on_progress):
                for _place, vote in batch:
                    found.add(vote)
            on_progress(file.size, file.size)
            self.report.broken = file.broken
        return found

    def _batches(
        self, file: VoteFile, on_progress: Callable[[int, int], None]
    ) -> Iterator[list[tuple[Place, ImportedVote]]]:
        """The file's votes with their places, in batches limited by votes and by characters."""
        batch: list[tuple[int, ImportedVote]] = []
        characters = 0
        placer = Placer()
        reading = Reading(time.time() + DAY, self._options.texts, self._options.outcomes)
        due = 0
        for entry in file:
            for vote in self._read(entry, reading):
                batch.append((entry.number, vote))
                if vote.conversation is not None:
                    characters += sum(map(len, vote.conversation.texts))
            if len(batch) >= BATCH_VOTES or characters >= BATCH_CHARACTERS:
                yield list(placer.place(batch))
                batch, characters = [], 0
            if self.report.read >= due:
                due = self.report.read + PROGRESS_EVERY
                on_progress(file.position, file.size)
        if batch:
            yield list(placer.place(batch))

    def _read(self, entry: Entry, reading: Reading) -> list[ImportedVote]:
        """The entry's votes; the report counts them, and those that are refused."""
        report = self.report
        try:
            if entry.problem is not None:
                raise BadRecord(entry.problem)
            if not isinstance(entry.record, dict):
                raise BadRecord(f"not an object: {short_repr(entry.record)}")
            records = to_usual(entry.record, name=self._options.shape)
        except BadRecord as error:
            report.read += 1
            self._refuse(entry, str(error))
            return []
        votes: list[ImportedVote] = []
        for record in records:
            report.read += 1
            try:
                vote = read_record(record, reading)
            except BadRecord as error:
                self._refuse(entry, str(error))
                continue
            for fault in vote.faults:
                report.count(report.faults, fault)
            votes.append(vote)
        return votes

    def _refuse(self, entry: Entry, problem: str) -> None:
        """Count a refusal. Raises ImportRefused in a strict import."""
        refusal = f"line {entry.line}, record {entry.number}: {problem}"
        if self._options.strict:
            raise ImportRefused(refusal)
        self.report.refused += 1
        self.report.count(self.report.causes, problem)
        if len(self.report.refusals) < REFUSALS_KEPT:
            self.report.refusals.append(refusal)

    def _write(self, destination: Destination, batch: list[tuple[Place, ImportedVote]]) -> None:
        report = self.report
        with transaction.atomic():
            if self._writer is None:
                arena, report.arena_created = destination.find_or_create()
                self._writer = VoteWriter(
                    arena,
                    match=self._options.match,
                    source=self._options.source,
                    file=self._path.name,
                )
            stored = self._writer.write(batch)
        report.imported += stored.imported
        report.known += stored.known
        report.known_by_position += stored.known_by_position
        report.repeated += stored.repeated
        report.batch = self._writer.batch.pk
        self._note_conflicts(stored.conflicts)
        report.self_battles += stored.self_battles
        report.side_by_side += stored.side_by_side
        report.scanned += stored.scanned
        report.leaks += stored.leaks
        report.replaced += sum(vote.replaced for _, vote in batch)
        report.new_contenders = self._writer.contenders.created
        report.matched = self._writer.contenders.matched

    def _note_conflicts(self, places: Sequence[Place]) -> None:
        """Count them and list the first few. (A strict import has found them before it stores.)"""
        for place in places:
            self.report.conflicts += 1
            if len(self.report.refusals) < REFUSALS_KEPT:
                self.report.refusals.append(_conflict(place))


def _conflict(place: Place) -> str:
    return f"record {place.number}: its id, or its voter and time, is that of a vote with other content"
