"""Public log of staff changes to an arena's sampling: policies, lifecycle states, weights.

Drafts are left out. An unnamed contender appears under its codename. The log does not name the staff member.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from battles.models import Arena, Contender, ContenderChange, SamplingPolicy, WeightChange


@dataclass(frozen=True)
class PolicyChange:
    """A policy with its start, its reason, and the names of parameters that differ from the policy before."""

    effective_from: dt.datetime
    reason: str
    parameters: dict
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One change of a contender's lifecycle state."""

    at: dt.datetime
    contender: Contender
    from_state: str
    to_state: str
    reason: str

    @property
    def is_under_codename(self) -> bool:
        """Whether the contender was public under a codename at that time and has been unveiled since."""
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
    """One change of a contender's sampling weight."""

    at: dt.datetime
    contender: Contender
    before: float
    after: float
    reason: str


def list_policies(arena: Arena) -> list[PolicyChange]:
    """List all policies of an arena, past, current and scheduled, newest first."""
    rows = list(SamplingPolicy.objects.filter(arena=arena))
    default_policy = SamplingPolicy(arena=arena)
    earlier = [*rows[1:], default_policy][: len(rows)]
    return [
        PolicyChange(
            effective_from=row.effective_from,
            reason=row.public_reason,
            parameters=row.parameters,
            changed=tuple(name for name, value in row.parameters.items() if value != before.parameters[name]),
        )
        for row, before in zip(rows, earlier, strict=True)
    ]


def list_steps(arena: Arena) -> list[Step]:
    """List the lifecycle steps of an arena's listed contenders, newest first."""
    return _steps(ContenderChange.objects.filter(contender__arena=arena))


def list_steps_of_contenders(contenders: Iterable[Contender]) -> list[Step]:
    """List the lifecycle steps of these contenders without drafts, newest first."""
    return _steps(ContenderChange.objects.filter(contender__in=contenders))


def _steps(rows: QuerySet[ContenderChange]) -> list[Step]:
    listed = rows.exclude(contender__state=Contender.State.DRAFT)
    return [
        Step(row.changed_at, row.contender, row.from_state, row.to_state, row.reason)
        for row in listed.select_related("contender__model", "contender__arena").order_by("-pk")
    ]


def list_reweightings(arena: Arena) -> list[Reweighting]:
    """List the weight changes of an arena's listed contenders, newest first."""
    rows = WeightChange.objects.filter(contender__arena=arena).exclude(contender__state=Contender.State.DRAFT)
    return [
        Reweighting(row.changed_at, row.contender, row.from_weight, row.to_weight, row.reason)
        for row in rows.select_related("contender__model").order_by("-pk")
    ]
