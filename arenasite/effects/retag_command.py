"""What every command says that gives battles new facts: what was found, and what it would do or has done."""

from collections.abc import Callable, Mapping

from django.core.management.base import BaseCommand, CommandError

from arenasite.effects.boards import BoardEffect, BoardPosition
from arenasite.effects.rescan import ArenaEffect, RescanChanges, get_effects
from battles.annotations import Change
from battles.models import Arena

INTERRUPTED = 130


class RetaggingCommand(BaseCommand):
    """Takes changes batch by batch; they are written as they come, or only shown."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.found = RescanChanges()
        self.written = self.left = 0

    def add_arguments(self, parser):
        parser.add_argument("--arena", metavar="SLUG", help="only this arena (default: all)")
        parser.add_argument("--apply", action="store_true", help="write what was found")

    def take(self, changes: list[Change], *, write: Callable[[list[Change]], int] | None) -> None:
        """Count a batch in and, where there is a way to, write it."""
        self.found.add(changes)
        if write and changes:
            written = write(changes)
            self.written += written
            self.left += len(changes) - written

    def interrupted(self, *, apply: bool) -> str:
        """What to say of a run that ended too early."""
        if not apply:
            return "Interrupted; nothing was written."
        return f"Interrupted; {self.written:,} battles are written. Run it again to go on."

    def write_changes(self, versions: Mapping[str, str]) -> None:
        """Per detector how many battles it saw, and how many would gain or lose which bit."""
        for name in sorted(self.found.scanned):
            self.stdout.write(f"{name} {versions[name]}: {self.found.scanned[name]:,} battles scanned")
            for sign, counts in (("+", self.found.gained[name]), ("-", self.found.lost[name])):
                for bit, count in counts.most_common():
                    self.stdout.write(f"  {sign} {bit}: {count:,}")

    def write_summary(self, *, apply: bool) -> None:
        """What was written, or what counts and boards would do if it were."""
        if not apply:
            for effect in get_effects(self.found):
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
        for moved in board.top:
            self.stdout.write(f"    {moved.name}: {_words(moved.before)} → {_words(moved.after)}")


def get_arena(slug: str | None) -> Arena | None:
    """The arena of that slug; None for none asked for. Raises CommandError."""
    if slug is None:
        return None
    try:
        return Arena.objects.get(slug=slug)
    except Arena.DoesNotExist:
        raise CommandError(f"There is no arena {slug}.") from None


def _words(place: BoardPosition | None) -> str:
    """A place in a few words: rank, rating, votes."""
    if place is None:
        return "not listed"
    rank = f"#{place.rank}" if place.rank else place.reason.replace("_", " ")
    rating = "no rating" if place.rating is None else f"{place.rating:.0f}"
    return f"{rank}, {rating}, {place.votes:,} votes"
