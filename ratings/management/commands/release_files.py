"""Make the files of finished days now: `manage.py release_files [ARENA]`."""

from django.core.management.base import BaseCommand, CommandError

from battles.models import Arena
from ratings.files import release_arena


class Command(BaseCommand):
    help = "Make the immutable files of every finished day that has none. The timetable does it by itself."

    def add_arguments(self, parser):
        parser.add_argument("arena", nargs="?", metavar="ARENA", help="the slug of one arena")

    def handle(self, *args, arena, **options):
        arenas = Arena.objects.filter(slug=arena) if arena else Arena.objects.order_by("pk")
        if arena and not arenas:
            raise CommandError(f"There is no arena {arena}.")
        for each in arenas:
            days = 0
            while made := release_arena(each):
                days += made
            self.stdout.write(f"{each.slug}: {days} days")
