"""Fill in what boards show of models from a table: `manage.py import_model_facts models.csv`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from battles.endpoints.model_facts import FACTS, UnknownColumns, apply, compare, read_lines


class Command(BaseCommand):
    help = (
        "Fill in organization, licence, prices, cutoff and link of registered models from a CSV table whose "
        f"column `model` has slug, name at the endpoint, or name. Other columns: {', '.join(FACTS)}. "
        "Shows what would change; --apply writes it. Facts that are set already are kept."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the table, in UTF-8")
        parser.add_argument("--apply", action="store_true", help="write the changes")
        parser.add_argument("--overwrite", action="store_true", help="also replace facts that are set")

    def handle(self, *, file, overwrite, **options):
        changed = refused = 0
        try:
            with file.open(encoding="utf-8-sig", newline="") as rows:
                for line in read_lines(rows):
                    outcome = compare(line, overwrite=overwrite)
                    if outcome.refusal:
                        refused += 1
                        self.stderr.write(f"line {line.number}: {outcome.refusal}")
                    elif outcome.changes:
                        changed += 1
                        facts = ", ".join(f"{name} = {value}" for name, value in outcome.changes.items())
                        self.stdout.write(f"{outcome.model}: {facts}")
                        if options["apply"]:
                            apply(outcome)
        except (OSError, UnicodeDecodeError, UnknownColumns) as error:
            raise CommandError(f"{file}: {error}") from None
        self.stdout.write(f"{changed} models change, {refused} lines are refused.")
        if not options["apply"]:
            self.stdout.write("Nothing was written. --apply writes it.")
