"""The files over HTTP: readable from every site, by ranges, cacheable for ever where they have a date."""

import hashlib
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from battles.models import Arena
from ratings.api.parameters import list_arenas
from ratings.api.problems import build_problem
from ratings.api.responses import IMMUTABLE, PUBLIC
from ratings.files.content import CATALOG
from ratings.files.description import (
    Address,
    build_croissant,
    build_index,
    build_manifest,
    list_releases,
    media_type,
)
from ratings.files.ranges import Unsatisfiable, build_range_problem, choose_range
from ratings.files.release import find_kept, read_body
from ratings.history.board_on_day import parse_day
from ratings.models import DataRelease
from ratings.serialization.canonical_json import payload

LATEST = "latest"
DESCRIPTIONS = {"manifest.json": build_manifest, "croissant.json": build_croissant}
METHODS = "GET, HEAD, OPTIONS"


class Missing(Exception):
    """There is no such file; the answer says why."""

    def __init__(self, status: HTTPStatus, words: str, **members: Any):
        super().__init__(words)
        self.status, self.words, self.members = status, words, members


def data_index(request: HttpRequest) -> HttpResponse:
    """Every arena and day that has files."""
    body = payload(build_index(request.build_absolute_uri, list_arenas(request))).body
    return _answer(request, body, name="index.json", cache=PUBLIC)


def data_catalog(request: HttpRequest, arena: str) -> HttpResponse:
    """The newest arena-catalog file of an arena, under the name that its readers know."""
    return data_file(request, arena, LATEST, CATALOG)


def data_file(request: HttpRequest, arena: str, release: str, name: str) -> HttpResponse:
    """One file of a release, its manifest or its Croissant metadata; `release` is a day or `latest`."""
    try:
        found = find_release(list_arenas(request), arena, release)
        body = read_file(found, name, request.build_absolute_uri)
    except Missing as missing:
        return build_problem(missing.status.value, missing.words, **missing.members)
    return _answer(request, body, name=name, cache=PUBLIC if release == LATEST else IMMUTABLE)


def find_release(arenas: QuerySet[Arena], slug: str, release: str) -> DataRelease:
    """Return the release of a day, or the newest, of one of these arenas. Raises Missing."""
    arena = arenas.filter(slug=slug).first()
    if arena is None:
        raise Missing(HTTPStatus.NOT_FOUND, "There is no such arena. See /data/index.json.")
    if release == LATEST:
        newest = list_releases(arena).last()
        if newest is None:
            raise Missing(
                HTTPStatus.NOT_FOUND,
                "This arena has no files yet: they are made when a UTC day is over. "
                "See /api/v1/leaderboards/ for what it shows now.",
            )
        return newest
    day = parse_day(release)
    found = DataRelease.objects.filter(arena=arena, day=day).select_related("arena").first() if day else None
    if found is None:
        words = "No files of that day: nothing was published, or the day is not over. See /data/index.json."
        raise Missing(HTTPStatus.NOT_FOUND, words)
    if found.gone:
        kept = find_kept(found)
        raise Missing(
            HTTPStatus.GONE,
            f"The files of {found.day} are gone: {DataRelease.Gone(found.gone).label}.",
            date=found.day.isoformat(),
            kept=kept.day.isoformat() if kept else None,
        )
    return found


def read_file(release: DataRelease, name: str, address: Address) -> bytes:
    """Return the bytes of a release's file, manifest or metadata. Raises Missing."""
    if name in DESCRIPTIONS:
        return payload(DESCRIPTIONS[name](release, address)).body
    file = release.files.filter(name=name).first()
    if file is None:
        words = "No such file on that day. Its manifest.json names all."
        raise Missing(HTTPStatus.NOT_FOUND, words)
    return read_body(file)


def _answer(request: HttpRequest, body: bytes, *, name: str, cache: str) -> HttpResponse:
    if request.method == "OPTIONS":
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)
        response["Allow"] = METHODS
        response["Access-Control-Allow-Methods"] = METHODS
        response["Access-Control-Allow-Headers"] = "Authorization, X-API-Key, Range, If-Range, If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
    elif request.method in {"GET", "HEAD"}:
        response = _send(request, body, name)
    else:
        response = build_problem(HTTPStatus.METHOD_NOT_ALLOWED.value, "This address is only read.")
        response["Allow"] = METHODS
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Accept-Ranges, Content-Range, Content-Length"
    # A file's bytes are what its digest says: no proxy may pack them anew.
    response["Cache-Control"] = f"{cache}, no-transform" if name.endswith(".parquet") else cache
    return response


def _send(request: HttpRequest, body: bytes, name: str) -> HttpResponse:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Accept-Ranges": "bytes"}
    if _is_known(request.headers.get("If-None-Match", ""), etag):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    content = {"content_type": media_type(name), "headers": headers}
    try:
        field = request.headers.get("Range", "") if request.method == "GET" else ""
        part = choose_range(field, request.headers.get("If-Range", ""), etag=etag, size=len(body))
    except Unsatisfiable:
        return build_range_problem(len(body))
    if part is None:
        response = HttpResponse(body, **content)
    else:
        headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{len(body)}"
        response = HttpResponse(body[part.start : part.stop], status=HTTPStatus.PARTIAL_CONTENT, **content)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _is_known(field: str, etag: str) -> bool:
    known = [tag.removeprefix("W/") for tag in parse_etags(field)]
    return etag in known or f'{etag[:-1]}-gzip"' in known or "*" in known
