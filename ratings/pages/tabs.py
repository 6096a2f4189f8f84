"""Links between the views of one page: categories, methods, sizes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise

from ratings.categories import CATEGORIES, OVERALL, Group, categories_with_votes, categories_without_votes
from ratings.published import STANDARD
from ratings.rebuild.method_specs import Method

FRONT_GROUPS = (Group.TASK, Group.LANGUAGE)
MAX_FRONT_TABS = 7


@dataclass(frozen=True)
class Tab:
    """A link to another view of the same page."""

    slug: str
    title: str | Promise
    url: str
    is_current: bool
    definition: str | Promise = ""
    votes: int | None = None


@dataclass(frozen=True)
class TabGroup:
    """Tabs of one group of categories."""

    slug: str
    title: Promise
    tabs: list[Tab]


@dataclass(frozen=True)
class CategoryTabs:
    """Links to all categories of an arena.

    - `front` is always visible: the overall board, the categories with most votes, and the current one.
    - `groups` contains every category with votes, by group; languages by number of votes.
    - `empty` contains the categories without votes.
    """

    front: list[Tab]
    groups: list[TabGroup]
    empty: list[Tab]

    @property
    def total(self) -> int:
        """Number of all categories, including the overall one."""
        return 1 + sum(len(group.tabs) for group in self.groups) + len(self.empty)


def build_url(url: str, **parameters: str | int | None) -> str:
    """Append query parameters to a URL. Parameters that are None are left out."""
    query = urlencode({name: value for name, value in parameters.items() if value is not None})
    return f"{url}?{query}" if query else url


def unless_default(default: str | int, value: str | int) -> str | int | None:
    """Return the value, or None if it is the default, so that URLs do not repeat defaults."""
    return None if value == default else value


def category_tabs(
    votes: Mapping[str, int], current: str, *, link: Callable[[str], str], shows_votes: bool = True
) -> CategoryTabs:
    """Build a tab for each category from its number of votes; `link` turns a slug into a URL."""
    tabs = {
        category.slug: Tab(
            slug=category.slug,
            title=category.title,
            url=link(category.slug),
            is_current=category.slug == current,
            definition=category.definition,
            votes=votes.get(category.slug) if shows_votes else None,
        )
        for category in CATEGORIES
    }
    front = _front(votes) | {current}
    return CategoryTabs(
        front=[tab for slug, tab in tabs.items() if slug in front],
        groups=[
            TabGroup(
                group.value,
                group.label,
                [tabs[category.slug] for category in categories_with_votes(group, votes)],
            )
            for group in Group
            if group != Group.OVERALL and categories_with_votes(group, votes)
        ],
        empty=[tabs[category.slug] for category in categories_without_votes(votes) if category != OVERALL],
    )


def _front(votes: Mapping[str, int]) -> set[str]:
    """Return the slugs of the overall board and of the FRONT_GROUPS categories with most votes."""
    slugs = [each.slug for each in CATEGORIES if each.group in FRONT_GROUPS and votes.get(each.slug)]
    return {OVERALL.slug, *sorted(slugs, key=lambda slug: -votes[slug])[: MAX_FRONT_TABS - 1]}


def method_query(method: str) -> str:
    """Return the query string for a method; empty for the standard method."""
    return build_url("", method=unless_default(STANDARD, method))


def method_tabs(url: str, current: str, **parameters: str | int | None) -> list[Tab]:
    """Build a tab for each method of the page at `url`."""
    return [
        Tab(
            slug=method.value,
            title=method.label,
            url=build_url(url, method=unless_default(STANDARD, method.value), **parameters),
            is_current=method.value == current,
        )
        for method in Method
    ]


def size_tabs(
    url: str, current: int, sizes: Iterable[int], total: int, **parameters: str | int | None
) -> list[Tab]:
    """Build a tab for each number of models, up to the first that shows all `total`."""
    sizes = list(sizes)
    enough = next((size for size in sizes if size >= total), sizes[-1])
    return [
        Tab(str(size), str(size), build_url(url, top=size, **parameters), size == current)
        for size in sizes
        if size <= enough
    ]
