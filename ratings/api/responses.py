"""How the API sends what it holds: open to any site, by ETag, compressed where the reader takes it."""

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from rest_framework.request import Request

from ratings.models import Snapshot
from ratings.serialization.canonical_json import Payload

PUBLIC = "public, max-age=60, stale-while-revalidate=300"
IMMUTABLE = "public, max-age=31536000, immutable"


def open_to_all(response: HttpResponse, cache: str) -> HttpResponse:
    """Any site may read this, and any cache may keep it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag"
    response["Cache-Control"] = cache
    return response


def send(request: Request, held: Snapshot | Payload) -> HttpResponse:
    """The bytes as they are held; 304 without reading them where the reader has them already."""
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = quote_etag(held.etag + ("-gzip" if takes_gzip else ""))
    if _knows(request, etag):
        response = HttpResponse(status=304)
    else:
        body = bytes(held.body_gzip if takes_gzip else held.body)
        response = HttpResponse(body, content_type="application/json")
        if takes_gzip:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _knows(request: Request, etag: str) -> bool:
    known = [each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))]
    return etag in known or "*" in known
