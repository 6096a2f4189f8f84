"""An arena's sampling as the page shows it: percentages, bars, and policy parameters in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.models import SamplingPolicy
from ratings.sampling.shares import ContenderShare, OrganizationShare, SamplingShares
from ratings.sampling.staff_changes import PolicyChange, list_policies, list_reweightings, list_steps

MAX_CHANGES = 100
"""The page shows at most this many lifecycle steps and weight changes; the JSON has all."""

PARAMETER_LABELS: dict[str, Promise] = {
    "uniform_share": _("Uniform share"),
    "target_half_width": _("Target interval"),
    "new_votes": _("New model: fewer votes than"),
    "new_boost": _("Boost for new models"),
    "organization_cap": _("Cap for each organization"),
    "organization_caps": _("Caps for single organizations"),
    "preview_cap": _("Cap for unnamed previews"),
    "control_share": _("Control battles, of one model against itself"),
}


@dataclass(frozen=True)
class Bar:
    """A share in percent, and its bar in percent of the largest share shown."""

    percent: float | None
    x: float


@dataclass(frozen=True)
class ShareRow:
    """One contender or one organization. `detail`: a line below the name; `sides`: of counted votes."""

    name: str | Promise
    url: str
    detail: str | Promise
    is_unnamed: bool
    is_new: bool
    expected: Bar
    recent: Bar
    counted: Bar
    sides: int
    needed: int | None
    weight: float = 1.0
    models: int = 0
    cap_percent: float | None = None

    @property
    def has_own_weight(self) -> bool:
        return self.weight != 1.0


@dataclass(frozen=True)
class Parameter:
    label: str | Promise
    words: str | Promise


@dataclass(frozen=True)
class PolicyView:
    """One policy with the parameters that it changed."""

    change: PolicyChange
    parameters: list[Parameter]


def sampling_context(shares: SamplingShares) -> dict[str, Any]:
    """Build the template context of one arena's page."""
    steps, reweightings = list_steps(shares.arena), list_reweightings(shares.arena)
    rarest = shares.min_pair_probability
    return {
        "arena": shares.arena,
        "policy": shares.policy,
        "parameters": list_parameters(shares.policy),
        "battles_per_rarest_pair": f"{1 / rarest:,.0f}" if rarest else "",
        "contenders": contender_rows(shares),
        "organizations": organization_rows(shares),
        "policies": build_policy_views(list_policies(shares.arena)),
        "steps": steps[:MAX_CHANGES],
        "steps_left_out": max(0, len(steps) - MAX_CHANGES),
        "reweightings": reweightings[:MAX_CHANGES],
        "json_url": reverse("api_sampling", args=[shares.arena.slug]),
        "pairs_url": reverse("api_sampling_pairs", args=[shares.arena.slug]),
    }


def contender_rows(shares: SamplingShares) -> list[ShareRow]:
    """Build the table of models."""
    largest = _largest(shares.contenders)
    return [
        ShareRow(
            name=row.contender.public_name,
            url="" if row.contender.is_unnamed else reverse("model", args=[row.contender.model.slug]),
            detail="" if row.contender.is_unnamed else row.contender.model.organization,
            is_unnamed=row.contender.is_unnamed,
            is_new=row.is_new,
            expected=_bar(row.expected, largest),
            recent=_bar(row.recent.share, largest),
            counted=_bar(row.counted.share, largest),
            sides=row.counted.count,
            needed=row.needed,
            weight=row.contender.weight,
        )
        for row in shares.contenders
    ]


def organization_rows(shares: SamplingShares) -> list[ShareRow]:
    """Build the table of organizations."""
    largest = _largest(shares.organizations)
    return [
        ShareRow(
            name=_organization_name(row),
            url="",
            detail="",
            is_unnamed=row.is_unnamed,
            is_new=False,
            expected=_bar(row.expected, largest),
            recent=_bar(row.recent.share, largest),
            counted=_bar(row.counted.share, largest),
            sides=row.counted.count,
            needed=None,
            models=row.models,
            cap_percent=None if row.cap is None else 100 * row.cap,
        )
        for row in shares.organizations
    ]


def list_parameters(policy: SamplingPolicy) -> list[Parameter]:
    """List a policy's parameters in words, without caps that are not set."""
    values = policy.parameters
    return [_parameter(name, values[name]) for name in PARAMETER_LABELS if values[name] not in (None, {})]


def build_policy_views(changes: Iterable[PolicyChange]) -> list[PolicyView]:
    """Build the log of policies with the parameters that each changed."""
    return [
        PolicyView(change, [_parameter(name, change.parameters[name]) for name in change.changed])
        for change in changes
    ]


def _parameter(name: str, value: Any) -> Parameter:
    if name == "organization_caps":
        caps = ", ".join(f"{organization} {100 * cap:g} %" for organization, cap in value.items())
        return Parameter(PARAMETER_LABELS[name], caps or _("none"))
    if value is None:
        return Parameter(PARAMETER_LABELS[name], _("none"))
    if name == "target_half_width":
        return Parameter(PARAMETER_LABELS[name], f"±{value:g}")
    if name == "new_votes":
        return Parameter(PARAMETER_LABELS[name], f"{value:,}")
    if name == "new_boost":
        return Parameter(PARAMETER_LABELS[name], f"× {value:g}")
    return Parameter(PARAMETER_LABELS[name], f"{100 * value:g} %")


def _organization_name(row: OrganizationShare) -> str | Promise:
    if row.is_unnamed:
        return _("Not yet named")
    return row.name or _("No known organization")


def _largest(rows: Iterable[ContenderShare | OrganizationShare]) -> float:
    shares = [share for row in rows for share in (row.expected, row.recent.share, row.counted.share) if share]
    return max(shares, default=1.0)


def _bar(share: float | None, largest: float) -> Bar:
    return Bar(None if share is None else 100 * share, round(100 * (share or 0.0) / largest, 2))
