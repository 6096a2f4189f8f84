from collections.abc import Iterable

from django.core.management.base import BaseCommand, CommandError

from battles.models import Arena
from ratings.history.board_on_day import find_kept_snapshot
from ratings.models import Snapshot, ThinnedSnapshot
from ratings.published import published
from ratings.rebuild.reproduce import NotReproducible, reproduce


class Command(BaseCommand):
    help = (
        "Compute a snapshot again from its stored evidence alone and compare every digit with what is "
        "stored. Fails where any differs. Digests of the evidence are checked on the way."
    )

    def add_arguments(self, parser):
        parser.add_argument("snapshot", nargs="?", type=int, metavar="SNAPSHOT", help="a snapshot's number")
        parser.add_argument("--all", action="store_true", help="every board and method that is shown now")
        parser.add_argument("--arena", metavar="SLUG", help="with --all: only this arena (default: each)")

    def handle(self, *args, snapshot, all, arena, **options):
        if (snapshot is None) != all:
            raise CommandError("Give one snapshot, or --all.")
        snapshots = _shown(arena) if all else _one(snapshot)
        differing = total = 0
        try:
            for each in reproduce(snapshots):
                total += 1
                differing += bool(each.differences)
                self._report(each)
        except NotReproducible as error:
            raise CommandError(str(error)) from error
        if not total:
            raise CommandError("Nothing has been published yet.")
        if differing:
            raise CommandError(f"{differing} of {total} differ.")

    def _report(self, each):
        board = each.snapshot.board
        head = f"{each.snapshot.pk} {board.arena.slug} {board.category} {each.snapshot.method}"
        if not each.differences:
            self.stdout.write(f"{head}: same")
            return
        self.stdout.write(f"{head}: {len(each.differences)} differences")
        for line in (*each.differences, *each.changes):
            self.stdout.write(f"  {line}")


def _one(pk: int) -> list[Snapshot]:
    snapshot = Snapshot.objects.filter(pk=pk).select_related("board__arena", "rebuild__evidence").first()
    if snapshot is None:
        raise CommandError(_missing(pk))
    return [snapshot]


def _missing(pk: int) -> str:
    thinned = ThinnedSnapshot.objects.filter(pk=pk).select_related("board__arena").first()
    kept = find_kept_snapshot(thinned) if thinned else None
    if kept is None:
        return f"There is no snapshot {pk}."
    return f"Snapshot {pk} was thinned away. Of its day, {thinned.day}, snapshot {kept.pk} was kept."


def _shown(slug: str | None) -> Iterable[Snapshot]:
    """The snapshots that are shown now, sorted by evidence and board."""
    arenas = Arena.objects.filter(slug=slug) if slug else Arena.objects.all()
    if slug and not arenas:
        raise CommandError(f"There is no arena {slug}.")
    for arena in arenas:
        now = published(arena)
        if now is not None:
            yield from (
                now.snapshots()
                .select_related("board__arena", "rebuild__evidence")
                .order_by("rebuild__evidence_id", "rebuild_id", "board_id", "method")
            )
