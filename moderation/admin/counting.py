"""The filter by whether a vote counts, and why not.

The reason of a battle is computed row by row, which is slow in a big table with few matches. So each reason
also has a cheap necessary condition.
"""

import functools
import operator
from collections.abc import Callable

from django.db.models import F, Q
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from battles.counting import REASONS, SET_ASIDE_OFFSET, Reason
from battles.models import (
    CONTROL_SAMPLER,
    Battle,
    CountingPolicy,
    Exclusion,
    VoterBlock,
    WaitingVote,
)
from battles.tags import Tag
from moderation.admin.filters import SelectFilter

TAGS = {
    Reason.FAILED_ANSWER: Tag.FAILED_ANSWER,
    Reason.STOPPED: Tag.STOPPED,
    Reason.IDENTITY_LEAK: Tag.IDENTITY_LEAK,
    Reason.PROMPTED_IDENTITY: Tag.PROMPTED_IDENTITY,
    Reason.IDENTITY_REQUEST: Tag.IDENTITY_REQUEST,
}


def _arenas_with(**threshold) -> Q:
    """Battles of the arenas that have, or had, a counting policy with this threshold."""
    return Q(arena__in=CountingPolicy.objects.filter(**threshold).order_by().values("arena"))


CONDITIONS: dict[Reason, Callable[[], Q]] = {
    Reason.SIDE_BY_SIDE: lambda: Q(mode=Battle.Mode.SIDE_BY_SIDE),
    Reason.SELF_BATTLE: lambda: Q(contender_a=F("contender_b")),
    Reason.CONTROL_BATTLE: lambda: Q(sampler=CONTROL_SAMPLER),
    Reason.VOTER_BLOCKED: lambda: Q(voter__in=VoterBlock.objects.standing().values("voter")),
    Reason.OVER_VOTER_CAP: lambda: _arenas_with(voter_cap__isnull=False) & Q(vote__nth_of_voter__gt=1),
    Reason.OVER_PREFIX_CAP: lambda: _arenas_with(prefix_cap__isnull=False) & Q(vote__nth_of_prefix__gt=1),
    Reason.EVIDENCE_TIER: lambda: _arenas_with(excluded_tiers__gt=0),
    Reason.PENDING: lambda: Q(pk__in=WaitingVote.objects.waiting().values("vote")),
}


def candidates(reason: Reason) -> Q:
    """A necessary condition of this reason; an empty Q if there is none."""
    if reason in TAGS:
        return Q(GreaterThan(F("tags").bitand(int(TAGS[reason])), 0))
    if reason > SET_ASIDE_OFFSET:
        ground = Exclusion.objects.standing().filter(reason=reason - SET_ASIDE_OFFSET)
        return Q(pk__in=ground.values("battle"))
    return CONDITIONS[reason]() if reason in CONDITIONS else Q()


def any_candidates() -> Q:
    """A necessary condition of every vote that does not count."""
    conditions = [candidates(reason) for reason in REASONS if reason < SET_ASIDE_OFFSET]
    if not all(conditions):
        return Q()
    set_aside = Q(pk__in=Exclusion.objects.standing().values("battle"))
    return functools.reduce(operator.or_, conditions, set_aside)


class CountedFilter(SelectFilter):
    """Counted, not counted, or not counted for one reason; needs the annotation `reason`."""

    title = _("counting")
    parameter_name = "counting"
    BY_SLUG = {reason.slug: reason for reason in REASONS}

    def lookups(self, request, model_admin):
        return [
            ("counted", _("Counted")),
            ("not_counted", _("Not counted")),
            ("no_vote", _("No vote")),
            *((reason.slug, words.label) for reason, words in REASONS.items()),
        ]

    def narrow(self, queryset, value):
        if value == "no_vote":
            return queryset.filter(vote__isnull=True)
        if value == "counted":
            return queryset.filter(reason=Reason.COUNTED)
        if value == "not_counted":
            return queryset.filter(any_candidates(), reason__gt=Reason.COUNTED)
        reason = self.BY_SLUG[value]
        return queryset.filter(candidates(reason), reason=reason)
