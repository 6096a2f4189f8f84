from django.core.management.base import BaseCommand, CommandError

from battles.models import Arena
from ratings.history.thinning import thin


class Command(BaseCommand):
    help = (
        "Thin the boards' history now: every rebuild of the last hours remains (ARENA_HISTORY_HOURS), and "
        "the last of each earlier day."
    )

    def add_arguments(self, parser):
        parser.add_argument("--arena", metavar="SLUG", help="only this arena")

    def handle(self, *, arena, **options):
        arenas = Arena.objects.filter(slug=arena) if arena else Arena.objects.all()
        if arena and not arenas:
            raise CommandError(f"There is no arena {arena}.")
        for each in arenas:
            deleted = thin(each)
            self.stdout.write(
                f"{each.slug}: {deleted.rebuilds:,} rebuilds, {deleted.snapshots:,} snapshots, "
                f"{deleted.evidence:,} lists of evidence and {deleted.segments:,} segments deleted"
                + ("" if deleted.is_whole else "; rebuilds kept the lease, so some are left: run it again")
            )
