"""The grid of ranks: cells with a shade and words, column heads that sort."""

import itertools
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from battles.grouped_numbers import grouped
from ratings.categories import OVERALL, Group
from ratings.charts.heatmap import Swatch, model_url
from ratings.models import Standing
from ratings.pages.tabs import build_url, unless_default
from ratings.published import STANDARD
from ratings.tables.overview import DEFAULT_TOP, BoardEntry, Overview

SHADE_LIMITS = (1, 3, 6, 10, 20)
"""The last rank of each shade, strongest shade first. Ranks after the last limit have no shade."""

MARKS = {Standing.Status.PROVISIONAL: "P", Standing.Status.UNRANKED: "U"}


@dataclass(frozen=True)
class GridCell:
    """One model in one category. `mark` and `words`: its status, if it has no rank; `title`: full text."""

    rank: int | None
    shade: str
    title: str
    mark: str = ""
    words: str = ""


@dataclass(frozen=True)
class GridHead:
    """A category's column; `url` sorts by it. `starts`: a new group of categories begins here."""

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


def build_grid(overview: Overview, *, top: int) -> Grid:
    """Build the grid of a page that shows `top` models."""
    slugs = [category.slug for category, _snapshot in overview.boards]
    titles = _titles()
    return Grid(
        spans=_spans(overview),
        heads=_heads(overview, top),
        rows=[
            GridRow(
                name=row.contender.public_name,
                url=model_url(row.contender),
                cells=[_cell(row.entries.get(slug), titles) for slug in slugs],
            )
            for row in overview.rows
        ],
        legend=_legend(),
    )


def _heads(overview: Overview, top: int) -> list[GridHead]:
    page = reverse("overview", args=[overview.now.arena.slug])
    parameters = {
        "method": unless_default(STANDARD, overview.method),
        "top": unless_default(DEFAULT_TOP, top),
    }
    categories = [category for category, _snapshot in overview.boards]
    return [
        GridHead(
            title=category.title,
            definition=category.definition,
            url=build_url(page, by=unless_default(OVERALL.slug, category.slug), **parameters),
            is_sorted=category.slug == overview.by,
            starts=category.group != before.group,
        )
        for before, category in zip([OVERALL, *categories], categories, strict=False)
    ]


def _spans(overview: Overview) -> list[GridSpan]:
    groups = itertools.groupby(category.group for category, _snapshot in overview.boards)
    return [
        GridSpan("" if group == Group.OVERALL else group.label, len(list(columns)))
        for group, columns in groups
    ]


def rank_shade(rank: int) -> str:
    """Return the CSS class of a rank's shade: r1 is the strongest; empty for ranks without a shade."""
    return next((f"r{shade}" for shade, worst in enumerate(SHADE_LIMITS, 1) if rank <= worst), "")


def _legend() -> list[Swatch]:
    firsts = [1, *(worst + 1 for worst in SHADE_LIMITS)]
    labels = [
        str(first) if first == worst else f"{first}–{worst}"
        for first, worst in zip(firsts, SHADE_LIMITS, strict=False)
    ]
    return [Swatch(f"r{shade}", label) for shade, label in enumerate(labels, 1)]


def _titles() -> dict[str, str]:
    """Return the translated title patterns by status. Built once: a translation for every cell is slow."""
    return {
        "ranked": _("rank %(rank)s (%(low)s–%(high)s), rating %(rating).0f, votes: %(votes)s"),
        "provisional": _("provisional: no rank yet, rating %(rating).0f, votes: %(votes)s"),
        "unranked": _("unranked: no rating yet, votes: %(votes)s"),
    }


def _cell(entry: BoardEntry | None, titles: dict[str, str]) -> GridCell | None:
    if entry is None:
        return None
    numbers = {
        "rank": entry.rank,
        "low": entry.rank_low,
        "high": entry.rank_high,
        "rating": entry.rating,
        "votes": grouped(entry.votes),
    }
    title = titles[entry.status] % numbers
    if entry.rank is not None:
        return GridCell(entry.rank, rank_shade(entry.rank), title)
    status = Standing.Status(entry.status)
    return GridCell(None, "", title, mark=MARKS[status], words=str(status.label))
