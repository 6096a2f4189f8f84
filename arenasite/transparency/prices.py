"""The newest simulation of what moves a model one rank, with the models' public names."""

from dataclasses import dataclass
from typing import Any

from arenasite.attack_price.models import AttackPrice
from battles.models import Arena, Contender


@dataclass(frozen=True)
class PriceRow:
    """One model and one plan; `numbers`: see arenasite.attack_price.simulate.Price, without ids."""

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
            names.get(row["contender"], "–"),
            names.get(row["above"], "–"),
            {name: value for name, value in row.items() if name not in {"contender", "above"}},
        )
        for row in price.rows
    ]
    return PriceReport(price, rows)
