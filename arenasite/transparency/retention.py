"""For how long traces and texts are kept, and how much was erased, for the public."""

import datetime as dt
from dataclasses import dataclass

from battles.erasure import ErasureFigures, get_figures
from battles.models import RetentionPolicy

MAX_POLICIES = 20


@dataclass(frozen=True)
class RetentionReport:
    """The policy in effect, stored ones that have begun (the newest first), and what was erased by month."""

    policy: RetentionPolicy
    policies: list[RetentionPolicy]
    erased: list[ErasureFigures]


def build_retention_report(*, now: dt.datetime) -> RetentionReport:
    """Build it at a moment. It is the same for every arena."""
    begun = RetentionPolicy.objects.filter(effective_from__lte=now)
    return RetentionReport(
        RetentionPolicy.objects.in_effect(now=now), list(begun[:MAX_POLICIES]), get_figures()
    )
