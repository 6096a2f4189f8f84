"""What staff changed about an arena's draw, as the public reads it: policies, lifecycles, weights.

Drafts are not listed. A contender that is not named yet stands under its codename; who changed something is
not told.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from battles.models import Arena, Contender, ContenderChange, SamplingPolicy, WeightChange


@dataclass(frozen=True)
class PolicyChange:
    """A policy, when it began, why, and its parameters that differ from those of the one before."""

    effective_from: dt.datetime
    reason: str
    parameters: dict
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One step of a contender's life."""

    at: dt.datetime
    contender: Contender
    from_state: str
    to_state: str
    reason: str

    @property
    def is_under_codename(self) -> bool:
        """Whether the public knew the contender by a codename then, which has since been given up."""
        unveiled_at = self.contender.unveiled_at
        return bool(self.contender.codename) and unveiled_at is not None and self.at <= unveiled_at

    @property
    def from_words(self) -> str:
        return Contender.State(self.from_state).label if self.from_state else ""

    @property
    def to_words(self) -> str:
        return Contender.State(self.to_state).label


@dataclass(frozen=True)
class Reweighting:
    """One change of a contender's own weight."""

    at: dt.datetime
    contender: Contender
    before: float
    after: float
    reason: str


def policies_of(arena: Arena) -> list[PolicyChange]:
    """Every policy an arena had, has or will have, newest first."""
    rows = list(SamplingPolicy.objects.filter(arena=arena))
    before_any = SamplingPolicy(arena=arena)
    earlier = [*rows[1:], before_any][: len(rows)]
    return [
        PolicyChange(
            effective_from=row.effective_from,
            reason=row.public_reason,
            parameters=row.parameters,
            changed=tuple(name for name, value in row.parameters.items() if value != before.parameters[name]),
        )
        for row, before in zip(rows, earlier, strict=True)
    ]


def steps_of(arena: Arena) -> list[Step]:
    """Every step of the listed contenders, newest first."""
    return _steps(ContenderChange.objects.filter(contender__arena=arena))


def steps_of_contenders(contenders: Iterable[Contender]) -> list[Step]:
    """Every step of these contenders that are listed, newest first."""
    return _steps(ContenderChange.objects.filter(contender__in=contenders))


def _steps(rows: QuerySet[ContenderChange]) -> list[Step]:
    listed = rows.exclude(contender__state=Contender.State.DRAFT)
    return [
        Step(row.changed_at, row.contender, row.from_state, row.to_state, row.reason)
        for row in listed.select_related("contender__model", "contender__arena").order_by("-pk")
    ]


def reweightings_of(arena: Arena) -> list[Reweighting]:
    """Every change of a listed contender's weight, newest first."""
    rows = WeightChange.objects.filter(contender__arena=arena).exclude(contender__state=Contender.State.DRAFT)
    return [
        Reweighting(row.changed_at, row.contender, row.from_weight, row.to_weight, row.reason)
        for row in rows.select_related("contender__model").order_by("-pk")
    ]
