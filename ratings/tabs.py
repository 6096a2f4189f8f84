"""Links between the views of one page: categories, methods, sizes."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from battles.models import Arena
from ratings.boards import STANDARD, Published
from ratings.categories import CATEGORIES
from ratings.models import Method


@dataclass(frozen=True)
class Tab:
    """A link to another view of the same page."""

    slug: str
    title: str | Promise
    url: str
    is_current: bool
    definition: str | Promise = ""
    votes: int | None = None


def category_tabs(
    now: Published | None,
    arena: Arena,
    current: str,
    *,
    method: str = STANDARD,
    page: str = "leaderboard",
    query: str = "",
) -> list[Tab]:
    """A tab per category with the number of its counted votes; `page` is a URL name."""
    votes = (
        dict(now.snapshots().filter(method=method).values_list("board__category", "votes_counted"))
        if now
        else {}
    )
    return [
        Tab(
            slug=category.slug,
            title=category.title,
            url=reverse(page, args=[arena.slug, category.slug]) + query,
            is_current=category.slug == current,
            definition=category.definition,
            votes=votes.get(category.slug),
        )
        for category in CATEGORIES
    ]


def method_query(method: str) -> str:
    """What a leaderboard's address ends with for a method."""
    return "" if method == STANDARD else f"?method={method}"


def method_tabs(arena: Arena, category: str, current: str) -> list[Tab]:
    """A tab per method."""
    url = reverse("leaderboard", args=[arena.slug, category])
    return [
        Tab(
            slug=method.value,
            title=method.label,
            url=url + method_query(method),
            is_current=method.value == current,
        )
        for method in Method
    ]


def size_tabs(arena: Arena, category: str, current: int, sizes: tuple[int, ...], total: int) -> list[Tab]:
    """A tab per number of models a page can show, up to the first that shows them all."""
    url = reverse("matchups", args=[arena.slug, category])
    enough = next((size for size in sizes if size >= total), sizes[-1])
    return [
        Tab(str(size), str(size), f"{url}?top={size}", size == current) for size in sizes if size <= enough
    ]
