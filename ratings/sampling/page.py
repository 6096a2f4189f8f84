"""An arena's draw as the sampling page shows it: percentages, bars, and policies in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.models import SamplingPolicy
from ratings.sampling.shares import ContenderShare, MakerShare, Shares, Sides
from ratings.sampling.staff_changes import PolicyChange, policies_of, reweightings_of, steps_of

MOST_CHANGES = 100
"""Steps and weights that the page shows; the JSON has all."""

WORDS: dict[str, Promise] = {
    "uniform_share": _("Drawn evenly"),
    "target_half_width": _("Wanted interval"),
    "new_votes": _("New below"),
    "new_boost": _("Boost of new models"),
    "organization_cap": _("Cap for each organization"),
    "organization_caps": _("Caps of single organizations"),
    "preview_cap": _("Cap for unnamed previews"),
}


@dataclass(frozen=True)
class Bar:
    """A share in percent, and where it ends on a bar as long as the largest share shown."""

    percent: float | None
    x: float


@dataclass(frozen=True)
class ShareRow:
    """One contender or one maker; `detail` says more of it. sides: of counted votes."""

    name: str | Promise
    url: str
    detail: str | Promise
    is_unnamed: bool
    is_new: bool
    promised: Bar
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
    """One policy with its parameters, or those of them that changed."""

    change: PolicyChange
    parameters: list[Parameter]


def sampling_context(shares: Shares) -> dict[str, Any]:
    """Everything the page of one arena shows."""
    steps, reweightings = steps_of(shares.arena), reweightings_of(shares.arena)
    return {
        "arena": shares.arena,
        "policy": shares.policy,
        "parameters": build_parameters(shares.policy),
        "least": shares.least,
        "one_in": f"{1 / shares.least:,.0f}" if shares.least else "",
        "contenders": contender_rows(shares),
        "makers": maker_rows(shares),
        "policies": policy_views(policies_of(shares.arena)),
        "steps": steps[:MOST_CHANGES],
        "steps_left_out": max(0, len(steps) - MOST_CHANGES),
        "reweightings": reweightings[:MOST_CHANGES],
        "json_url": reverse("api_sampling", args=[shares.arena.slug]),
        "pairs_url": reverse("api_sampling_pairs", args=[shares.arena.slug]),
    }


def contender_rows(shares: Shares) -> list[ShareRow]:
    """The table of models."""
    largest = _largest(shares.contenders)
    return [
        ShareRow(
            name=row.contender.public_name,
            url="" if row.contender.is_unnamed else reverse("model", args=[row.contender.model.slug]),
            detail="" if row.contender.is_unnamed else row.contender.model.organization,
            is_unnamed=row.contender.is_unnamed,
            is_new=row.is_new,
            promised=_bar(row.promised, largest),
            recent=_bar(row.recent.share, largest),
            counted=_bar(row.counted.share, largest),
            sides=row.counted.number,
            needed=row.needed,
            weight=row.contender.weight,
        )
        for row in shares.contenders
    ]


def maker_rows(shares: Shares) -> list[ShareRow]:
    """The table of organizations."""
    largest = _largest(shares.makers)
    return [
        ShareRow(
            name=_maker_name(maker),
            url="",
            detail="",
            is_unnamed=maker.is_unnamed,
            is_new=False,
            promised=_bar(maker.promised, largest),
            recent=_bar(maker.recent.share, largest),
            counted=_bar(maker.counted.share, largest),
            sides=maker.counted.number,
            needed=None,
            models=maker.models,
            cap_percent=None if maker.cap is None else 100 * maker.cap,
        )
        for maker in shares.makers
    ]


def build_parameters(policy: SamplingPolicy) -> list[Parameter]:
    """A policy's parameters in words; caps that are none are left out."""
    values = policy.parameters
    return [_parameter(name, values[name]) for name in WORDS if values[name] not in (None, {})]


def policy_views(changes: Iterable[PolicyChange]) -> list[PolicyView]:
    """What each policy changed."""
    return [
        PolicyView(change, [_parameter(name, change.parameters[name]) for name in change.changed])
        for change in changes
    ]


def _parameter(name: str, value: Any) -> Parameter:
    if name == "organization_caps":
        listed = ", ".join(f"{maker} {100 * cap:g} %" for maker, cap in value.items())
        return Parameter(WORDS[name], listed or _("none"))
    if value is None:
        return Parameter(WORDS[name], _("none"))
    if name == "target_half_width":
        return Parameter(WORDS[name], f"±{value:g}")
    if name == "new_votes":
        return Parameter(WORDS[name], f"{value:,}")
    if name == "new_boost":
        return Parameter(WORDS[name], f"× {value:g}")
    return Parameter(WORDS[name], f"{100 * value:g} %")


def _maker_name(maker: MakerShare) -> str | Promise:
    if maker.is_unnamed:
        return _("Not yet named")
    return maker.name or _("No known organization")


def _largest(rows: Iterable[ContenderShare | MakerShare]) -> float:
    shares = [
        share for row in rows for share in (row.promised, _share(row.recent), _share(row.counted)) if share
    ]
    return max(shares, default=1.0)


def _share(sides: Sides) -> float:
    return sides.share or 0.0


def _bar(share: float | None, largest: float) -> Bar:
    return Bar(None if share is None else 100 * share, round(100 * (share or 0.0) / largest, 2))
