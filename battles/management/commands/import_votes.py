"""Import a vote log: `manage.py import_votes FILE`."""

import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeVar

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from battles.detectors.workers import parse_worker_count
from battles.imports.arenas import ArenaRefused
from battles.imports.importer import DryRun, Importer, ImportOptions, ImportRefused, ImportReport
from battles.imports.readers.entries import UnreadableFile
from battles.imports.readers.formats import Format
from battles.imports.records import SHAPE_NAMES
from battles.outcomes import EXPORT_NAMES, Outcome, UnknownOutcome, outcome_from_label

T = TypeVar("T")

NAMES_SHOWN = 10
INTERRUPTED = 130


def parse_outcome(text: str) -> tuple[str, Outcome]:
    """`LABEL=OUTCOME` of the command line. Raises ArgumentTypeError."""
    label, equals, outcome = text.rpartition("=")
    try:
        if equals and label.strip():
            return label.strip(), outcome_from_label(outcome)
    except UnknownOutcome:
        pass
    raise ArgumentTypeError(f"{text!r} is not LABEL=OUTCOME with model_a, model_b, tie or both_bad")


class Command(BaseCommand):
    help = (
        "Import votes from a JSON array, JSON lines or objects, Parquet or CSV, plain or gzipped. Bad "
        "records are refused and counted by cause; the good ones are stored, each once, however often the "
        "file is imported. Exit status: 0 if the file was read to its end; 1 if it could not be read, broke "
        "off, has no vote, was refused by --strict, or if more records were refused than --max-refused "
        "allows."
    )

    def add_arguments(self, parser):
        self._add_file_arguments(parser.add_argument_group("the file"))
        self._add_storage_arguments(parser.add_argument_group("what is stored"))
        self._add_refusal_arguments(parser.add_argument_group("bad records"))

    def _add_file_arguments(self, group):
        group.add_argument("file", type=Path)
        group.add_argument(
            "--format",
            choices=["auto", *Format, *SHAPE_NAMES],
            default="auto",
            help="the syntax of the file, or the shape of its records (default: recognised)",
        )
        group.add_argument(
            "--outcome",
            action="append",
            type=parse_outcome,
            default=[],
            metavar="LABEL=OUTCOME",
            help="read this label of the log as model_a, model_b, tie or both_bad; may be repeated; a label "
            "that begins with a dash is written --outcome=-=tie",
        )
        group.add_argument(
            "--source",
            default="",
            metavar="NAME",
            help="a name for this log; needed only where several logs without times and ids share an arena",
        )
        group.add_argument(
            "--dry-run", action="store_true", help="read the file, print what it contains, store nothing"
        )

    def _add_storage_arguments(self, group):
        group.add_argument(
            "--arena",
            metavar="SLUG",
            help="the arena to import into, created if new (default: the file's name)",
        )
        group.add_argument("--title", help="the title of a new arena (default: its name)")
        group.add_argument("--force", action="store_true", help="import into an arena of live battles too")
        group.add_argument(
            "--match",
            action="store_true",
            help="a name that equals a registered model's slug, name or alias is that model",
        )
        group.add_argument("--without-texts", action="store_true", help="leave prompts and answers out")
        group.add_argument(
            "--without-detectors",
            action="store_true",
            help="store texts without looking for leaks, language and the like; rescan can do that later",
        )
        group.add_argument(
            "--workers",
            type=parse_worker_count,
            default=os.cpu_count() or 1,
            metavar="N",
            help="processes that run the detectors (default: one per processor; 0: none but this)",
        )

    def _add_refusal_arguments(self, group):
        group.add_argument(
            "--strict", action="store_true", help="refuse the whole file at the first bad record"
        )
        group.add_argument(
            "--max-refused",
            type=float,
            default=1.0,
            metavar="PERCENT",
            help="exit with status 1 if more records are refused (default: %(default)s)",
        )

    def handle(self, *args, **options):
        importer = Importer(
            options["file"],
            ImportOptions(
                arena=options["arena"],
                title=options["title"],
                format=Format(options["format"]) if options["format"] in set(Format) else None,
                shape=options["format"] if options["format"] in SHAPE_NAMES else None,
                strict=options["strict"],
                match=options["match"],
                texts=not options["without_texts"],
                detectors=not options["without_detectors"],
                workers=options["workers"],
                source=options["source"],
                force=options["force"],
                outcomes=dict(options["outcome"]),
            ),
        )
        try:
            if options["dry_run"]:
                self._print_dry_run(self._with_progress(importer.dry_run))
                return
            report = self._with_progress(importer.run)
        except (ArenaRefused, UnreadableFile, OSError) as error:
            raise CommandError(str(error)) from None
        except ImportRefused as error:
            raise CommandError(f"Refused, and nothing was stored: {error}") from None
        except BrokenProcessPool:
            raise CommandError(f"A detector process died. {self._interrupted(importer, options)}") from None
        except KeyboardInterrupt:
            raise CommandError(self._interrupted(importer, options), returncode=INTERRUPTED) from None
        self._print_report(report)
        if report.broken:
            raise CommandError(
                f"The file breaks off after record {report.read}: {report.broken}. Earlier votes are stored."
            )
        if 100 * report.refused_share > options["max_refused"]:
            raise CommandError(
                f"{report.refused_share:.1%} of the records were refused; the others are stored. Boards from "
                "such a file may be wrong. Map labels with --outcome and import it again, or accept the loss "
                "with --max-refused."
            )

    def _print_dry_run(self, found: DryRun) -> None:
        """Print what the file contains; nothing was stored."""
        write, report = self.stdout.write, found.report
        write(f"{report.read:,} records read, nothing stored.")
        for outcome, count in sorted(found.outcomes.items()):
            write(f"{EXPORT_NAMES[outcome]}: {count:,}")
        if found.earliest is not None:
            write(f"Times: {found.earliest:%Y-%m-%d %H:%M} to {found.latest:%Y-%m-%d %H:%M} UTC")
        else:
            write("Times: none, so no order and no Elo")
        self._print_names("Models", [name for name, _count in found.models.most_common()])
        self._print_look_alikes(found.look_alikes)
        for vote in found.first:
            write(f"{vote.model_a} | {vote.model_b} | {EXPORT_NAMES[vote.outcome]}")
        self._print_refusals(report)

    def _with_progress(self, work: Callable[[Callable[[int, int], None]], T]) -> T:
        """Do the work with a progress bar on a terminal's standard error, without one elsewhere."""
        with tqdm(unit="B", unit_scale=True, file=sys.stderr, disable=None, leave=False) as bar:

            def show(position: int, size: int) -> None:
                bar.total = size
                bar.update(position - bar.n)

            return work(show)

    def _interrupted(self, importer: Importer, options) -> str:
        return f"Interrupted; {importer.report.imported:,} new votes are stored. Run it again to go on."

    def _print_report(self, report: ImportReport) -> None:
        """Print the summary, without lines for counts of zero."""
        write = self.stdout.write
        created = " (new)" if report.arena_created else ""
        write(f"Arena {report.arena}{created}: {report.read:,} records read.")
        write(f"Imported: {report.imported:,}")
        write(f"Stored before: {report.known:,}")
        if report.batch is not None:
            write(
                f"Import {report.batch}; `manage.py withdraw_import {report.batch}` takes it back as a whole."
            )
        for label, count in [
            ("Repeated in the file, stored once", report.repeated),
            ("Refused, because a stored vote with this id or voter and time differs", report.conflicts),
            ("Self-battles, not counted", report.self_battles),
            ("Not anonymous, not counted", report.side_by_side),
            ("Conversations looked through by the detectors", report.scanned),
            ("Identity leaks found, not counted", report.leaks),
            ("Characters no database can store, replaced", report.replaced),
        ]:
            if count:
                write(f"{label}: {count:,}")
        self._print_names("New contenders", report.new_contenders)
        self._print_names("Matched to registered models", report.matched)
        self._print_look_alikes(report.look_alikes)
        self._print_refusals(report)
        if report.imported and report.known_by_position:
            self.stderr.write(
                f"{report.known_by_position:,} votes without time or id equal votes that are stored. If this "
                f"is another log, withdraw this import ({report.batch}) and import it with --source NAME."
            )

    def _print_names(self, label: str, names: list[str]) -> None:
        if names:
            more = f", and {len(names) - NAMES_SHOWN:,} more" if len(names) > NAMES_SHOWN else ""
            self.stdout.write(f"{label}: {len(names):,} ({', '.join(names[:NAMES_SHOWN])}{more})")

    def _print_look_alikes(self, groups: list[tuple[str, ...]]) -> None:
        for names in groups:
            self.stdout.write("Names that look alike: " + ", ".join(map(repr, names)))

    def _print_refusals(self, report: ImportReport) -> None:
        """Print the causes with their counts, then the first refused records."""
        self.stdout.write(f"Refused: {report.refused:,}")
        for cause, count in report.causes.most_common():
            self.stdout.write(f"  {count:,} × {cause}")
        for fault, count in report.faults.most_common():
            self.stdout.write(f"Imported without a field: {count:,} × {fault}")
        for refusal in report.refusals:
            self.stderr.write(f"  {refusal}")
        if report.refused > len(report.refusals):
            self.stderr.write(f"  and {report.refused - len(report.refusals):,} more")
