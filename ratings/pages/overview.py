"""The grid of ranks as templates read it: cells with a shade and words, heads that sort."""

import itertools
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ratings.categories import OVERALL, Group
from ratings.charts.heatmap import Swatch, page_of
from ratings.models import Standing
from ratings.pages.tabs import address, other_than
from ratings.published import STANDARD
from ratings.tables.overview import TOP, Overview, Place

WORST = (1, 3, 6, 10, 20)
"""The worst rank of each shade, the strongest first; who stands further down has none."""

MARKS = {Standing.Status.PROVISIONAL: "P", Standing.Status.UNRANKED: "U"}


@dataclass(frozen=True)
class GridCell:
    """One model in one category. `mark` and `words`: its status, in place of a rank; `title`: all of it."""

    rank: int | None
    shade: str
    title: str
    mark: str = ""
    words: str = ""


@dataclass(frozen=True)
class GridHead:
    """A category's column; `url` sorts by it. `starts`: whether another group of categories begins here."""

    title: str | Promise
    definition: str | Promise
    url: str
    is_sorted: bool
    starts: bool


@dataclass(frozen=True)
class GridSpan:
    """Neighbouring columns of one group."""

    title: str | Promise
    columns: int


@dataclass(frozen=True)
class GridRow:
    name: str
    url: str
    cells: list[GridCell | None]


@dataclass(frozen=True)
class Grid:
    spans: list[GridSpan]
    heads: list[GridHead]
    rows: list[GridRow]
    legend: list[Swatch]


def grid_of(found: Overview, *, top: int) -> Grid:
    """The whole grid of a page that shows `top` models."""
    slugs = [category.slug for category, _snapshot in found.boards]
    titles = _titles()
    return Grid(
        spans=_spans(found),
        heads=_heads(found, top),
        rows=[
            GridRow(
                name=row.contender.public_name,
                url=page_of(row.contender),
                cells=[_cell(row.places.get(slug), titles) for slug in slugs],
            )
            for row in found.rows
        ],
        legend=_legend(),
    )


def _heads(found: Overview, top: int) -> list[GridHead]:
    page = reverse("overview", args=[found.now.arena.slug])
    asked = {"method": other_than(STANDARD, found.method), "top": other_than(TOP, top)}
    categories = [category for category, _snapshot in found.boards]
    return [
        GridHead(
            title=category.title,
            definition=category.definition,
            url=address(page, by=other_than(OVERALL.slug, category.slug), **asked),
            is_sorted=category.slug == found.by,
            starts=category.group != before.group,
        )
        for before, category in zip([OVERALL, *categories], categories, strict=False)
    ]


def _spans(found: Overview) -> list[GridSpan]:
    groups = itertools.groupby(category.group for category, _snapshot in found.boards)
    return [
        GridSpan("" if group == Group.OVERALL else group.label, len(list(columns)))
        for group, columns in groups
    ]


def shade_of(rank: int) -> str:
    """The class of a rank's shade: r1 is the strongest; empty for ranks without one."""
    return next((f"r{shade}" for shade, worst in enumerate(WORST, 1) if rank <= worst), "")


def _legend() -> list[Swatch]:
    firsts = [1, *(worst + 1 for worst in WORST)]
    labels = [
        str(first) if first == worst else f"{first}–{worst}"
        for first, worst in zip(firsts, WORST, strict=False)
    ]
    return [Swatch(f"r{shade}", label) for shade, label in enumerate(labels, 1)]


def _titles() -> dict[str, str]:
    """What a cell says in full by its status, looked up once for all of them."""
    return {
        "ranked": _("rank %(rank)s (%(low)s–%(high)s), rating %(rating).0f, votes: %(votes)s"),
        "provisional": _("provisional: no rank yet, rating %(rating).0f, votes: %(votes)s"),
        "unranked": _("unranked: no rating yet, votes: %(votes)s"),
    }


def _cell(place: Place | None, titles: dict[str, str]) -> GridCell | None:
    if place is None:
        return None
    numbers = {
        "rank": place.rank,
        "low": place.rank_low,
        "high": place.rank_high,
        "rating": place.rating,
        "votes": place.votes,
    }
    title = titles[place.status] % numbers
    if place.rank is not None:
        return GridCell(place.rank, shade_of(place.rank), title)
    status = Standing.Status(place.status)
    return GridCell(None, "", title, mark=MARKS[status], words=str(status.label))
