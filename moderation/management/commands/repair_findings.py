from django.core.management.base import BaseCommand

from moderation.decisions.repair import repair_findings


class Command(BaseCommand):
    help = (
        "Store of every finding the decision that resolves it, where a process of an older release has left "
        "it out. The timetable does the same for the decisions of the last two days."
    )

    def handle(self, **options):
        self.stdout.write(f"Findings repaired: {repair_findings():,}")
