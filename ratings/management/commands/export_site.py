"""Write files, boards and models as static files: `manage.py export_site PLACE --url https://data.example.org`.

PLACE is a folder, or the address of an object store such as s3://bucket/place.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError

from ratings.files import ObjectStore, StoreFailed, StoreMissing, export_site


class Command(BaseCommand):
    help = (
        "Bring a folder or an object store up to date with what programs read: the files of every finished "
        "day, the JSON of boards, histories and models, and an index. Any web server can serve it. Files "
        "that have not changed are not touched; the index is written last."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "place",
            metavar="PLACE",
            help="a folder, made if it does not exist; or s3://…, gs://…, az://… (extra `object-store`)",
        )
        parser.add_argument(
            "--url", required=True, help="the address under which the folder will be served, without a path"
        )
        parser.add_argument(
            "--delete",
            action="store_true",
            help="delete what is below its data and api and does not belong there any more",
        )

    def handle(self, *args, place, url, delete, **options):
        base = urlsplit(url)
        if base.scheme not in {"http", "https"} or not base.netloc or base.path.strip("/"):
            raise CommandError("--url is an address such as https://data.example.org, without a path.")
        try:
            target = ObjectStore(place) if "://" in place else Path(place)
            done = export_site(target, base_url=f"{base.scheme}://{base.netloc}", delete=delete)
        except StoreMissing:
            raise CommandError("An object store needs obstore: the extra `object-store`.") from None
        except (OSError, StoreFailed) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{done.written:,} files written, {done.unchanged:,} unchanged, {done.deleted:,} deleted."
        )
