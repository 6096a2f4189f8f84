"""Change an arena's sampling policy or a contender's weight. Each change is a dated row with a public reason;
rows are never edited.

A policy is accepted only if
- every value is in its range, and its reason is not empty,
- it does not start in the past, because pairs of the past were drawn under another policy,
- each organization with its own cap has a model in the arena, and
- the caps are feasible for the contenders now in the draw: each cap exceeds the share that the floor alone
  gives its group, and all caps together leave room for every battle side and a small margin.
If the pool shrinks later and the caps become infeasible, battles.pairing.constraints raises them as little as
possible.
"""

import math

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from battles.dated_policies import PolicyRules
from battles.grouped_numbers import grouped
from battles.models import Contender, LanguageModel, SamplingPolicy, WeightChange
from battles.models.contender import UNNAMED_GROUP
from battles.pairing.constraints import SLACK, floor_shares, room
from battles.sampling.contender_lifecycle import TransitionRefused, clean_reason
from battles.sampling.policy_terms import Groups, build_groups, get_policy_terms

MAX_WEIGHT = 1000
"""The largest weight of a contender."""


def _check_names(policy: SamplingPolicy) -> str:
    """A message about the caps of single organizations; empty if they are right."""
    caps = policy.organization_caps
    if not isinstance(caps, dict):
        return _("Caps are given by organization, such as {“Example Labs”: 0.2}.")
    for name, cap in caps.items():
        is_number = isinstance(cap, int | float) and not isinstance(cap, bool)
        if not is_number or not 0 < cap <= 1:
            return _("The cap of “%(name)s” is not a share above 0 and up to 1.") % {"name": name}
    organizations = set(
        LanguageModel.objects.filter(contenders__arena=policy.arena).values_list("organization", flat=True)
    )
    known = {name.strip().casefold() for name in organizations}
    if unknown := [name for name in caps if name.strip().casefold() not in known]:
        return _("No model of this arena is by “%(name)s”. Known: %(known)s.") % {
            "name": unknown[0],
            "known": ", ".join(sorted(filter(None, organizations))) or "–",
        }
    return ""


def _check_caps(groups: Groups, uniform: float) -> dict[str, str]:
    """A message, by field, about a cap that is infeasible, alone or with the others."""
    floors = (1 + SLACK) * floor_shares(groups.of, len(groups.names), uniform=uniform)
    for name, cap, floor in zip(groups.names, groups.caps, floors, strict=True):
        if cap < floor:
            message = _(
                "The floor alone gives %(name)s %(floor)s %% of the sides. A cap must be that at least."
            )
            return {
                "preview_cap" if name == UNNAMED_GROUP else "organization_cap": message
                % {"name": _group_label(name), "floor": _percent_up(floor)}
            }
    needed = min(1 + SLACK, room(np.ones(len(groups.names)), groups=groups.of, uniform=uniform))
    left = room(groups.caps, groups=groups.of, uniform=uniform)
    if left >= needed - 1e-9:
        return {}
    message = _(
        "These caps leave room for %(room)s %% of the battle sides; together they must leave %(enough)s %%. "
        "An organization with one model can have half of the sides at most."
    )
    return {"organization_cap": message % {"room": f"{100 * left:.1f}", "enough": f"{100 * needed:.0f}"}}


def _group_label(name: str) -> str:
    if name == UNNAMED_GROUP:
        return _("the previews")
    return _("a model without an organization") if name.startswith("\0") else f"“{name}”"


def _percent_up(share: float) -> str:
    return f"{math.ceil(1000 * share - 1e-9) / 10:.1f}"


def _find_others(policy: SamplingPolicy) -> dict[str, str]:
    if problem := _check_names(policy):
        return {"organization_caps": problem}
    entrants = Contender.objects.in_the_draw(policy.arena).entrants()
    if len(entrants) < 2:
        return {}
    return _check_caps(build_groups(entrants, get_policy_terms(policy)), policy.uniform_share)


RULES = PolicyRules(find_others=_find_others)
adopt = RULES.adopt


@transaction.atomic
def change_weight(contender: Contender, weight: float, *, reason: str, actor=None) -> WeightChange:
    """Change a contender's weight in the draw; 0 excludes it. Raises TransitionRefused."""
    reason = clean_reason(reason)
    if not (math.isfinite(weight) and 0 <= weight <= MAX_WEIGHT):
        raise TransitionRefused(_("A weight is a number from 0 to %(most)s.") % {"most": grouped(MAX_WEIGHT)})
    if weight == contender.weight:
        raise TransitionRefused(_("The contender has this weight already."))
    unchanged = Contender.objects.filter(pk=contender.pk, weight=contender.weight)
    if not unchanged.update(weight=weight):
        raise TransitionRefused(_("Another user has just changed this contender."))
    change = WeightChange.objects.create(
        contender=contender, from_weight=contender.weight, to_weight=weight, reason=reason, actor=actor
    )
    contender.weight = weight
    return change
