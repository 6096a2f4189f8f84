"""Write an arena's votes: `manage.py export_votes ARENA PATH`, to a file or to a folder with a manifest."""

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from arenasite.vote_exports import replaced, write_folder
from battles.exports import FORMATS, ParquetMissing, salted, write_votes
from battles.models import Arena, Vote
from moderation.screening import is_publishable

SALT_BYTES = 16


class Command(BaseCommand):
    help = (
        "Write an arena's votes as a log that import_votes reads back. PATH with an ending is one file "
        "(gzipped if it ends in .gz). PATH without an ending is a folder: the votes behind the published "
        "boards, counted or not, each with its reason, and manifest.json with digests and the boards, from "
        "which recompute computes the numbers again. Voters have pseudonyms of this export alone."
    )

    def add_arguments(self, parser):
        parser.add_argument("arena", metavar="ARENA", help="the arena's slug")
        parser.add_argument("path", type=Path, metavar="PATH", help="a file or a folder; files are replaced")
        parser.add_argument("--format", choices=FORMATS, default="clean_battle", help="of the votes")
        parser.add_argument(
            "--all", action="store_true", help="write votes that do not count too, each with the reason"
        )
        parser.add_argument(
            "--round-seconds",
            type=int,
            default=3600,
            help="times are rounded down to it; `order` keeps the order (default 3600; 0: exact times)",
        )
        parser.add_argument(
            "--salt-file",
            type=Path,
            help="16 bytes or more, kept secret: exports with the same salt have the same pseudonyms",
        )
        parser.add_argument(
            "--conversations",
            action="store_true",
            help=(
                "with the texts of battles whose form showed the terms and the privacy notice, and in which "
                "the local rules of screening find nothing private; the others are counted by reason"
            ),
        )

    def handle(self, *args, **options):
        if options["round_seconds"] < 0:
            raise CommandError("--round-seconds is 0 or more.")
        arena = Arena.objects.filter(slug=options["arena"]).first()
        if arena is None:
            raise CommandError(f"There is no arena {options['arena']}.")
        path = options["path"]
        try:
            settings = {
                "file_format": options["format"],
                "pseudonyms": salted(_read_salt(options["salt_file"])),
                "round_seconds": options["round_seconds"],
                "screen": is_publishable if options["conversations"] else None,
            }
            if path.suffix and not path.is_dir():
                self._write_file(arena, path, uncounted=options["all"], **settings)
            else:
                self._write_folder(arena, path, **settings)
        except OSError as error:
            raise CommandError(str(error)) from None
        except ParquetMissing:
            raise CommandError("Parquet needs pyarrow: the extra `parquet`.") from None

    def _write_file(self, arena, path, **settings):
        total = Vote.objects.filter(arena=arena).count()
        with replaced(path) as file, _progress(total) as bar:
            counts = write_votes(arena, file, on_progress=bar.update, **settings)
        self.stdout.write(f"{counts.written:,} of {total:,} votes written to {path}.")
        self._write_conversations(counts.conversations)

    def _write_folder(self, arena, folder, **settings):
        total = Vote.objects.filter(arena=arena).count()
        with _progress(total) as bar:
            manifest = write_folder(arena, folder, on_progress=bar.update, **settings)
        self.stdout.write(
            f"{manifest['votes']['rows']:,} votes and {len(manifest['boards'])} boards in {folder}."
        )
        self._write_conversations(manifest["votes"].get("conversations", {}))

    def _write_conversations(self, counts):
        for reason, number in sorted(counts.items()):
            self.stdout.write(f"conversations {reason}: {number:,}")


@contextmanager
def _progress(total: int) -> Iterator[tqdm]:
    with tqdm(total=total, unit=" votes", file=sys.stderr, disable=None, leave=False) as bar:
        yield bar


def _read_salt(path: Path | None) -> bytes:
    if path is None:
        return secrets.token_bytes(SALT_BYTES)
    salt = path.read_bytes()
    if len(salt) < SALT_BYTES:
        raise CommandError(f"{path} has less than {SALT_BYTES} bytes.")
    return salt
