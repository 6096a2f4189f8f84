"""Files, boards and models as static files for any web server or object store: incremental and atomic.

- A file is written whole or not at all (see ratings.files.targets); what has the same bytes is not touched.
- A release's manifest is written after its files, `index.json` after all: whoever reads an index finds what
  it names.
- Answers of the API are `index.json` in a folder of their address; a board by another method is
  `<method>.json` beside it.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve, reverse

from battles.models import Arena
from ratings.api.model_rows import list_named_contenders
from ratings.api.models import MAX_LIMIT
from ratings.files.content import CATALOG
from ratings.files.description import Address, build_index, list_files, list_releases
from ratings.files.release import read_body
from ratings.files.targets import Folder, Target
from ratings.files.views import DESCRIPTIONS
from ratings.models import DataRelease, ReleaseFile
from ratings.published import STANDARD, published
from ratings.serialization.canonical_json import payload


@dataclass
class Export:
    """A target that is brought up to date; `names` are all files that belong to it now."""

    target: Target
    base_url: str
    written: int = 0
    unchanged: int = 0
    deleted: int = 0
    names: set[str] = field(default_factory=set)

    def address(self, path: str) -> str:
        """Return the absolute address of a path of the site."""
        return self.base_url.rstrip("/") + path

    def put(self, name: str, body: bytes) -> None:
        """Write one file unless it has these bytes."""
        self.names.add(name)
        if self.target.get_size(name) == len(body) and self.target.read(name) == body:
            self.unchanged += 1
            return
        self.target.write(name, body)
        self.written += 1

    def put_file(self, name: str, file: ReleaseFile) -> None:
        """Write a file of a release. It never changes, so one of its size is not read from the database."""
        if self.target.get_size(name) == file.size:
            self.names.add(name)
            self.unchanged += 1
            return
        self.put(name, read_body(ReleaseFile.objects.get(pk=file.pk)))

    def delete_others(self) -> None:
        """Delete what is below `data` and `api` and does not belong to the export, such as a hidden arena."""
        for name in list(self.target.list_names()):
            if name not in self.names:
                self.target.delete(name)
                self.deleted += 1


def export_site(place: Path | Target, *, base_url: str, delete: bool = False) -> Export:
    """Bring a folder or another target up to date with everything that programs read.

    Raises OSError for a folder, StoreFailed for an object store.
    """
    export = Export(Folder(place) if isinstance(place, Path) else place, base_url)
    for arena in Arena.objects.public():
        for release in list_releases(arena):
            _put_release(export, release)
        _put_latest(export, arena)
    for path, name in _list_answers():
        export.put(name, _answer(path, export.base_url))
    export.put("data/index.json", payload(build_index(export.address, Arena.objects.public())).body)
    if delete:
        export.delete_others()
    return export


def _put_release(export: Export, release: DataRelease) -> None:
    where = f"data/{release.arena.slug}/{release.day}"
    for file in list_files(release):
        export.put_file(f"{where}/{file.name}", file)
    _put_descriptions(export, where, release, export.address)


def _put_descriptions(export: Export, where: str, release: DataRelease, address: Address) -> None:
    for name in sorted(DESCRIPTIONS):  # the manifest last
        export.put(f"{where}/{name}", payload(DESCRIPTIONS[name](release, address)).body)


def _put_latest(export: Export, arena: Arena) -> None:
    newest = list_releases(arena).last()
    if newest is None:
        return
    where = f"data/{arena.slug}/latest"
    for file in newest.files.order_by("name").iterator(chunk_size=10):
        body = read_body(file)
        export.put(f"{where}/{file.name}", body)
        if file.name == CATALOG:
            export.put(f"data/leaderboard-{arena.slug}.json", body)
    _put_descriptions(export, where, newest, export.address)


def _list_answers() -> Iterator[tuple[str, str]]:
    """Addresses of the API, each with the name of its file."""
    yield reverse("api_leaderboards"), _to_index(reverse("api_leaderboards"))
    yield f"{reverse('api_models')}?limit={MAX_LIMIT}", _to_index(reverse("api_models"))
    schema = reverse("api_schema_board")
    yield schema, schema.lstrip("/")
    for model in list_named_contenders():
        yield reverse("api_model", args=[model]), _to_index(reverse("api_model", args=[model]))
    for arena in Arena.objects.public():
        yield from _list_boards(arena)


def _list_boards(arena: Arena) -> Iterator[tuple[str, str]]:
    now = published(arena)
    if now is None:
        return
    boards = now.snapshots().filter(votes_counted__gt=0).order_by("board__category", "method")
    for category, method in boards.values_list("board__category", "method"):
        path = reverse("api_leaderboard", args=[arena.slug, category])
        if method == STANDARD:
            history = reverse("api_history", args=[arena.slug, category])
            yield from ((each, _to_index(each)) for each in (path, history))
        else:
            yield f"{path}?method={method}", f"{path.lstrip('/')}{method}.json"


def _to_index(path: str) -> str:
    return f"{path.lstrip('/')}index.json"


def _answer(path: str, base_url: str) -> bytes:
    """Return the body of the site's own answer, with addresses under the base."""
    request = ExportRequest(path, base_url)
    match = resolve(request.path)
    response = match.func(request, *match.args, **match.kwargs)
    if not getattr(response, "is_rendered", True):
        response.render()
    if response.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return response.content


class ExportRequest(WSGIRequest):
    """A request for one address as a reader of the exported folder's web server makes it."""

    def __init__(self, path: str, base_url: str):
        base, asked = urlsplit(base_url), urlsplit(path)
        self._host = base.netloc
        super().__init__(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": asked.path,
                "QUERY_STRING": asked.query,
                "SERVER_NAME": base.hostname or "",
                "SERVER_PORT": str(base.port or 80),
                "wsgi.url_scheme": base.scheme,
                "wsgi.input": io.BytesIO(),
            }
        )

    def get_host(self) -> str:
        """Return the host of the folder's web server, which need not be one of this site's."""
        return self._host
