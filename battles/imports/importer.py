"""Import a whole vote log into one arena and report the result."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from battles.detectors.workers import Detectors
from battles.imports.arenas import Destination, choose_destination
from battles.imports.detection import Detected, Detection
from battles.imports.keys import Place, Placer
from battles.imports.readers.entries import Entry, Table, UnknownColumns, UnreadableFile
from battles.imports.readers.formats import Format, VoteFile
from battles.imports.records import (
    BadRecord,
    ImportedVote,
    Reading,
    UnknownWinner,
    is_shaped,
    look_alikes,
    look_up,
    plain_name,
    read_record,
    short_repr,
    to_usual,
)
from battles.imports.reports import DryRun, ImportReport
from battles.imports.strict import ConflictSearch
from battles.imports.tables import read_table
from battles.imports.writing import VoteWriter
from battles.models import ImportBatch
from battles.outcomes import Outcome

BATCH_VOTES = 20_000
BATCH_CHARACTERS = 4_000_000
BATCHES_IN_FLIGHT = 2
"""Batches that wait for the detectors while the next one is read; few, so that memory stays flat."""
REFUSALS_KEPT = 20
PROGRESS_EVERY = 1_000
FEW_RECORDS = 8
"""A table of so few records, of which one is unusual, is read record by record."""

DAY = 86_400
MAX_COLUMNS = 60
MAX_COLUMN = 100


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
    - outcomes: labels of the log, columns: usual columns, each with the file's column that has its values
    - file: the log's name, where it is not that of the path; max_unpacked: see VoteFile
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
    columns: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    max_unpacked: int | None = None


class Importer:
    """One import; `report` can be read at any time, also after an interruption.

    An interrupted import keeps the batches stored so far and can be run again. A strict one stores nothing
    before the whole file was read without a problem. `batch`: the interrupted import that is continued.
    `on_stored` gets the import inside each transaction that stores votes.
    """

    def __init__(
        self,
        path: Path,
        options: ImportOptions,
        *,
        batch: ImportBatch | None = None,
        on_stored: Callable[[ImportBatch], None] = lambda batch: None,
    ) -> None:
        self._batch = batch
        self._on_stored = on_stored
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
        with self._open() as file, Detectors(workers=options.workers) as detectors:
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
        with self._open() as file, search:
            for batch in self._batches(file, lambda position, size: None):
                for place in search.conflicts(batch):
                    raise ImportRefused(_conflict(place))
            if file.broken:
                raise ImportRefused(f"The file breaks off after record {self.report.read}: {file.broken}")

    def dry_run(self, on_progress: Callable[[int, int], None] = lambda position, size: None) -> DryRun:
        """Read the file to its end and store nothing. Raises UnreadableFile, or OSError as open does."""
        found = DryRun(self.report)
        with self._open() as file:
            for batch in self._batches(file, on_progress):
                for _place, vote in batch:
                    found.add(vote)
            on_progress(file.size, file.size)
            self.report.broken = file.broken
        return found

    def _open(self) -> VoteFile:
        options = self._options
        return VoteFile(
            self._path, format=options.format, columns=options.columns, max_unpacked=options.max_unpacked
        )

    def _parts(self, file: VoteFile) -> Iterator[Entry | Table]:
        """The file's entries, some of them as tables; the report gets its columns."""
        try:
            for part in file.parts():
                if not self.report.columns:
                    names = part.columns if isinstance(part, Table) else _names(part.record)
                    self.report.columns = [str(name)[:MAX_COLUMN] for name in names][:MAX_COLUMNS]
                yield part
        except UnknownColumns as error:
            self.report.columns = [name[:MAX_COLUMN] for name in error.columns[:MAX_COLUMNS]]
            raise

    def _batches(
        self, file: VoteFile, on_progress: Callable[[int, int], None]
    ) -> Iterator[list[tuple[Place, ImportedVote]]]:
        """The file's votes with their places, in batches limited by votes and by characters."""
        numbers: list[int] = []
        votes: list[ImportedVote] = []
        characters = 0
        placer = Placer()
        reading = Reading(time.time() + DAY, self._options.texts, self._options.outcomes)
        due = 0
        for part in self._parts(file):
            for numbers_read, votes_read, length in _by_text(self._read_part(part, reading)):
                numbers += numbers_read
                votes += votes_read
                characters += length
                while len(votes) >= BATCH_VOTES or characters >= BATCH_CHARACTERS:
                    yield placer.place(numbers[:BATCH_VOTES], votes[:BATCH_VOTES])
                    numbers, votes, characters = numbers[BATCH_VOTES:], votes[BATCH_VOTES:], 0
            if self.report.read >= due:
                due = self.report.read + PROGRESS_EVERY
                on_progress(file.position, file.size)
        if votes:
            yield placer.place(numbers, votes)

    def _read_part(
        self, part: Entry | Table, reading: Reading
    ) -> Iterator[tuple[Sequence[int], Sequence[ImportedVote]]]:
        """The votes of one or several records, with the numbers of their records."""
        if not isinstance(part, Table):
            votes = self._read(part, reading)
            yield [part.number] * len(votes), votes
            return
        if self._options.shape is None:
            read = read_table(part, reading, columns=self._options.columns)
            if read is not None:
                self.report.read += len(read)
                self._count_faults(read)
                yield range(part.number, part.number + len(read)), read
                return
            if len(part.rows) > FEW_RECORDS and not is_shaped(part.columns):
                # One unusual record costs its neighbours the quick way, not all records of the table.
                for half in part.halves():
                    yield from self._read_part(half, reading)
                return
        for entry in part.entries():
            yield from self._read_part(entry, reading)

    def _read(self, entry: Entry, reading: Reading) -> list[ImportedVote]:
        """The entry's votes; the report counts them, and those that are refused."""
        report = self.report
        entry = map_columns(entry, self._options.columns) if self._options.columns else entry
        try:
            if entry.problem is not None:
                raise BadRecord(entry.problem)
            if not isinstance(entry.record, dict):
                raise BadRecord(f"not an object: {short_repr(entry.record)}")
            records = to_usual(entry.record, name=self._options.shape)
        except BadRecord as error:
            report.read += 1
            self._refuse(entry, error)
            return []
        votes: list[ImportedVote] = []
        for record in records:
            report.read += 1
            try:
                vote = read_record(record, reading)
            except BadRecord as error:
                if isinstance(error, UnknownWinner):
                    report.count(report.unknown_labels, str(error.label)[:MAX_COLUMN])
                self._refuse(entry, error)
                continue
            votes.append(vote)
        self._count_faults(votes)
        return votes

    def _count_faults(self, votes: Iterable[ImportedVote]) -> None:
        for vote in votes:
            for fault in vote.faults:
                self.report.count(self.report.faults, fault)

    def _refuse(self, entry: Entry, problem: BadRecord) -> None:
        """Count a refusal. Raises ImportRefused in a strict import."""
        refusal = f"line {entry.line}, record {entry.number}: {problem}"
        if self._options.strict:
            raise ImportRefused(refusal)
        self.report.refused += 1
        self.report.count(self.report.causes, problem.cause)
        if len(self.report.refusals) < REFUSALS_KEPT:
            self.report.refusals.append(refusal)

    def _write(self, destination: Destination, batch: Sequence[tuple[Place, ImportedVote]]) -> None:
        report = self.report
        with transaction.atomic():
            if self._writer is None:
                arena, report.arena_created = destination.find_or_create()
                self._writer = VoteWriter(
                    arena,
                    match=self._options.match,
                    source=self._options.source,
                    file=self._options.file or self._path.name,
                    batch=self._batch,
                )
            stored = self._writer.write(batch)
            if stored.imported:
                self._on_stored(self._writer.batch)
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


def _by_text(
    parts: Iterable[tuple[Sequence[int], Sequence[ImportedVote]]],
) -> Iterator[tuple[Sequence[int], Sequence[ImportedVote], int]]:
    """The same votes with the characters of their texts; a vote that has texts by itself."""
    for numbers, votes in parts:
        if all(vote.conversation is None for vote in votes):
            yield numbers, votes, 0
            continue
        for number, vote in zip(numbers, votes, strict=True):
            yield [number], [vote], sum(map(len, vote.conversation.texts)) if vote.conversation else 0


def _names(record: object) -> Iterable[object]:
    return record if isinstance(record, dict) else ()


def map_columns(entry: Entry, mapped: Mapping[str, str]) -> Entry:
    """The entry with usual columns from others of the file; a dotted name is a path into nested objects."""
    if entry.problem is not None or not isinstance(entry.record, dict):
        return entry
    values = {usual: look_up(entry.record, name) for usual, name in mapped.items()}
    return entry._replace(record=entry.record | values)


def _conflict(place: Place) -> str:
    return f"record {place.number}: its id, or its voter and time, is that of a vote with other content"
