"""Fill in what boards show of models from a table: `manage.py import_model_facts models.csv`."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from battles.endpoints.known_models import find_known_facts
from battles.endpoints.model_facts import FACTS, Line, UnknownColumns, apply, compare, read_lines
from battles.models import LanguageModel


class Command(BaseCommand):
    help = (
        "Fill in organization, licence, prices, cutoff and link of registered models from a CSV table whose "
        f"column `model` has slug, name at the endpoint, or name. Other columns: {', '.join(FACTS)}. "
        "Shows what would change; --apply writes it. Facts that are set already are kept."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?", help="the table, in UTF-8")
        parser.add_argument(
            "--known",
            action="store_true",
            help="instead of a table: published facts of well-known models, with their makers' list prices",
        )
        parser.add_argument("--apply", action="store_true", help="write the changes")
        parser.add_argument("--overwrite", action="store_true", help="also replace facts that are set")

    def handle(self, *, file, known, overwrite, **options):
        if (file is None) != known:
            raise CommandError("Give either a file or --known.")
        changed = refused = 0
        try:
            with contextlib.nullcontext() if known else file.open(encoding="utf-8-sig", newline="") as rows:
                for line in build_known_lines() if known else read_lines(rows):
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


def build_known_lines() -> Iterator[Line]:
    """Yield a line for each registered model that the shipped table knows."""
    registered = LanguageModel.objects.filter(origin=LanguageModel.Origin.REGISTERED, is_simulated=False)
    for number, (slug, name) in enumerate(registered.values_list("slug", "upstream_name").order_by("pk"), 1):
        if facts := find_known_facts(name, with_prices=True):
            yield Line(number, slug, facts)
