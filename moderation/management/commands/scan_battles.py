from django.core.management.base import BaseCommand
from django.utils import timezone

from moderation.scan.run import reset, scan


class Command(BaseCommand):
    help = "Look new battles through for what staff should see, as the timetable does by itself."

    def add_arguments(self, parser):
        parser.add_argument(
            "--again",
            action="store_true",
            help="begin with the first battle again, as after a rule has changed; nothing is noticed twice",
        )

    def handle(self, *, again, **options):
        if again:
            reset()
        self.stdout.write(f"New findings: {scan(now=timezone.now()):,}")
