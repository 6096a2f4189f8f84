"""Take an import of votes back as a whole, or in again: `manage.py withdraw_import 3 --reason …`."""

from django.core.management.base import BaseCommand, CommandError

from battles.imports.batches import BatchUnchanged, take_in_again, withdraw
from battles.models import ImportBatch


class Command(BaseCommand):
    help = (
        "Withdraw an import: its votes stay stored and no longer count, on a public ground. --undo takes it "
        "in again. Without a number, lists the imports."
    )

    def add_arguments(self, parser):
        parser.add_argument("import_number", nargs="?", type=int, metavar="IMPORT")
        parser.add_argument("--reason", default="", help="a public sentence; required")
        parser.add_argument("--undo", action="store_true", help="take it in again")

    def handle(self, *, import_number, reason, undo, **options):
        if import_number is None:
            for batch in ImportBatch.objects.select_related("arena"):
                state = "withdrawn" if batch.is_withdrawn else "counts"
                self.stdout.write(
                    f"{batch.pk}  {batch.arena.slug}  {batch.file}  {batch.votes:,} votes  "
                    f"{batch.started_at:%Y-%m-%d %H:%M}  {state}"
                )
            return
        batch = ImportBatch.objects.filter(pk=import_number).first()
        if batch is None:
            raise CommandError(
                f"There is no import {import_number}; without a number the command lists them."
            )
        if not reason.strip():
            raise CommandError("Give a public reason with --reason.")
        try:
            changed = (take_in_again if undo else withdraw)(batch, reason=reason.strip())
        except BatchUnchanged as refusal:
            raise CommandError(str(refusal)) from None
        state = "count again" if undo else "no longer count"
        self.stdout.write(f"{changed:,} votes {state}, from the next rebuild on.")
