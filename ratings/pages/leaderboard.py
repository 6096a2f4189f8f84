"""The leaderboard: one board as a page, as the part that htmx swaps, and as CSV of the rows shown."""

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from battles.models import Arena
from ratings.categories import BY_SLUG, OVERALL, votes_by_category
from ratings.files import describe_latest
from ratings.pages.board import (
    PARAMETERS,
    STATUSES,
    WEIGHTS,
    BoardFilter,
    BoardView,
    build_heads,
    build_past_board,
    get_newest_board,
    parse_board_filter,
    write_board_csv,
)
from ratings.pages.choices import get_arena, get_method
from ratings.pages.day import DayPage, build_day_page
from ratings.pages.tabs import build_url, category_tabs, method_tabs, unless_default
from ratings.published import STANDARD, Published, published

ROWS = "board-rows"
"""Id of the element that the filter's form swaps; for it the pictures under the table are left out."""


@dataclass(frozen=True)
class BoardPage:
    """One board as a request asks for it. `day` and `board` are None before the first rebuild."""

    arena: Arena
    category: str
    method: str
    asked: BoardFilter
    now: Published | None
    day: DayPage | None
    board: BoardView | None

    @property
    def day_parameters(self) -> dict[str, str]:
        """Query parameters of the day; empty for today."""
        return self.day.url_parameters if self.day else {}

    @property
    def parameters(self) -> dict[str, str]:
        """Query parameters of day and filter."""
        return self.day_parameters | self.asked.parameters

    @property
    def method_parameter(self) -> str | int | None:
        return unless_default(STANDARD, self.method)

    def link(self, *, name: str = "leaderboard", category: str | None = None, **parameters: str) -> str:
        """Return the address of this board with other parameters."""
        page = reverse(name, args=[self.arena.slug, category or self.category])
        query = {name: value for name, value in (self.parameters | parameters).items() if value}
        return build_url(page, method=self.method_parameter, **query)


@require_safe
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def leaderboard(request: HttpRequest, arena: str = "", category: str = OVERALL.slug) -> HttpResponse:
    """One board: the standings of a category by one method. For htmx the board alone.

    A form sends its empty fields too: the answer redirects to the address without them.
    """
    if arena and any(not request.GET[name] for name in PARAMETERS if name in request.GET):
        return _redirect_to_short_address(request)
    is_rows_only = bool(request.htmx) and request.htmx.target == ROWS
    arenas = list(Arena.objects.public())
    page = get_board_page(request, get_arena(arenas, arena, category), category)
    response = render(
        request,
        "ratings/leaderboard/_board.html" if request.htmx else "ratings/leaderboard/leaderboard.html",
        {"arenas": arenas, "is_rows_only": is_rows_only, "dataset": _describe_data(request, page.arena)}
        | board_context(page),
        # htmx does not swap in an answer with an error status, so the words would not appear.
        status=HTTPStatus.OK if page.day is None or request.htmx else page.day.status,
    )
    if page.day and page.day.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _describe_data(request: HttpRequest, arena: Arena) -> str | None:
    """The arena's files for search engines, on a whole page."""
    return None if request.htmx else describe_latest(arena, request.build_absolute_uri)


@require_safe
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def leaderboard_csv(request: HttpRequest, arena: str, category: str) -> HttpResponse:
    """The rows that the same query shows on the page, as CSV."""
    page = get_board_page(request, get_arena(list(Arena.objects.public()), arena, category), category)
    if page.board is None:
        is_refused = page.day is not None and page.day.status != HTTPStatus.OK
        return HttpResponse(status=page.day.status if is_refused else HTTPStatus.NOT_FOUND)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    day = page.day_parameters.get("date") or page.board.as_of.date().isoformat()
    name = "-".join([page.arena.slug, category, page.method, day])
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    write_board_csv(page.board.shown, response)
    return response


def get_board_page(request: HttpRequest, arena: Arena, category: str) -> BoardPage:
    """Load the board that a request asks for."""
    method, asked = get_method(request), parse_board_filter(request.GET)
    now = published(arena)
    day = build_day_page(request.GET, arena, now, category=category, method=method) if now else None
    board = _get_board(now, day, category, method, asked) if now and day else None
    return BoardPage(arena, category, method, asked, now, day, board)


def board_context(page: BoardPage) -> dict:
    """Context of the board's templates."""
    return {
        "arena": page.arena,
        "category": page.category,
        "category_title": BY_SLUG[page.category].title,
        "categories": category_tabs(
            votes_by_category(page.now, page.method),
            page.category,
            link=lambda slug: page.link(category=slug),
            shows_votes=not page.day_parameters,
        ),
        "method": page.method,
        "methods": method_tabs(
            reverse("leaderboard", args=[page.arena.slug, page.category]), page.method, **page.parameters
        ),
        "day": page.day,
        "board": page.board,
        "asked": page.asked,
        "hidden_fields": {"method": page.method_parameter} | page.day_parameters,
        "weights": WEIGHTS,
        "statuses": STATUSES,
        "heads": build_heads(page.asked, lambda sort: page.link(sort="" if sort == "rank" else sort)),
        "csv_url": page.link(name="leaderboard_csv"),
        "whole_url": page.link(**dict.fromkeys(PARAMETERS, "")),
    }


def _get_board(
    now: Published, day: DayPage, category: str, method: str, asked: BoardFilter
) -> BoardView | None:
    """Return the newest board, or that of the requested day; None if there is none."""
    if not day.is_past:
        return get_newest_board(now, category, method, asked=asked)
    return build_past_board(day.board, asked=asked) if day.board else None


def _redirect_to_short_address(request: HttpRequest) -> HttpResponse:
    query = request.GET.copy()
    for name in PARAMETERS:
        if not query.get(name):
            query.pop(name, None)
    return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)
