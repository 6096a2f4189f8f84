"""Errors of the API as problem details (RFC 9457).

Every answer that is not a success is `application/problem+json` with `type`, `title`, `status` and `detail`;
members of single problems (`candidates`, `kept`, `errors`) are beside them. `type` is an address in the
API's documentation.
"""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.exceptions import PermissionDenied as Forbidden
from rest_framework.views import set_rollback

from ratings.serialization.canonical_json import payload

CONTENT_TYPE = "application/problem+json"
TYPES = "/api/v1/problems/"
KINDS = {
    400: "bad-request",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    408: "request-timeout",
    409: "ambiguous",
    410: "gone",
    413: "content-too-large",
    416: "range-not-satisfiable",
    429: "too-many-requests",
    500: "server-error",
    503: "unavailable",
}


class Problem(APIException):
    """An error with members of its own beside the standard ones."""

    def __init__(self, status: HTTPStatus, detail: str, **members: Any):
        super().__init__(detail)
        self.status_code = status.value
        self.members = members


def build_problem(status: int, detail: str, **members: Any) -> HttpResponse:
    """Build the answer; readable from every site, like all answers of the API."""
    known = HTTPStatus(status)
    body = {
        "type": f"{TYPES}{KINDS.get(status, 'error')}/",
        "title": known.phrase,
        "status": status,
        "detail": detail,
        **members,
    }
    response = HttpResponse(payload(body).body, status=status, content_type=CONTENT_TYPE)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store" if status >= 500 or status == 429 else "public, max-age=60"
    return response


def handle_exception(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Turn an exception of a view into a problem; None lets Django handle it (a 500)."""
    if isinstance(error, Http404):
        error = NotFound(str(error) or "There is no such thing.")
    elif isinstance(error, PermissionDenied):
        error = Forbidden()
    if not isinstance(error, APIException):
        return None
    set_rollback()
    members = dict(getattr(error, "members", {}))
    if isinstance(error, ValidationError):
        fields = error.detail if isinstance(error.detail, dict) else {"": error.detail}
        errors = [
            {"field": name, "detail": str(words)}
            for name, entries in fields.items()
            for words in (entries if isinstance(entries, list) else [entries])
        ]
        # The fields are at the top as well, as they did before problem details.
        members |= {"errors": errors} | {name: entries for name, entries in fields.items() if name}
        detail = " ".join(each["detail"] for each in errors)
    else:
        detail = str(error.detail)
    response = build_problem(error.status_code, detail, **members)
    for header, value in _list_headers(error):
        response[header] = value
    return response


def _list_headers(error: APIException) -> list[tuple[str, str]]:
    headers = []
    if wait := getattr(error, "wait", None):
        headers.append(("Retry-After", str(int(wait))))
    if challenge := getattr(error, "auth_header", None):
        headers.append(("WWW-Authenticate", challenge))
    return headers
