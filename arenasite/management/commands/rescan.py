"""Run newer versions of the detectors over stored texts: `manage.py rescan`."""

import os
import sys
from concurrent.futures.process import BrokenProcessPool

from django.core.management.base import CommandError
from tqdm import tqdm

from arenasite.effects.retag_command import INTERRUPTED, RetaggingCommand, get_arena
from battles.annotations import Rescan, apply_changes
from battles.detectors import VERSIONS, Detectors, parse_worker_count


class Command(RetaggingCommand):
    help = (
        "Run the detectors over the stored texts of every battle that their current version has not scanned. "
        "Shows what would change in counts and boards; --apply appends new annotations, batch by batch. It "
        "may be interrupted and run again."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--detector",
            action="append",
            choices=sorted(VERSIONS),
            metavar="NAME",
            help=f"only this one, may be repeated (default: all): {', '.join(sorted(VERSIONS))}",
        )
        parser.add_argument(
            "--workers",
            type=parse_worker_count,
            default=os.cpu_count() or 1,
            metavar="N",
            help="processes that run the detectors (default: one per processor; 0: this process)",
        )

    def handle(self, *args, detector, arena, apply, workers, **options):
        with Detectors(workers=workers) as detectors:
            rescan = Rescan(detector or sorted(VERSIONS), detectors, arena=get_arena(arena))
            try:
                self._run(rescan, apply=apply)
            except KeyboardInterrupt:
                raise CommandError(self.interrupted(apply=apply), returncode=INTERRUPTED) from None
            except BrokenProcessPool:
                raise CommandError(f"A detector process died. {self.interrupted(apply=apply)}") from None
        self.stdout.write(f"Battles with texts: {rescan.scanned_count:,}")
        self.write_changes(VERSIONS)
        if not self.report.scanned:
            self.stdout.write("Every battle is scanned by the current versions.")
        self.write_summary(apply=apply)

    def _run(self, rescan: Rescan, *, apply: bool) -> None:
        """Scan, and write with --apply, with a progress bar on standard error if it is a terminal."""
        write = apply_changes if apply else None
        with tqdm(total=rescan.count(), unit="battle", file=sys.stderr, disable=None, leave=False) as bar:
            for changes in rescan.changes():
                self.add_batch(changes, write=write)
                bar.update(rescan.scanned_count - bar.n)
