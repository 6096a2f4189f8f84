"""The names of a battle's models, for after its vote."""

from dataclasses import dataclass
from decimal import Decimal

from battles.models import Battle, Contender


class StillBlind(Exception):
    """The names were requested before the vote."""


@dataclass(frozen=True)
class ModelCard:
    """One model after the reveal. A contender in preview has its codename and no page (empty slug)."""

    name: str
    slug: str
    organization: str
    license: str
    is_simulated: bool
    input_price: Decimal | None = None
    output_price: Decimal | None = None
    """USD per million tokens."""


@dataclass(frozen=True)
class Names:
    """The names of both sides, after the vote or where the visitor chose the models."""

    a: ModelCard
    b: ModelCard


def get_names(battle: Battle) -> Names:
    """Return the models of both sides. Raises StillBlind before the vote of an anonymous battle."""
    if battle.is_blind:
        raise StillBlind(f"battle {battle.key} has no vote yet")
    return Names(a=get_card(battle.contender_a), b=get_card(battle.contender_b))


def get_card(contender: Contender) -> ModelCard:
    """What is shown of a model that its reader may know, under its public name."""
    model = contender.model
    return ModelCard(
        name=contender.public_name,
        slug="" if contender.is_unnamed else model.slug,
        organization="" if contender.is_unnamed else model.organization,
        license="" if contender.is_unnamed else model.license,
        is_simulated=model.is_simulated,
        input_price=None if contender.is_unnamed else model.input_price,
        output_price=None if contender.is_unnamed else model.output_price,
    )
