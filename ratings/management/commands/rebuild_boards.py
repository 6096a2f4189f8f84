from django.core.management.base import BaseCommand, CommandError

from battles.models import Arena
from ratings.rebuild.lease import LeaseTaken
from ratings.rebuild.run import rebuild_now


class Command(BaseCommand):
    help = "Rebuild the leaderboards now, where anything changed."

    def add_arguments(self, parser):
        parser.add_argument("--arena", metavar="SLUG", help="only this arena")
        parser.add_argument("--force", action="store_true", help="even where nothing changed")

        parser.add_argument(
            "--take-over",
            action="store_true",
            help="take the lease from a process that rebuilds now or hangs",
        )

    def handle(self, *, arena, force, take_over, **options):
        arenas = Arena.objects.filter(slug=arena) if arena else Arena.objects.all()
        if arena and not arenas:
            known = ", ".join(Arena.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no arena {arena!r}. Known: {known}.")
        is_waiting = False
        for each in arenas:
            try:
                run = rebuild_now(each, force=force, take_over=take_over)
            except LeaseTaken as error:
                is_waiting = True
                self.stderr.write(f"{each.slug}: not rebuilt, {error}")
                continue
            if run is None:
                self.stdout.write(f"{each.slug}: nothing changed")
                continue
            self.stdout.write(
                f"{each.slug}: {run.evidence.votes} votes, {len(run.shown)} boards, "
                f"{sum(run.stages.values()):.2f} s"
            )
            for category, error in run.failed.items():
                self.stderr.write(f"{each.slug}: the board {category} failed and stays as it was: {error}")
        if is_waiting:
            raise CommandError("Another process rebuilds; --take-over takes its lease.")
