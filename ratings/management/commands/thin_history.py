from django.core.management.base import BaseCommand, CommandError

from battles.models import Arena
from ratings.history.thinning import thin


class Command(BaseCommand):
    help = (
        "Thin the boards' history now: every rebuild of the last hours stays (ARENA_HISTORY_HOURS), and the "
        "last of each day before."
    )

    def add_arguments(self, parser):
        parser.add_argument("--arena", metavar="SLUG", help="only this arena")

    def handle(self, *, arena, **options):
        arenas = Arena.objects.filter(slug=arena) if arena else Arena.objects.all()
        if arena and not arenas:
            raise CommandError(f"There is no arena {arena}.")
        for each in arenas:
            gone = thin(each)
            self.stdout.write(
                f"{each.slug}: {gone.rebuilds:,} rebuilds, {gone.snapshots:,} snapshots, "
                f"{gone.evidence:,} lists of evidence and {gone.segments:,} segments went"
                + ("" if gone.is_whole else "; rebuilds held the lease, so some is left: run it again")
            )
