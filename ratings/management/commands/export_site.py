"""Write files, boards and models as static files: `manage.py export_site DIR --url https://data.example.org`."""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError

from ratings.files import export_site


class Command(BaseCommand):
    help = (
        "Bring a folder up to date with what programs read: the files of every finished day, the JSON of "
        "boards, histories and models, and an index. Any web server can serve it. Files that have not "
        "changed are not touched."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR", type=Path, help="the folder, made if it does not exist")
        parser.add_argument(
            "--url", required=True, help="the address under which the folder will be served, without a path"
        )
        parser.add_argument(
            "--delete",
            action="store_true",
            help="delete what is below its data and api and does not belong there any more",
        )

    def handle(self, *args, folder, url, delete, **options):
        base = urlsplit(url)
        if base.scheme not in {"http", "https"} or not base.netloc or base.path.strip("/"):
            raise CommandError("--url is an address such as https://data.example.org, without a path.")
        if "://" in str(folder) or ":/" in str(folder):
            raise CommandError(
                "The export writes a folder. To fill an object store, give it to the store's own program "
                "for synchronising folders."
            )
        try:
            done = export_site(folder, base_url=f"{base.scheme}://{base.netloc}", delete=delete)
        except OSError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{done.written:,} files written, {done.unchanged:,} unchanged, {done.deleted:,} deleted."
        )
