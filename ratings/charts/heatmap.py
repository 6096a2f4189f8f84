"""Heatmaps of pairs. Shades are CSS classes, because the content policy forbids style attributes."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from battles.grouped_numbers import grouped
from battles.models import Contender
from ratings.tables.matchups import Matchups

STEPS = 10
"""Shades are numbered from 0 to STEPS."""

THOUSANDS_FROM = 10_000  # counts from here on are shown as "10k"


@dataclass(frozen=True)
class Cell:
    """One cell. `shade` is a CSS class; an empty one leaves the cell blank."""

    text: str
    shade: str
    title: str


@dataclass(frozen=True)
class HeatRow:
    name: str
    url: str
    cells: list[Cell]


@dataclass(frozen=True)
class Swatch:
    shade: str
    label: str


@dataclass(frozen=True)
class Heatmap:
    """Rows and columns in the same order; `names` heads the columns."""

    names: list[str]
    rows: list[HeatRow]
    legend: list[Swatch]


@dataclass(frozen=True)
class Pair:
    """Two models with battles between them. `share`: percent of the decided battles (ties left out) that A
    won, None without decided battles."""

    name_a: str
    name_b: str
    battles: int
    wins_a: int
    wins_b: int
    ties: int
    share: float | None


@dataclass(frozen=True)
class Record:
    """One model's battles without ties. Rates in percent; `bar`: battles in percent of the largest count."""

    name: str
    url: str
    organization: str
    license: str
    is_simulated: bool
    rating: float
    battles: int
    bar: float
    win_rate: float | None
    average_win_rate: float | None


EMPTY_CELL = Cell("", "", "")


def model_url(contender: Contender) -> str:
    """Return the address of a contender's page, or an empty string if its name is not public."""
    return "" if contender.is_unnamed else reverse("model", args=[contender.model.slug])


def win_map(matchups: Matchups) -> Heatmap:
    """Map the share of decided battles that the row's model won. 50 % has the middle shade."""
    fraction, decided = matchups.win_fraction, matchups.decided
    legend = [Swatch(f"w{shade}", f"{100 * shade // STEPS} %") for shade in range(STEPS + 1)]

    def cell(i: int, j: int) -> Cell:
        if not decided[i, j]:
            return EMPTY_CELL
        share, battles = float(fraction[i, j]), int(decided[i, j])
        names = _pair_names(matchups, i, j) | {"share": f"{100 * share:.0f}", "battles": grouped(battles)}
        title = ngettext(
            "%(a)s won %(share)s %% of %(battles)s battle against %(b)s, ties left out",
            "%(a)s won %(share)s %% of %(battles)s battles against %(b)s, ties left out",
            battles,
        )
        return Cell(f"{100 * share:.0f}", f"w{round(STEPS * share)}", title % names)

    return _heatmap(matchups, cell, legend)


def count_map(matchups: Matchups) -> Heatmap:
    """Map how many battles each pair has. Shades follow the square root of the count, so that small counts
    differ visibly."""
    battles, decided = matchups.battles, matchups.decided
    largest = int(battles.max(initial=0))
    limits = [_max_count_of_shade(shade, largest) for shade in range(STEPS + 1)]
    used_shades = [shade for shade in range(1, STEPS + 1) if limits[shade] > limits[shade - 1]]
    legend = [
        Swatch("n0", "0"),
        *(Swatch(f"n{shade}", f"≤ {shorten(limits[shade])}") for shade in used_shades),
    ]

    def cell(i: int, j: int) -> Cell:
        count = int(battles[i, j])
        names = _pair_names(matchups, i, j) | {
            "battles": grouped(count),
            "ties": grouped(count - int(decided[i, j])),
        }
        title = ngettext(
            "%(a)s met %(b)s %(battles)s time, ties: %(ties)s",
            "%(a)s met %(b)s %(battles)s times, ties: %(ties)s",
            count,
        )
        return Cell(shorten(count), f"n{count_shade(count, largest)}", title % names)

    return _heatmap(matchups, cell, legend)


def count_shade(count: int, largest: int) -> int:
    """Return 0 for a count of 0, otherwise 1 to STEPS by the square root of count / largest."""
    if not count:
        return 0
    return next(shade for shade in range(1, STEPS + 1) if count <= _max_count_of_shade(shade, largest))


def _max_count_of_shade(shade: int, largest: int) -> int:
    return largest * shade**2 // STEPS**2


def shorten(count: int) -> str:
    """Format a count for a small cell."""
    return str(count) if count < THOUSANDS_FROM else f"{count / 1000:.0f}k"


def list_pairs(matchups: Matchups) -> list[Pair]:
    """List every pair with battles, in the order of the models."""
    counts = matchups.counts
    names = [each.contender.public_name for each in matchups.models]
    return [
        Pair(
            name_a=names[first],
            name_b=names[second],
            battles=sum(outcomes),
            wins_a=outcomes[0],
            wins_b=outcomes[1],
            ties=outcomes[2] + outcomes[3],
            share=100 * outcomes[0] / (outcomes[0] + outcomes[1]) if outcomes[0] + outcomes[1] else None,
        )
        for first, second, outcomes in zip(
            counts.first.tolist(), counts.second.tolist(), counts.counts.tolist(), strict=True
        )
    ]


def list_records(matchups: Matchups) -> list[Record]:
    """List each model's battle count and win rates."""
    largest = max((each.battles for each in matchups.models), default=0) or 1
    return [
        Record(
            name=each.contender.public_name,
            url=model_url(each.contender),
            organization="" if each.contender.is_unnamed else each.contender.model.organization,
            license="" if each.contender.is_unnamed else each.contender.model.license,
            is_simulated=each.contender.model.is_simulated,
            rating=each.rating,
            battles=each.battles,
            bar=round(100 * each.battles / largest, 2),
            win_rate=_percent(each.win_rate),
            average_win_rate=_percent(each.average_win_rate),
        )
        for each in matchups.models
    ]


def _percent(rate: float | None) -> float | None:
    return None if rate is None else round(100 * rate, 2)


def _pair_names(matchups: Matchups, i: int, j: int) -> dict[str, str | int]:
    models = matchups.models
    return {"a": models[i].contender.public_name, "b": models[j].contender.public_name}


def _heatmap(matchups: Matchups, cell, legend: list[Swatch]) -> Heatmap:
    contenders = [each.contender for each in matchups.models]
    names = [contender.public_name for contender in contenders]
    indexes = range(len(names))
    rows = [
        HeatRow(
            names[i],
            model_url(contenders[i]),
            [cell(i, j) if i != j else EMPTY_CELL for j in indexes],
        )
        for i in indexes
    ]
    return Heatmap(names, rows, legend)
