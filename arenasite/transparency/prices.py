"""The newest simulation of what moves a model one rank, with the models' public names."""

from dataclasses import dataclass
from typing import Any

from arenasite.attack_price.models import AttackPrice
from battles.models import Arena, Contender
from ratings.categories import BY_SLUG, OVERALL


@dataclass(frozen=True)
class PriceRow:
    """One model and one plan on one board; `numbers`: see attack_price.simulate.Price, without ids."""

    category: str
    title: str
    model: str
    above: str
    numbers: dict[str, Any]


@dataclass(frozen=True)
class PriceReport:
    """A simulation as the page shows it."""

    price: AttackPrice
    rows: list[PriceRow]


def build_price_report(arena: Arena) -> PriceReport | None:
    """The newest simulation of an arena; None if there is none."""
    price = AttackPrice.objects.filter(arena=arena).first()
    if price is None:
        return None
    contenders = Contender.objects.filter(arena=arena).select_related("model")
    names = {contender.pk: contender.public_name for contender in contenders}
    rows = [
        PriceRow(
            row.get("category", OVERALL.slug),
            str(BY_SLUG[row.get("category", OVERALL.slug)].title),
            names.get(row["contender"], "–"),
            names.get(row["above"], "–"),
            {name: value for name, value in row.items() if name not in {"category", "contender", "above"}},
        )
        for row in price.rows
        if row.get("category", OVERALL.slug) in BY_SLUG
    ]
    return PriceReport(price, rows)
