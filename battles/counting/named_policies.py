"""The policies that an arena's page lists, by a name for addresses: the default, stored ones, references."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.counting.policy_terms import REFERENCES, CountingTerms, get_counting_terms
from battles.models import Arena, CountingPolicy

DEFAULT = "default"


@dataclass(frozen=True)
class NamedPolicy:
    """One policy. `slug` is a stored policy's number, DEFAULT, or the name of a reference.

    effective_from: None for the default and for references. is_adopted: whether it decides, decided or will
    decide about votes of the arena.
    """

    slug: str
    title: str | Promise
    terms: CountingTerms
    public_reason: str = ""
    effective_from: dt.datetime | None = None
    announced_at: dt.datetime | None = None
    is_adopted: bool = True


def list_policies(arena: Arena) -> list[NamedPolicy]:
    """All policies of an arena in order of their start, the default first, then the references."""
    return [
        *_adopted(CountingPolicy.objects.filter(arena=arena).order_by("effective_from", "id")),
        *_references(),
    ]


def find_policy(arena: Arena, slug: str) -> NamedPolicy | None:
    """The policy of this name; None if there is none."""
    return next((each for each in list_policies(arena) if each.slug == slug), None)


def get_policy_in_effect(arena: Arena, *, as_of: dt.datetime | None = None) -> NamedPolicy:
    """The policy that decides about votes cast now, or at a moment."""
    policy = CountingPolicy.objects.in_effect(arena.pk, as_of=as_of)
    return _adopted([policy])[-1]


def _adopted(stored: Sequence[CountingPolicy]) -> list[NamedPolicy]:
    policies = [
        NamedPolicy(
            slug=str(policy.pk),
            title=_("Policy %(number)s") % {"number": policy.pk},
            terms=get_counting_terms(policy),
            public_reason=policy.public_reason,
            effective_from=policy.effective_from,
            announced_at=policy.created_at,
        )
        for policy in stored
        if policy.pk
    ]
    default = NamedPolicy(DEFAULT, _("Default policy"), get_counting_terms(CountingPolicy()))
    return [default, *policies]


def _references() -> list[NamedPolicy]:
    return [NamedPolicy(each.slug, each.title, each.terms, is_adopted=False) for each in REFERENCES.values()]
