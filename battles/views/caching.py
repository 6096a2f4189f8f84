"""Headers of pages that no cache may store."""

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

CACHE_CONTROL = "max-age=0, no-cache, no-store, must-revalidate, private"


def never_stored(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As Django's `never_cache`, with a header that is not composed anew for each page."""

    @functools.wraps(view)
    def respond(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Expires", http_date())
        response.headers["Cache-Control"] = CACHE_CONTROL
        return response

    return respond
