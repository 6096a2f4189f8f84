"""The public JSON API."""

from ratings.api.access import API_PREFIX
from ratings.api.formats import choose_format
from ratings.api.openapi.views import api_reference as reference_page
from ratings.api.parameters import find_arena
from ratings.api.problems import build_problem
from ratings.api.responses import PUBLIC, open_to_all, send

__all__ = [
    "API_PREFIX",
    "PUBLIC",
    "build_problem",
    "choose_format",
    "find_arena",
    "open_to_all",
    "reference_page",
    "send",
]
