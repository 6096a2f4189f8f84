"""The rows that a decision covers: their ids, read once and bounded, and the record of covered battles."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from battles.database import bulk_rows
from moderation.decisions.refusals import NothingToDecide, TooMany
from moderation.models import Decision

_FIXED = "fixed_ids"


def list_ids(rows: QuerySet | Iterable[int], *, most: int) -> list[int]:
    """The distinct ids in ascending order. Raises TooMany for more than `most`.

    Ids that fix_rows has read are not read again.
    """
    fixed: Iterable[int] | None = getattr(rows, _FIXED, None) if isinstance(rows, QuerySet) else rows
    if fixed is None:
        ids = list(rows.order_by("pk").values_list("pk", flat=True).distinct()[: most + 1])
    else:
        ids = sorted(set(fixed))
    if len(ids) > most:
        raise TooMany
    return ids


def fix_ids(rows: QuerySet, most: int) -> tuple[int, ...]:
    """The ids of the rows. Raises NothingToDecide for none, TooMany for more than `most`."""
    ids = tuple(list_ids(rows, most=most))
    if not ids:
        raise NothingToDecide
    return ids


def fix_rows(rows: QuerySet, *, most: int) -> list[int] | None:
    """Read the ids of the rows once for all that follows with this query set; None for more than `most`.

    Then a decision covers the rows that were compared with the announced ones, and no later matches.
    """
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[: most + 1])
    if len(ids) > most:
        return None
    setattr(rows, _FIXED, ids)
    return ids


def list_covered(decision: Decision) -> QuerySet:
    """The ids of the battles that a decision covers, for a query."""
    return Decision.battles.through.objects.filter(decision=decision).values("battle_id")


def cover_battles(decision: Decision, battle_ids: Sequence[int]) -> None:
    """Record which battles a decision covers."""
    link_battles((decision.pk, battle_id) for battle_id in battle_ids)
    decision.battles_just_covered = len(battle_ids)


def link_battles(links: Iterable[tuple[int, int]]) -> None:
    """Record which decisions cover which battles: pairs of ids."""
    bulk_rows().insert(Decision.battles.through, ("decision_id", "battle_id"), links)
