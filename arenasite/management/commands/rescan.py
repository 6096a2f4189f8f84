"""Run newer versions of the detectors over stored texts: `manage.py rescan`."""

import os
import sys
from concurrent.futures.process import BrokenProcessPool

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from arenasite.rescanning import ArenaEffect, BoardEffect, Found, effects_of
from battles.detecting import VERSIONS
from battles.models import Arena
from battles.rescanning import Rescan, apply_changes
from battles.workers import Detectors, worker_count
from ratings.models import Standing

INTERRUPTED = 130


class Command(BaseCommand):
    help = (
        "Run the detectors over the stored texts of every battle that their current version has not seen. "
        "Shows what would change in counts and boards; with --apply it is written as new annotations, batch "
        "by batch, and old ones stay. It may be interrupted and run again."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--detector",
            action="append",
            choices=sorted(VERSIONS),
            metavar="NAME",
            help=f"only this one, may be given again (default: all): {', '.join(sorted(VERSIONS))}",
        )
        parser.add_argument("--arena", metavar="SLUG", help="only this arena (default: all)")
        parser.add_argument("--apply", action="store_true", help="write what was found")
        parser.add_argument(
            "--workers",
            type=worker_count,
            default=os.cpu_count() or 1,
            metavar="N",
            help="processes that run the detectors (default: one per processor; 0: none but this)",
        )

    def handle(self, *args, detector, arena, apply, workers, **options):
        found = Found()
        self._written = self._left = 0
        with Detectors(workers=workers) as detectors:
            rescan = Rescan(detector or sorted(VERSIONS), detectors, arena=_arena(arena))
            try:
                self._run(rescan, found, apply=apply)
            except KeyboardInterrupt:
                raise CommandError(self._interrupted(apply), returncode=INTERRUPTED) from None
            except BrokenProcessPool:
                raise CommandError(f"A detector process died. {self._interrupted(apply)}") from None
        self._tell_found(rescan, found)
        if apply:
            self._tell_written()
        else:
            for effect in effects_of(found):
                self._tell_effect(effect)
            self.stdout.write("Nothing was written. --apply writes it.")

    def _run(self, rescan: Rescan, found: Found, *, apply: bool) -> None:
        """Scan, and write if asked, with a progress bar on a terminal's standard error."""
        with tqdm(total=rescan.count(), unit="battle", file=sys.stderr, disable=None, leave=False) as bar:
            for changes in rescan.changes():
                found.add(changes)
                if apply and changes:
                    written = apply_changes(changes)
                    self._written += written
                    self._left += len(changes) - written
                bar.update(rescan.looked_at - bar.n)

    def _interrupted(self, apply: bool) -> str:
        if not apply:
            return "Interrupted; nothing was written."
        return f"Interrupted; {self._written:,} battles are written. Run it again to go on."

    def _tell_found(self, rescan: Rescan, found: Found) -> None:
        say = self.stdout.write
        say(f"Battles with texts: {rescan.looked_at:,}")
        for name in sorted(found.scanned):
            say(f"{name} {VERSIONS[name]}: {found.scanned[name]:,} battles scanned")
            for sign, counts in (("+", found.gained[name]), ("-", found.lost[name])):
                for bit, count in counts.most_common():
                    say(f"  {sign} {bit}: {count:,}")
        if not found.scanned:
            say("Every battle has been seen by the current versions.")

    def _tell_written(self) -> None:
        self.stdout.write(f"Written: {self._written:,} battles. The boards follow with the next rebuild.")
        if self._left:
            self.stdout.write(f"Changed meanwhile and left: {self._left:,}. Run it again.")

    def _tell_effect(self, effect: ArenaEffect) -> None:
        say = self.stdout.write
        say(f"Arena {effect.arena.slug}")
        for words, reasons in (
            ("would stop counting", effect.stopping),
            ("would start counting, so far not counted", effect.starting),
        ):
            for reason, count in reasons.most_common():
                say(f"  {count:,} votes {words}: {reason.slug}")
        for board in effect.boards:
            self._tell_board(board)
        if not effect.boards:
            say("  The counted votes of every board stay as they are.")

    def _tell_board(self, board: BoardEffect) -> None:
        difference = board.votes_after - board.votes_before
        self.stdout.write(
            f"  {board.category.slug}, {difference:+,} votes: {board.votes_before:,} → {board.votes_after:,}"
        )
        for moved in board.top:
            self.stdout.write(f"    {moved.name}: {_words(moved.before)} → {_words(moved.after)}")


def _arena(slug: str | None) -> Arena | None:
    if slug is None:
        return None
    try:
        return Arena.objects.get(slug=slug)
    except Arena.DoesNotExist:
        raise CommandError(f"There is no arena {slug}.") from None


def _words(standing: Standing | None) -> str:
    """A standing in a few words: rank, rating, votes."""
    if standing is None:
        return "not listed"
    rank = f"#{standing.rank}" if standing.rank else standing.reason.replace("_", " ")
    rating = "no rating" if standing.rating is None else f"{standing.rating:.0f}"
    return f"{rank}, {rating}, {standing.votes:,} votes"
