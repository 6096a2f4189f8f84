"""Base class of the commands that annotate battles again: prints the changes and their effect."""

from collections.abc import Callable, Mapping

from django.core.management.base import BaseCommand, CommandError

from arenasite.effects.boards import BoardEffect, BoardPosition
from arenasite.effects.rescan import ArenaEffect, RescanChanges, get_effects
from battles.annotations import Change
from battles.models import Arena

INTERRUPTED = 130


class RetaggingCommand(BaseCommand):
    """Receives changes batch by batch and writes them, or only shows their effect."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.report = RescanChanges()
        self.written = self.left = 0

    def add_arguments(self, parser):
        parser.add_argument("--arena", metavar="SLUG", help="only this arena (default: all)")
        parser.add_argument("--apply", action="store_true", help="write the changes")

    def add_batch(self, changes: list[Change], *, write: Callable[[list[Change]], int] | None) -> None:
        """Add a batch to the report and, with `write`, write it."""
        self.report.add(changes)
        if write and changes:
            written = write(changes)
            self.written += written
            self.left += len(changes) - written

    def interrupted(self, *, apply: bool) -> str:
        """The message of an interrupted run."""
        if not apply:
            return "Interrupted; nothing was written."
        return f"Interrupted; {self.written:,} battles are written. Run it again to go on."

    def write_changes(self, versions: Mapping[str, str]) -> None:
        """Print, per detector, how many battles it scanned and how many gain or lose each bit."""
        for name in sorted(self.report.scanned):
            self.stdout.write(f"{name} {versions[name]}: {self.report.scanned[name]:,} battles scanned")
            for sign, counts in (
                ("+", self.report.gained[name]),
                ("-", self.report.lost[name]),
            ):
                for bit, count in counts.most_common():
                    self.stdout.write(f"  {sign} {bit}: {count:,}")

    def write_summary(self, *, apply: bool) -> None:
        """Print how many battles were written, or the effect on counts and boards without --apply."""
        if not apply:
            for effect in get_effects(self.report):
                self._write_effect(effect)
            self.stdout.write("Nothing was written. --apply writes it.")
            return
        self.stdout.write(f"Written: {self.written:,} battles. The boards follow with the next rebuild.")
        if self.left:
            self.stdout.write(f"Changed meanwhile and left: {self.left:,}. Run it again.")

    def _write_effect(self, effect: ArenaEffect) -> None:
        say = self.stdout.write
        say(f"Arena {effect.arena.slug}")
        for words, reasons in (
            ("would stop counting", effect.stopping),
            ("would start counting, so far not counted", effect.starting),
        ):
            for reason, count in reasons.most_common():
                say(f"  {count:,} votes {words}: {reason.slug}")
        for board in effect.boards:
            self._write_board(board)
        if not effect.boards:
            say("  The counted votes of every board stay as they are.")

    def _write_board(self, board: BoardEffect) -> None:
        difference = board.votes_after - board.votes_before
        self.stdout.write(
            f"  {board.category.slug}, {difference:+,} votes: {board.votes_before:,} → {board.votes_after:,}"
        )
        for change in board.top:
            self.stdout.write(f"    {change.name}: {_describe(change.before)} → {_describe(change.after)}")


def get_arena(slug: str | None) -> Arena | None:
    """The arena with that slug; None without a slug. Raises CommandError."""
    if slug is None:
        return None
    try:
        return Arena.objects.get(slug=slug)
    except Arena.DoesNotExist:
        raise CommandError(f"There is no arena {slug}.") from None


def _describe(position: BoardPosition | None) -> str:
    """Rank, rating and votes of a board position as text."""
    if position is None:
        return "not listed"
    rank = f"#{position.rank}" if position.rank else position.reason.replace("_", " ")
    rating = "no rating" if position.rating is None else f"{position.rating:.0f}"
    return f"{rank}, {rating}, {position.votes:,} votes"
