"""How a dated policy is adopted: checked, never in the past, and stored as a new row."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.models.policies.dated import DatedPolicy

FORM_GRACE = dt.timedelta(hours=1)
"""A start may be this much too early, since the form was open meanwhile: it becomes the earliest allowed."""

IN_THE_PAST = _("A policy cannot start in the past.")

PolicyT = TypeVar("PolicyT", bound=DatedPolicy)
Problems = dict[str, str]


def _no_problems(policy: DatedPolicy) -> Problems:
    return {}


@dataclass(frozen=True)
class PolicyRules(Generic[PolicyT]):
    """When a policy of one kind is accepted.

    notice: how long before its start a policy is stored, at least. too_early: the message for an earlier
    start. find_others: every other reason, by field, of a policy whose values are in range.
    """

    notice: dt.timedelta = dt.timedelta(0)
    too_early: str | Promise = IN_THE_PAST
    find_others: Callable[[PolicyT], Problems] = _no_problems

    def find_problems(self, policy: PolicyT, *, now: dt.datetime) -> Problems:
        """Why a policy whose values are in range is not accepted, by field; empty if it is."""
        if policy.effective_from < now + self.notice - FORM_GRACE:
            return {"effective_from": str(self.too_early)}
        return self.find_others(policy)

    def adopt(self, policy: PolicyT, *, now: dt.datetime | None = None) -> PolicyT:
        """Store a new policy. Raises ValidationError, with messages by field."""
        moment = now or timezone.now()
        policy.public_reason = " ".join(policy.public_reason.split())
        policy.full_clean(exclude=["actor"])
        if problems := self.find_problems(policy, now=moment):
            raise ValidationError(problems)
        policy.effective_from = max(policy.effective_from, moment + self.notice)
        policy.save(force_insert=True)
        return policy
