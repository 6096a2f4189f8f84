from django.core.management.base import BaseCommand, CommandError

from battles.models import Arena
from ratings.rebuild.run import rebuild


class Command(BaseCommand):
    help = "Rebuild the leaderboards now, where anything changed."

    def add_arguments(self, parser):
        parser.add_argument("--arena", metavar="SLUG", help="only this arena")
        parser.add_argument("--force", action="store_true", help="even where nothing changed")

    def handle(self, *, arena, force, **options):
        arenas = Arena.objects.filter(slug=arena) if arena else Arena.objects.all()
        if arena and not arenas:
            known = ", ".join(Arena.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no arena {arena!r}. Known: {known}.")
        for each in arenas:
            run = rebuild(each, force=force)
            if run is None:
                self.stdout.write(f"{each.slug}: nothing changed, or a rebuild is already under way")
            else:
                self.stdout.write(
                    f"{each.slug}: {run.evidence.votes} votes, {len(run.shown)} boards, "
                    f"{sum(run.stages.values()):.2f} s"
                )
