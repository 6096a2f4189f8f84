from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from battles.counting import find_policy
from battles.exports import BadExport
from battles.models import Arena
from ratings.categories import OVERALL
from ratings.history.board_on_day import find_kept_snapshot
from ratings.history.board_under_terms import recompute_under_terms
from ratings.models import Snapshot, ThinnedSnapshot
from ratings.published import Published, published
from ratings.rebuild.method_specs import Method
from ratings.rebuild.verification import NotReproducible, recompute_export, reproduce


class Command(BaseCommand):
    help = (
        "Compute a snapshot again from its stored evidence alone and compare every digit with what is "
        "stored. Fails where any differs. Digests of the evidence are checked on the way."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "snapshot",
            nargs="?",
            metavar="SNAPSHOT_OR_EXPORT",
            help="a snapshot's number, or the folder of a vote export: its boards from its files alone",
        )
        parser.add_argument("--all", action="store_true", help="every board and method that is shown now")
        parser.add_argument("--arena", metavar="SLUG", help="only this arena (default: each)")
        parser.add_argument(
            "--policy",
            metavar="POLICY",
            help="the boards that the newest evidence has under this counting policy, such as proof",
        )

    def handle(self, *args, snapshot, all, arena, policy, **options):
        if policy is not None:
            self._recompute_under(policy, arena)
            return
        if (snapshot is None) != all:
            raise CommandError("Give one snapshot, or --all.")
        if snapshot is not None and not str(snapshot).isdecimal():
            self._recompute_export(Path(snapshot))
            return
        snapshots = _shown(arena) if all else _one(int(snapshot))
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

    def _recompute_export(self, folder):
        differing = total = 0
        try:
            for head, differences in recompute_export(folder):
                total += 1
                differing += bool(differences)
                self.stdout.write(f"{head}: {f'{len(differences)} differences' if differences else 'same'}")
                for line in differences:
                    self.stdout.write(f"  {line}")
        except BadExport as error:
            raise CommandError(str(error)) from error
        if not total:
            raise CommandError("The export has no boards.")
        if differing:
            raise CommandError(f"{differing} of {total} differ.")

    def _recompute_under(self, slug, arena_slug):
        differing = total = 0
        for now in _published(arena_slug):
            policy = find_policy(now.arena, slug)
            if policy is None:
                continue
            for method in Method.values:
                head = f"{now.arena.slug} {OVERALL.slug} {method} under {slug}"
                differences = recompute_under_terms(
                    now.rebuild.evidence, now.arena, policy.terms, category=OVERALL.slug, method=method
                )
                total += 1
                differing += bool(differences)
                self.stdout.write(f"{head}: {f'{len(differences)} differences' if differences else 'same'}")
                for line in differences:
                    self.stdout.write(f"  {line}")
        if not total:
            raise CommandError(f"No published arena has a counting policy {slug}.")
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
    for now in _published(slug):
        yield from (
            now.snapshots()
            .select_related("board__arena", "rebuild__evidence")
            .order_by("rebuild__evidence_id", "rebuild_id", "board_id", "method")
        )


def _published(slug: str | None) -> Iterable[Published]:
    """What one arena or each shows now."""
    arenas = Arena.objects.filter(slug=slug) if slug else Arena.objects.all()
    if slug and not arenas:
        raise CommandError(f"There is no arena {slug}.")
    return filter(None, (published(arena) for arena in arenas))
