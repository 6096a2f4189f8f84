"""Change an arena's counting policy. Each change is a dated row with a public reason; rows are never edited.

A policy is accepted only if
- its reason is not empty and its thresholds are in their ranges,
- it is announced: it starts ANNOUNCED after it was stored, at the earliest, and
- a cap is not below the number of votes that count without a wait: they would count and then not.
"""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from battles.dated_policies import PolicyRules
from battles.models import CountingPolicy

ANNOUNCED = dt.timedelta(hours=24)
"""How long before its start a policy is public."""


def _find_low_caps(policy: CountingPolicy) -> dict[str, str]:
    for subject in ("voter", "prefix"):
        cap, wait = getattr(policy, f"{subject}_cap"), getattr(policy, f"{subject}_wait")
        if cap is not None and wait is not None and cap < wait:
            return {f"{subject}_cap": _("This cap is below the number of votes that count without a wait.")}
    return {}


RULES = PolicyRules(
    notice=ANNOUNCED,
    too_early=gettext_lazy("A counting policy is announced a day before it applies, at least."),
    find_others=_find_low_caps,
)
adopt = RULES.adopt
