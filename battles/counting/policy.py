"""Change an arena's counting policy. Each change is a dated row with a public reason; rows are never edited.

A policy is accepted only if
- its reason is not empty and its thresholds are in their ranges,
- it is announced: it starts ANNOUNCED after it was stored, at the earliest, and
- a cap is not below the number of votes that count without a wait: they would count and then not.
"""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from battles.models import CountingPolicy

ANNOUNCED = dt.timedelta(hours=24)
"""How long before its start a policy is public."""
FORM_GRACE = dt.timedelta(hours=1)
"""The form may have been open for so long. The policy then starts ANNOUNCED after it is sent."""


def adopt(policy: CountingPolicy, *, now: dt.datetime | None = None) -> CountingPolicy:
    """Store a new policy. Raises ValidationError, with messages by field."""
    moment = now or timezone.now()
    policy.public_reason = " ".join(policy.public_reason.split())
    policy.full_clean(exclude=["actor"])
    if problems := find_problems(policy, now=moment):
        raise ValidationError(problems)
    policy.effective_from = max(policy.effective_from, moment + ANNOUNCED)
    policy.save(force_insert=True)
    return policy


def find_problems(policy: CountingPolicy, *, now: dt.datetime) -> dict[str, str]:
    """Why a policy whose values are in range is not accepted, by field; empty if it is."""
    if policy.effective_from < now + ANNOUNCED - FORM_GRACE:
        return {"effective_from": _("A counting policy is announced a day before it applies, at least.")}
    for subject in ("voter", "prefix"):
        cap, wait = getattr(policy, f"{subject}_cap"), getattr(policy, f"{subject}_wait")
        if cap is not None and wait is not None and cap < wait:
            return {f"{subject}_cap": _("This cap is below the number of votes that count without a wait.")}
    return {}
