"""HTTP responses of the API: CORS, ETag, gzip."""

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from rest_framework.request import Request

from ratings.models import Snapshot
from ratings.serialization.canonical_json import Payload

PUBLIC = "public, max-age=60, stale-while-revalidate=300"
IMMUTABLE = "public, max-age=31536000, immutable"


def open_to_all(response: HttpResponse, cache: str) -> HttpResponse:
    """Allow every site to read the response and shared caches to store it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = cache
    return response


def send(request: Request, stored: Snapshot | Payload) -> HttpResponse:
    """Send stored bytes. If the client's ETag is current, answer 304 and do not read the (deferred) bytes."""
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = quote_etag(stored.etag + ("-gzip" if takes_gzip else ""))
    if _has_current_etag(request, etag):
        response = HttpResponse(status=304)
    else:
        body = bytes(stored.body_gzip if takes_gzip else stored.body)
        response = HttpResponse(body, content_type="application/json")
        if takes_gzip:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _has_current_etag(request: Request, etag: str) -> bool:
    etags = [each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))]
    return etag in etags or "*" in etags
