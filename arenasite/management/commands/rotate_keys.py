"""Change SECRET_KEY as a procedure: `manage.py rotate_keys`; see docs/operating.md."""

from django.conf import settings
from django.core.management.base import BaseCommand

from arenasite.staff.key_rotation import Rotation, rotate


class Command(BaseCommand):
    help = (
        "After SECRET_KEY was changed and the earlier key put into SECRET_KEY_FALLBACKS: move second factors "
        "to the new key, count what still needs the earlier one, and say when it can go. Safe to repeat."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--show-retired-keys",
            action="store_true",
            help="print what to add to ARENA_RETIRED_KEYS so that receipts, recovery codes and pseudonyms "
            "made under the earlier keys stay valid without them (secrets: mind who reads the output)",
        )

    def handle(self, *, show_retired_keys, **options):
        rotation = rotate()
        self.stdout.write(f"SECRET_KEY was first seen {rotation.since:%Y-%m-%d %H:%M} UTC.")
        self.write_second_factors(rotation)
        self.stdout.write(
            f"Visitors: {rotation.returned} of {rotation.voters} from before have been back with new cookies."
        )
        self.stdout.write(f"Receipts issued before: {rotation.receipts}.")
        if not settings.SECRET_KEY_FALLBACKS:
            self.stdout.write("SECRET_KEY_FALLBACKS is empty: no earlier key is accepted.")
            return
        self.write_fallbacks(rotation, show_retired_keys=show_retired_keys)

    def write_second_factors(self, rotation: Rotation) -> None:
        self.stdout.write(f"Second factors: {len(rotation.moved)} moved to SECRET_KEY.")
        if rotation.waiting:
            names = ", ".join(sorted(rotation.waiting))
            self.stdout.write(f"  {len(rotation.waiting)} move at the next sign-in: {names}")
        if rotation.lost:
            names = ", ".join(sorted(rotation.lost))
            self.stderr.write(f"  {len(rotation.lost)} cannot be read; reset them in the admin: {names}")

    def write_fallbacks(self, rotation: Rotation, *, show_retired_keys: bool) -> None:
        if rotation.missing and show_retired_keys:
            self.stdout.write("Add to ARENA_RETIRED_KEYS:")
            self.stdout.write(",".join(rotation.missing))
        elif rotation.missing:
            self.stdout.write(
                f"{len(rotation.missing)} retired keys are not in ARENA_RETIRED_KEYS (receipts, recovery "
                "codes, pseudonyms); --show-retired-keys prints them."
            )
        if rotation.can_drop_fallbacks:
            self.stdout.write(
                "SECRET_KEY_FALLBACKS can be emptied. Visitors who were not back then become new visitors, "
                "and staff sign in once more."
            )
        else:
            self.stdout.write("SECRET_KEY_FALLBACKS is still needed.")
