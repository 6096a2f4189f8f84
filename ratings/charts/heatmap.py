"""Tables of pairs as coloured cells: eleven shades each, so that a stylesheet can name them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from battles.models import Contender
from ratings.tables.matchups import Matchups

STEPS = 10
"""Shades run from 0 to this."""

THOUSANDS_FROM = 10_000


@dataclass(frozen=True)
class Cell:
    """One coloured cell; `shade` is a class of the stylesheet, empty where there is nothing to show."""

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
    """Two models that met; `share`: percent of the decided battles that A won, None if there is none."""

    name_a: str
    name_b: str
    battles: int
    wins_a: int
    wins_b: int
    ties: int
    share: float | None


@dataclass(frozen=True)
class Record:
    """One model's battles without ties. Rates in percent; `bar`: battles in percent of the most."""

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


NOTHING = Cell("", "", "")


def page_of(contender: Contender) -> str:
    """A contender's page; empty for one whose name is not public."""
    return "" if contender.is_unnamed else reverse("model", args=[contender.model.slug])


def win_map(found: Matchups) -> Heatmap:
    """Share of the decided battles that the row's model won; 50 % has the shade in the middle."""
    fraction, decided = found.win_fraction, found.decided
    legend = [Swatch(f"w{shade}", f"{100 * shade // STEPS} %") for shade in range(STEPS + 1)]

    def cell(i: int, j: int) -> Cell:
        if not decided[i, j]:
            return NOTHING
        share, battles = float(fraction[i, j]), int(decided[i, j])
        names = _pair(found, i, j) | {"share": f"{100 * share:.0f}", "battles": battles}
        title = ngettext(
            "%(a)s won %(share)s %% of %(battles)s battle against %(b)s, ties left out",
            "%(a)s won %(share)s %% of %(battles)s battles against %(b)s, ties left out",
            battles,
        )
        return Cell(f"{100 * share:.0f}", f"w{round(STEPS * share)}", title % names)

    return _heatmap(found, cell, legend)


def count_map(found: Matchups) -> Heatmap:
    """How often each pair met. Shades grow with the square root, so that rare pairs can be told apart."""
    battles, decided = found.battles, found.decided
    most = int(battles.max(initial=0))
    reached = [shade for shade in range(1, STEPS + 1) if _bound(shade, most) > _bound(shade - 1, most)]
    legend = [Swatch("n0", "0"), *(Swatch(f"n{k}", f"≤ {shorten(_bound(k, most))}") for k in reached)]

    def cell(i: int, j: int) -> Cell:
        met = int(battles[i, j])
        names = _pair(found, i, j) | {"battles": met, "ties": met - int(decided[i, j])}
        title = ngettext(
            "%(a)s met %(b)s %(battles)s time, ties: %(ties)s",
            "%(a)s met %(b)s %(battles)s times, ties: %(ties)s",
            met,
        )
        return Cell(shorten(met), f"n{count_shade(met, most)}", title % names)

    return _heatmap(found, cell, legend)


def count_shade(met: int, most: int) -> int:
    """0 for none, 1 … STEPS by the square root of the count's share of the largest."""
    if not met:
        return 0
    return next(shade for shade in range(1, STEPS + 1) if met <= _bound(shade, most))


def _bound(shade: int, most: int) -> int:
    """The largest count that has this shade."""
    return most * shade**2 // STEPS**2


def shorten(count: int) -> str:
    """A count that fits into a small cell."""
    return str(count) if count < THOUSANDS_FROM else f"{count / 1000:.0f}k"


def pairs_of(found: Matchups) -> list[Pair]:
    """Every pair that met, in the order of the models."""
    counts = found.counts
    names = [each.contender.public_name for each in found.entrants]
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


def records_of(found: Matchups) -> list[Record]:
    """Each model's battle count and win rates, as the figure shows them."""
    most = max((each.battles for each in found.entrants), default=0) or 1
    return [
        Record(
            name=each.contender.public_name,
            url=page_of(each.contender),
            organization="" if each.contender.is_unnamed else each.contender.model.organization,
            license="" if each.contender.is_unnamed else each.contender.model.license,
            is_simulated=each.contender.model.is_simulated,
            rating=each.rating,
            battles=each.battles,
            bar=round(100 * each.battles / most, 2),
            win_rate=_percent(each.win_rate),
            average_win_rate=_percent(each.average_win_rate),
        )
        for each in found.entrants
    ]


def _percent(rate: float | None) -> float | None:
    return None if rate is None else round(100 * rate, 2)


def _pair(found: Matchups, i: int, j: int) -> dict[str, str | int]:
    entrants = found.entrants
    return {"a": entrants[i].contender.public_name, "b": entrants[j].contender.public_name}


def _heatmap(found: Matchups, cell, legend: list[Swatch]) -> Heatmap:
    names = [each.contender.public_name for each in found.entrants]
    every = range(len(names))
    rows = [
        HeatRow(
            names[i], page_of(found.entrants[i].contender), [cell(i, j) if i != j else NOTHING for j in every]
        )
        for i in every
    ]
    return Heatmap(names, rows, legend)
