"""Open battles: blind battles that may still get a vote. Staff do not see their models either."""

from django.db.models import Q, QuerySet

from battles.models import Battle
from moderation.models.finding import OPEN_STATES


def is_open(battle: Battle) -> bool:
    """Whether a blind battle may still get a vote."""
    return battle.mode == Battle.Mode.ANONYMOUS and battle.state in OPEN_STATES


def open_battles(battles: QuerySet[Battle]) -> QuerySet[Battle]:
    """The open ones among these battles."""
    return battles.filter(open_condition())


def open_condition(prefix: str = "") -> Q:
    """The condition of an open battle; `prefix` is the path to the battle, such as "battle__"."""
    return Q(**{f"{prefix}mode": Battle.Mode.ANONYMOUS, f"{prefix}state__in": OPEN_STATES})
