"""Lists that grow, in pages: a cursor in the query, and the next page in the header Link and in `next`.

A cursor is the last row's own key, so that a row added meanwhile neither repeats nor hides another.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpResponse
from rest_framework.request import Request

from ratings.api.parameters import get_date, get_number

MAX_LIMIT = 1000


def cut_days(request: Request, days: Sequence[dict]) -> tuple[list[dict], str | None]:
    """Return the rows that a request wants of a list with one row a `date`, and the next page's address.

    `?after=` leaves out that day and earlier ones, `?limit=` cuts what remains; without them all rows are
    returned. The address is None after the last row. Raises ValidationError.
    """
    after = get_date(request, "after")
    limit = get_number(request, "limit", default=len(days) or 1, maximum=MAX_LIMIT)
    rest = [each for each in days if after is None or each["date"] > after.isoformat()]
    following = build_next(request, after=rest[limit - 1]["date"]) if len(rest) > limit else None
    return rest[:limit], following


def build_next(request: Request, **cursor: object) -> str:
    """Return the same address with another cursor, and with what else chose rows and form."""
    given = request.query_params
    kept = {name: given[name] for name in ("q", "method", "limit", "format") if name in given}
    return request.build_absolute_uri(f"{request.path}?{urlencode({**kept, **cursor})}")


def add_next(response: HttpResponse, following: str | None) -> HttpResponse:
    """Name the next page in the header Link (RFC 8288), where there is one."""
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return response
