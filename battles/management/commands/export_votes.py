"""Write an arena's votes to a file: `manage.py export_votes ARENA FILE`."""

import gzip
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from battles.exports import write_votes
from battles.models import Arena, Vote


class Command(BaseCommand):
    help = (
        "Write an arena's counted votes as a JSON array in the original arena's clean_battle format, gzipped "
        "if the file's name ends in .gz. Voters appear under pseudonyms. import_votes reads the file back."
    )

    def add_arguments(self, parser):
        parser.add_argument("arena", metavar="ARENA", help="the arena's slug")
        parser.add_argument("file", type=Path, help="the file to write, replaced if it exists")
        parser.add_argument(
            "--all",
            action="store_true",
            help="write votes that do not count too, each with the reason",
        )

    def handle(self, *args, **options):
        arena = Arena.objects.filter(slug=options["arena"]).first()
        if arena is None:
            raise CommandError(f"There is no arena {options['arena']}.")
        total = Vote.objects.filter(arena=arena).count()
        try:
            with (
                replaced(options["file"]) as file,
                tqdm(total=total, unit=" votes", file=sys.stderr, disable=None, leave=False) as bar,
            ):
                written = write_votes(arena, file, uncounted=options["all"], on_progress=bar.update)
        except OSError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{written:,} of {total:,} votes written to {options['file']}.")


@contextmanager
def replaced(path: Path) -> Iterator[TextIO]:
    """Open a text file that replaces `path` only when complete; on error the old file is not changed."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as raw:
            if path.suffix == ".gz":
                packed = gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0)
                with packed, io.TextIOWrapper(packed, encoding="utf-8") as text:
                    yield text
            else:
                with io.TextIOWrapper(raw, encoding="utf-8") as text:
                    yield text
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
