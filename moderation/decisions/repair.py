"""Findings whose stored decision (`Finding.resolved_by`) differs from the links, and their repair.

Decisions and undos store it themselves. A process of a release before this column may decide beside newer
ones while a site is upgraded; it stores only the links. Such a finding waits in the queue although it is
decided, or is hidden although its decision is undone.
"""

import datetime as dt

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from moderation.decisions.resolutions import BATCH, lock_findings, store_resolutions
from moderation.models import Decision, Finding

RECENT = dt.timedelta(days=2)
"""How far back the timetable looks: longer than processes of two releases run beside each other."""


def list_stale_findings(*, since: dt.datetime | None = None) -> QuerySet[Finding]:
    """The findings whose stored decision is not the newest that is not undone.

    `since`: only those that a decision, or the undo of one, has concerned since then. All of them cost a
    subquery for each finding.
    """
    judged = Decision.objects.standing().filter(findings=OuterRef("pk")).order_by("-pk")
    findings = Finding.objects.annotate(newest=Subquery(judged.values("pk")[:1]))
    if since is not None:
        recent = Q(decision__decided_at__gte=since) | Q(decision__undone_by__decided_at__gte=since)
        links = Decision.findings.through.objects.filter(recent)
        findings = findings.filter(pk__in=links.values("finding"))
    is_missing = Q(newest__isnull=False, resolved_by__isnull=True)
    is_left = Q(newest__isnull=True, resolved_by__isnull=False)
    return findings.filter(is_missing | is_left | ~Q(resolved_by=F("newest")) & Q(resolved_by__isnull=False))


def repair_findings(*, since: dt.datetime | None = None) -> int:
    """Store the decision of each of these findings, as a decision does. Returns how many there were.

    It may run at any time and twice: each batch is one transaction that locks the findings before it reads
    the links.
    """
    stale = list(list_stale_findings(since=since).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(stale), BATCH):
        with transaction.atomic():
            some = stale[start : start + BATCH]
            lock_findings(some)
            store_resolutions(some)
    return len(stale)
