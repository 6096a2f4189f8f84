from django.core.management.base import BaseCommand

from moderation.roles import create_roles


class Command(BaseCommand):
    help = (
        "Make the groups Viewer, Moderator, Senior and Operator, each with exactly its role's permissions, "
        "as migrate does too. "
        "Put further permissions into groups of your own: running this again takes them out of these."
    )

    def handle(self, *args, **options):
        for name, number in create_roles().items():
            self.stdout.write(f"{name}: {number} permissions")
