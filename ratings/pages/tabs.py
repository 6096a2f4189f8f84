"""Links between the views of one page: categories by their group, methods, sizes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise

from ratings.categories import CATEGORIES, OVERALL, Group, unused, used
from ratings.models import Method
from ratings.published import STANDARD

IN_FRONT = (Group.TASK, Group.LANGUAGE)
FRONT = 7


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
    """Every category of an arena, so that a reader finds the usual ones at once and any of them in time.

    - `front` is always in sight: the overall board, the most used of the others, and the current one.
    - `groups` holds every category that has votes, by group; languages with the most votes first.
    - `empty` holds those that have none.
    """

    front: list[Tab]
    groups: list[TabGroup]
    empty: list[Tab]

    @property
    def total(self) -> int:
        """How many categories there are in all, the overall one among them."""
        return 1 + sum(len(group.tabs) for group in self.groups) + len(self.empty)


def address(url: str, **asked: str | int | None) -> str:
    """A page's address with what is asked of it; None asks nothing."""
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return f"{url}?{query}" if query else url


def other_than(usual: str | int, asked: str | int) -> str | int | None:
    """What an address has to ask for: nothing where it is the usual."""
    return None if asked == usual else asked


def category_tabs(
    votes: Mapping[str, int], current: str, *, link: Callable[[str], str], shows_votes: bool = True
) -> CategoryTabs:
    """A tab for each category, by its number of votes; `link` makes a slug into an address."""
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
            TabGroup(group.value, group.label, [tabs[category.slug] for category in used(group, votes)])
            for group in Group
            if group != Group.OVERALL and used(group, votes)
        ],
        empty=[tabs[category.slug] for category in unused(votes) if category != OVERALL],
    )


def _front(votes: Mapping[str, int]) -> set[str]:
    """The overall board and the most used others. How a battle was shaped is nobody's first question."""
    usual = [each.slug for each in CATEGORIES if each.group in IN_FRONT and votes.get(each.slug)]
    return {OVERALL.slug, *sorted(usual, key=lambda slug: -votes[slug])[: FRONT - 1]}


def method_query(method: str) -> str:
    """What a leaderboard's address ends with for a method."""
    return address("", method=other_than(STANDARD, method))


def method_tabs(url: str, current: str, **asked: str | int | None) -> list[Tab]:
    """A tab per method of the page at an address."""
    return [
        Tab(
            slug=method.value,
            title=method.label,
            url=address(url, method=other_than(STANDARD, method.value), **asked),
            is_current=method.value == current,
        )
        for method in Method
    ]


def size_tabs(
    url: str, current: int, sizes: Iterable[int], total: int, **asked: str | int | None
) -> list[Tab]:
    """A tab per number of models a page can show, up to the first that shows them all."""
    sizes = list(sizes)
    enough = next((size for size in sizes if size >= total), sizes[-1])
    return [
        Tab(str(size), str(size), address(url, top=size, **asked), size == current)
        for size in sizes
        if size <= enough
    ]
