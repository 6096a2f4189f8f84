"""Each model's battles and win rates, as bars."""

from django.utils.translation import gettext_lazy as _

from ratings.charts.figure import BarRow, Bars
from ratings.charts.heatmap import Record, list_records
from ratings.tables.matchups import Matchups

TOP = 30
"""Models that a picture shows; the table of the matchups has all."""


def build_battles_bars(matchups: Matchups) -> Bars | None:
    """Battle count and win rate of each model, both without ties: the figure of the first article."""
    records = sorted(list_records(matchups), key=lambda record: -record.battles)
    if not records:
        return None
    return Bars(
        name="battles",
        title=_("Battles and win rate per model, without ties"),
        description=_(
            "One bar for each model: the longer, the more battles with a winner. The tick is its win rate, "
            "from 0 at the left to 100 % at the right."
        ),
        caption=_(
            "Battles with a winner, most first. The win rate depends on the rivals: a rating does not."
        ),
        head=[_("Model"), _("Battles"), _("Win rate")],
        bars=[
            BarRow(
                record.name,
                record.url,
                record.bar,
                [f"{record.battles:,}", _percent(record.win_rate)],
                mark=record.win_rate,
            )
            for record in records[:TOP]
        ],
        total=len(records),
    )


def build_average_bars(matchups: Matchups) -> Bars | None:
    """Mean of each model's win rates against every rated rival it met, each rival with the same weight."""
    records = [each for each in list_records(matchups) if each.average_win_rate is not None]
    records.sort(key=_average, reverse=True)
    if not records:
        return None
    return Bars(
        name="average",
        title=_("Average win rate"),
        description=_(
            "One bar for each model: its mean win rate against all rated rivals, every rival with the same "
            "weight, ties left out."
        ),
        caption=_("Every rival has the same weight, however often they met; ties are left out."),
        head=[_("Model"), _("Average win rate"), _("Rating")],
        bars=[
            BarRow(
                record.name,
                record.url,
                round(_average(record), 2),
                [_percent(record.average_win_rate), f"{record.rating:.0f}"],
            )
            for record in records[:TOP]
        ],
        total=len(records),
    )


def _average(record: Record) -> float:
    return record.average_win_rate or 0.0


def _percent(rate: float | None) -> str:
    return "–" if rate is None else f"{rate:.1f} %"
