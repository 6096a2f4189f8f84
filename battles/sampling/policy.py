"""What staff decide about the draw: an arena's policy, and a contender's own weight. Each change is a dated
row with a public reason; nothing is edited.

A policy is taken up only if
- every value is in its range, and its reason can be read,
- it does not begin in the past: what was drawn then was drawn under another one,
- a cap of its own belongs to an organization that the arena has models of, and
- the caps can be kept with the contenders in the draw now: each above what the floor alone gives its group,
  and all together with room for every battle side and a little more.
Later the pool may shrink so that they cannot; then battles.fairness raises them, no farther than needed.
"""

import datetime as dt
import math

import numpy as np
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from battles.models import Contender, LanguageModel, SamplingPolicy, WeightChange
from battles.models.contender import UNNAMED_GROUP
from battles.pairing.constraints import SLACK, floor_shares, room
from battles.sampling.contender_lifecycle import TransitionRefused, clean_reason
from battles.sampling.policy_terms import Groups, build_groups, get_policy_terms

FORM_GRACE = dt.timedelta(hours=1)
"""A policy whose beginning passed while its form was filled in begins when it is sent."""
MAX_WEIGHT = 1000
"""The largest own weight of a contender."""


def adopt(policy: SamplingPolicy, *, now: dt.datetime | None = None) -> SamplingPolicy:
    """Store a policy that is not stored yet. Raises ValidationError, with its words by field."""
    moment = now or timezone.now()
    policy.public_reason = " ".join(policy.public_reason.split())
    policy.full_clean(exclude=["actor"])
    if problems := find_problems(policy, now=moment):
        raise ValidationError(problems)
    policy.effective_from = max(policy.effective_from, moment)
    policy.save(force_insert=True)
    return policy


def find_problems(policy: SamplingPolicy, *, now: dt.datetime) -> dict[str, str]:
    """Why a policy whose values are in range cannot be taken up, by field; empty if it can."""
    if policy.effective_from < now - FORM_GRACE:
        return {"effective_from": _("A policy cannot begin in the past.")}
    if words := _about_names(policy):
        return {"organization_caps": words}
    entrants = Contender.objects.in_the_draw(policy.arena).entrants()
    if len(entrants) < 2:
        return {}
    return _about_caps(build_groups(entrants, get_policy_terms(policy)), policy.uniform_share)


def _about_names(policy: SamplingPolicy) -> str:
    """What is wrong with the caps of single organizations, if anything."""
    caps = policy.organization_caps
    if not isinstance(caps, dict):
        return _("Caps are given by organization, such as {“Example Labs”: 0.2}.")
    for name, cap in caps.items():
        is_number = isinstance(cap, int | float) and not isinstance(cap, bool)
        if not is_number or not 0 < cap <= 1:
            return _("The cap of “%(name)s” is not a share above 0 and up to 1.") % {"name": name}
    makers = set(
        LanguageModel.objects.filter(contenders__arena=policy.arena).values_list("organization", flat=True)
    )
    known = {maker.strip().casefold() for maker in makers}
    if unknown := [name for name in caps if name.strip().casefold() not in known]:
        return _("No model of this arena is by “%(name)s”. Known: %(known)s.") % {
            "name": unknown[0],
            "known": ", ".join(sorted(filter(None, makers))) or "–",
        }
    return ""


def _about_caps(groups: Groups, uniform: float) -> dict[str, str]:
    """Which cap cannot be kept, or that all together cannot."""
    floors = (1 + SLACK) * floor_shares(groups.of, len(groups.names), uniform=uniform)
    for name, cap, floor in zip(groups.names, groups.caps, floors, strict=True):
        if cap < floor:
            words = _(
                "The floor alone gives %(name)s %(floor)s %% of the sides. A cap must be that at least."
            )
            return {_field_of(name, groups): words % {"name": _shown(name), "floor": _percent_up(floor)}}
    enough = min(1 + SLACK, room(np.ones(len(groups.names)), groups=groups.of, uniform=uniform))
    left = room(groups.caps, groups=groups.of, uniform=uniform)
    if left >= enough - 1e-9:
        return {}
    words = _(
        "These caps leave room for %(room)s %% of the battle sides; together they must leave %(enough)s %%. "
        "An organization with one model can have half of the sides at most."
    )
    return {"organization_cap": words % {"room": f"{100 * left:.1f}", "enough": f"{100 * enough:.0f}"}}


def _field_of(name: str, groups: Groups) -> str:
    return "preview_cap" if name == UNNAMED_GROUP else "organization_cap"


def _shown(name: str) -> str:
    if name == UNNAMED_GROUP:
        return _("the previews")
    return _("a model without a maker") if name.startswith("\0") else f"“{name}”"


def _percent_up(share: float) -> str:
    return f"{math.ceil(1000 * share - 1e-9) / 10:.1f}"


@transaction.atomic
def change_weight(contender: Contender, weight: float, *, reason: str, actor=None) -> WeightChange:
    """Give a contender another weight in the draw; 0 takes it out. Raises TransitionRefused."""
    reason = clean_reason(reason)
    if not (math.isfinite(weight) and 0 <= weight <= MAX_WEIGHT):
        raise TransitionRefused(_("A weight is a number from 0 to %(most)d.") % {"most": MAX_WEIGHT})
    if weight == contender.weight:
        raise TransitionRefused(_("That is its weight already."))
    standing = Contender.objects.filter(pk=contender.pk, weight=contender.weight)
    if not standing.update(weight=weight):
        raise TransitionRefused(_("Somebody else has just changed this contender."))
    change = WeightChange.objects.create(
        contender=contender, from_weight=contender.weight, to_weight=weight, reason=reason, actor=actor
    )
    contender.weight = weight
    return change
