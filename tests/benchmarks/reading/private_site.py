"""The site with one address more: fixed bytes through the same middleware, as the peer of private pages.

`uvicorn tests.benchmarks.reading.private_site:application` with FIXED_BYTES naming the file that
/fixed-bytes/ sends.
"""

import os
from functools import cache
from pathlib import Path

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
django.setup(set_prefix=False)
settings.ROOT_URLCONF = __name__

from arenasite.asgi import application  # noqa: E402  after the set-up
from arenasite.urls import (  # noqa: E402
    handler400,
    handler403,
    handler404,
    handler500,
)
from arenasite.urls import urlpatterns as of_site  # noqa: E402

__all__ = ["application", "handler400", "handler403", "handler404", "handler500"]


@cache
def read_fixed_bytes() -> bytes:
    return Path(os.environ["FIXED_BYTES"]).read_bytes()


def send_fixed_bytes(request: HttpRequest) -> HttpResponse:
    """The bytes of the file, read once."""
    return HttpResponse(read_fixed_bytes())


urlpatterns = [path("fixed-bytes/", send_fixed_bytes), *of_site]
