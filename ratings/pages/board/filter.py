"""Search, filters and order of a board's rows, as query parameters.

A value that the board does not know is ignored, except a maker or a licence: those leave no row, so that a
shared address does not show other models than it names.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ratings.models import Standing

MAX_SEARCH = 80
WEIGHTS: dict[str, Promise] = {"open": _("Open weights"), "closed": _("Closed weights")}
STATUSES: dict[str, Promise] = {
    "ranked": _("Ranked"),
    "provisional": _("Provisional"),
    "unranked": _("Not rated yet"),
    "active": _("In battles now"),
    "retired": _("Retired"),
}
DEFAULT_ORDER = "rank"


@dataclass(frozen=True)
class Order:
    """A column that the rows can be sorted by. `is_descending`: the direction of the first click."""

    title: Promise
    value: Callable[[Any], Any]
    is_descending: bool = False


ORDERS: dict[str, Order] = {
    "rank": Order(_("Rank"), lambda row: row.rank),
    "model": Order(_("Model"), lambda row: row.name.casefold()),
    "rating": Order(_("Rating"), lambda row: row.rating, is_descending=True),
    "votes": Order(_("Votes"), lambda row: row.votes, is_descending=True),
    "price": Order(_("Price"), lambda row: row.price),
    "speed": Order(_("Speed"), lambda row: row.speed, is_descending=True),
    "flip": Order(_("Votes to flip"), lambda row: row.overturn_votes),
}


@dataclass(frozen=True)
class BoardFilter:
    """What a reader asks of a board. `price`: largest price of a million output tokens in dollars; `speed`:
    least tokens per second. `sort`: a key of ORDERS, with "-" for the other direction than the first click.
    """

    q: str = ""
    maker: str = ""
    license: str = ""
    weights: str = ""
    status: str = ""
    price: float | None = None
    speed: float | None = None
    sort: str = DEFAULT_ORDER

    @property
    def parameters(self) -> dict[str, str]:
        """Query parameters of this filter, without what is not asked."""
        values = {name: getattr(self, name) for name in PARAMETERS}
        words = {name: _format(value) for name, value in values.items() if value not in ("", None)}
        return {name: word for name, word in words.items() if (name, word) != ("sort", DEFAULT_ORDER)}

    @property
    def is_narrowing(self) -> bool:
        """Whether any row may be left out."""
        return bool(self.parameters.keys() - {"sort"})

    @property
    def price_text(self) -> str:
        """The price as the form's field shows it."""
        return "" if self.price is None else _format(self.price)

    @property
    def speed_text(self) -> str:
        """The speed as the form's field shows it."""
        return "" if self.speed is None else _format(self.speed)

    def shows(self, row: Any) -> bool:
        """Whether a row is shown."""
        return all(
            (
                self.q.casefold() in f"{row.name} {row.organization} {row.license}".casefold(),
                not self.maker or row.organization == self.maker,
                not self.license or row.license == self.license,
                not self.weights or row.open_weights is (self.weights == "open"),
                not self.status or self.status in (row.status, row.state),
                self.price is None or (row.price is not None and row.price <= self.price),
                self.speed is None or (row.speed is not None and row.speed >= self.speed),
            )
        )

    def apply(self, rows: Sequence[Any]) -> list[Any]:
        """Return the rows that are shown, in the order asked for; rows without the value last."""
        shown = [row for row in rows if self.shows(row)]
        if self.sort == DEFAULT_ORDER:
            return shown  # a board's own order
        order = ORDERS[self.sort.removeprefix("-")]
        known = [row for row in shown if order.value(row) is not None]
        known.sort(key=order.value, reverse=order.is_descending != self.sort.startswith("-"))
        return known + [row for row in shown if order.value(row) is None]


PARAMETERS = ("q", "maker", "license", "weights", "status", "price", "speed", "sort")


def parse_board_filter(query: Mapping[str, str]) -> BoardFilter:
    """Read the filter from query parameters."""
    sort = query.get("sort", "")
    return BoardFilter(
        q=" ".join(query.get("q", "").split())[:MAX_SEARCH],
        maker=query.get("maker", "")[: MAX_SEARCH * 2],
        license=query.get("license", "")[: MAX_SEARCH * 2],
        weights=_one_of(WEIGHTS, query.get("weights", "")),
        status=_one_of(STATUSES, query.get("status", "")),
        price=_amount(query.get("price", "")),
        speed=_amount(query.get("speed", "")),
        sort=sort if sort.removeprefix("-") in ORDERS else DEFAULT_ORDER,
    )


@dataclass(frozen=True)
class Head:
    """A column's head: the address that sorts by it, and `aria_sort` for the current order."""

    title: Promise
    url: str
    aria_sort: str


def build_heads(asked: BoardFilter, link: Callable[[str], str]) -> dict[str, Head]:
    """Build the heads of all columns; `link` turns a sort value into an address."""
    return {name: _head(name, order, asked.sort, link) for name, order in ORDERS.items()}


def _head(name: str, order: Order, sort: str, link: Callable[[str], str]) -> Head:
    if sort.removeprefix("-") != name:
        return Head(order.title, link(name), "")
    is_descending = order.is_descending != sort.startswith("-")
    return Head(
        order.title,
        link(name if sort.startswith("-") else f"-{name}"),
        "descending" if is_descending else "ascending",
    )


def list_choices(rows: Sequence[Any], name: str) -> list[str]:
    """Return the different values of a text column, sorted, without the empty one."""
    return sorted({getattr(row, name) for row in rows} - {""}, key=str.casefold)


def get_price(standing: Standing) -> float | None:
    """Return the public price of a million output tokens in dollars."""
    price = None if standing.contender.is_unnamed else standing.contender.model.output_price
    return None if price is None else float(price)


def _one_of(choices: Mapping[str, object], value: str) -> str:
    return value if value in choices else ""


def _amount(text: str) -> float | None:
    """Return a number from 0 to a million; None for anything else."""
    try:
        number = float(text[:12])
    except ValueError:
        return None
    return number if 0 <= number <= 1e6 else None


def _format(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
