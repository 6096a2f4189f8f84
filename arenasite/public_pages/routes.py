"""Which addresses are the same for all readers, and which of their query parameters make another page.

One entry a URL name. An address that is not here, or has a parameter with any value (a day, a page number),
goes to Django each time, within the limit of reads of its reader's prefix. So does `compare`: the pairs of
models are too many to be stored.
"""

from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

CHOICES: dict[str, frozenset[str]] = {
    "about": frozenset(),
    "contact": frozenset(),
    "data": frozenset(),
    "data_catalog": frozenset(),
    "data_file": frozenset(),
    "data_index": frozenset(),
    "manifest": frozenset(),
    "security_txt": frozenset(),
    "sitemap": frozenset(),
    "terms": frozenset(),
    "privacy": frozenset(),
    "methodology": frozenset(),
    "leaderboard": frozenset({"method"}),
    "leaderboard_csv": frozenset({"method"}),
    "compare_models": frozenset(),
    "compare_pick": frozenset(),
    "matchups": frozenset({"method"}),
    "overview": frozenset({"by", "method"}),
    "model": frozenset({"arena", "category"}),
    "badge": frozenset({"theme"}),
    "board_feed": frozenset(),
    "embed": frozenset({"theme"}),
    "picture": frozenset(),
    "pictures": frozenset(),
    "quality": frozenset(),
    "sampling": frozenset(),
    "transparency": frozenset({"category"}),
    "counting_policy": frozenset({"category", "method"}),
    "api_reference": frozenset(),
    "api_openapi": frozenset(),
    "api_leaderboards": frozenset(),
    "api_leaderboard": frozenset({"method", "format"}),
    "api_matchups": frozenset({"method", "format"}),
    "api_models": frozenset({"format"}),
    "api_model": frozenset(),
    "api_problem": frozenset(),
    "api_schema_board": frozenset(),
    "api_overview": frozenset({"by", "method"}),
    "api_history": frozenset({"method", "format"}),
    "api_changes": frozenset({"method"}),
    "api_model_history": frozenset({"method", "format"}),
    "api_quality": frozenset(),
    "api_sampling": frozenset(),
    "api_sampling_pairs": frozenset(),
    "api_snapshot": frozenset(),
    "api_transparency": frozenset(),
    "api_counting_policy": frozenset({"category", "method"}),
}
"""URL name → parameters whose few values are declared elsewhere: methods, categories, arenas."""

BOARD_ROWS = frozenset(
    {"date", "known", "q", "maker", "license", "weights", "status", "price", "speed", "sort"}
)
"""Parameters that choose a day, and which rows in which order: too many combinations to be stored."""

FREE: dict[str, frozenset[str]] = {
    "leaderboard": BOARD_ROWS,
    "leaderboard_csv": BOARD_ROWS,
    "compare_pick": frozenset({"a", "b"}),
    "matchups": frozenset({"top"}),
    "overview": frozenset({"top"}),
    "picture": frozenset({"models"}),
    "pictures": frozenset({"models"}),
    "transparency": frozenset({"page"}),
    "api_changes": frozenset({"from", "to"}),
    "api_history": frozenset({"limit", "after"}),
    "api_leaderboard": frozenset({"date", "known"}),
    "api_models": frozenset({"q", "limit", "after"}),
    "api_model_history": frozenset({"limit", "after"}),
    "api_matchups": frozenset({"top"}),
    "api_overview": frozenset({"top"}),
    "api_transparency": frozenset({"page", "before"}),
}
"""URL name → parameters with any value: such a page is made for its reader alone."""

MAX_QUERY_BYTES = 500


def canonical_query(path: str, query: bytes) -> str | None:
    """Return the part of the query that makes the page, in a fixed order; None if the page is not stored.

    Parameters that the page does not read are dropped, so that they do not make a new page.
    """
    if len(query) > MAX_QUERY_BYTES:
        return None
    try:
        with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
            name = resolve(path).url_name
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True)
    except (Resolver404, UnicodeDecodeError, ValueError):
        return None
    choices = CHOICES.get(name or "")
    if choices is None or any(key in FREE.get(name, ()) for key, _value in pairs):
        return None
    return urlencode(sorted({key: value for key, value in pairs if key in choices}.items()))
