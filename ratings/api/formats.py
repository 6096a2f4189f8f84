"""The same answer as JSON, CSV or Parquet: `?format=`, or the header Accept."""

import gzip
import hashlib
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request

from ratings.api.problems import Problem
from ratings.api.responses import send
from ratings.serialization.canonical_json import Payload, payload
from ratings.serialization.tables import Row, flatten, has_parquet, write_csv, write_parquet

PARQUET = "parquet"
MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
ACCEPTED = {
    "application/json": "json",
    "text/csv": "csv",
    "application/vnd.apache.parquet": "parquet",
    "application/x-parquet": "parquet",
}


def get_format(request: Request) -> str:
    """Return json, csv or parquet. Raises Problem (406) for any other wish that allows none of them."""
    wish = request.query_params.get("format")
    if wish is None:
        wish = choose_format(request.headers.get("Accept", ""))
    known = [name for name in MEDIA_TYPES if name != PARQUET or has_parquet()]
    if wish in known:
        return wish
    words = f"Formats: {', '.join(known)}."
    if wish == PARQUET:
        words = f"This site has no Parquet: the extra `parquet` is not installed. {words}"
    raise Problem(HTTPStatus.NOT_ACCEPTABLE, words)


def choose_format(accept: str) -> str:
    """Return the first format that the header names and this site has; JSON for any other header.

    Parquet alone is returned even if this site lacks it, so that it is refused and not replaced.
    """
    media_types = [entry.partition(";")[0].strip().lower() for entry in accept.split(",")]
    named = [ACCEPTED[each] for each in media_types if each in ACCEPTED]
    available = [name for name in named if name != PARQUET or has_parquet()]
    return next(iter([*available, *named]), "json")


def send_table(
    request: Request, data: dict[str, Any], rows: Sequence[Row], *, name: str, columns: Sequence[str] = ()
) -> HttpResponse:
    """Send the whole answer as JSON, or its rows as a table in a file of this name."""
    wish = get_format(request)
    if wish == "json":
        response = send(request, payload(data))
    else:
        flat = [flatten(row) for row in rows]
        heads = list(columns) or list(dict.fromkeys(head for row in flat for head in row))
        body = write_csv(flat, heads) if wish == "csv" else write_parquet(flat, heads)
        response = send(request, _pack(body))
        response["Content-Type"] = MEDIA_TYPES[wish]
        response["Content-Disposition"] = f'attachment; filename="{name}.{wish}"'
    patch_vary_headers(response, ["Accept"])
    return response


def _pack(body: bytes) -> Payload:
    return Payload(body, gzip.compress(body, 6, mtime=0), hashlib.sha256(body).hexdigest()[:32])
