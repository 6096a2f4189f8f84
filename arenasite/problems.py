"""Refusals of addresses that programs read, as problem details (RFC 9457), also where Django is not asked."""

from http import HTTPStatus

from django.http import HttpResponse

from ratings.api import build_problem

PROGRAMS = ("/api/", "/data/")


def is_for_programs(path: str) -> bool:
    """Whether programs read this address, and get problems instead of pages. `/data/` itself is a page."""
    return path.startswith(PROGRAMS) and path not in PROGRAMS


def build_asgi_problem(status: HTTPStatus, words: str) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Return headers (names in lower case) and body of a problem, for an answer that is sent by ASGI."""
    return to_asgi(build_problem(status.value, words))


def to_asgi(response: HttpResponse) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Return headers (names in lower case) and body of a response."""
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in response.items()]
    return headers, response.content
