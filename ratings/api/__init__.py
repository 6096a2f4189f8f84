"""The public JSON API under /api/v1/: read only, for programs. Pages for readers are in `ratings.pages`.

`openapi` describes every address; an address or parameter that will end is an entry of `deprecations`.
"""

from ratings.api.access import API_PREFIX
from ratings.api.formats import choose_format
from ratings.api.openapi.views import api_reference as reference_page
from ratings.api.paging import add_next, build_next
from ratings.api.parameters import LARGEST_ID, find_arena, get_number
from ratings.api.problems import build_problem
from ratings.api.responses import PUBLIC, open_to_all, send

__all__ = [
    "API_PREFIX",
    "LARGEST_ID",
    "PUBLIC",
    "add_next",
    "build_next",
    "build_problem",
    "choose_format",
    "find_arena",
    "get_number",
    "open_to_all",
    "reference_page",
    "send",
]
