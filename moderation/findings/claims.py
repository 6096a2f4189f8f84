"""Claiming findings, so that two members of staff do not judge the same thing at once.

- What is claimed is a subject: whoever claims one finding about a battle has all findings about it.
- A claim runs out by itself after settings.CLAIM_MINUTES; claiming again starts the time anew.
- Of two who claim at the same moment one succeeds; the other is told who has it.
- A claim is a courtesy among staff: it keeps nobody from deciding.
"""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from moderation.models import Claim, Finding

CANDIDATES = 20
MAX_AT_ONCE = 200


class AlreadyClaimed(Exception):
    """Somebody else has claimed it."""

    def __init__(self, holder: AbstractBaseUser):
        super().__init__(str(holder))
        self.holder = holder


def claim(finding: Finding, *, by: AbstractBaseUser, now: dt.datetime) -> Claim:
    """Claim what a finding is about, with all findings about it. Raises AlreadyClaimed."""
    expires_at = now + dt.timedelta(minutes=settings.CLAIM_MINUTES)
    free = Q(holder=by) | Q(expires_at__lte=now)
    rows = Claim.objects.filter(free, subject=finding.subject)
    if not rows.update(holder=by, expires_at=expires_at):
        try:
            with transaction.atomic():
                Claim.objects.create(subject=finding.subject, holder=by, expires_at=expires_at)
        except IntegrityError:
            taken = Claim.objects.select_related("holder").get(subject=finding.subject)
            raise AlreadyClaimed(taken.holder) from None
    return Claim(subject=finding.subject, holder=by, expires_at=expires_at)


def claim_all(findings: QuerySet[Finding], *, by: AbstractBaseUser, now: dt.datetime) -> int:
    """Claim up to MOST_AT_ONCE findings, and leave what others have. Returns how many were claimed."""
    number = 0
    for finding in findings.most_urgent_first()[:MAX_AT_ONCE]:
        try:
            claim(finding, by=by, now=now)
        except AlreadyClaimed:
            continue
        number += 1
    return number


def release(findings: Iterable[Finding], *, by: AbstractBaseUser) -> int:
    """Give claims of one's own back. Returns how many there were."""
    subjects = {finding.subject for finding in findings}
    gone, _ = Claim.objects.filter(subject__in=subjects, holder=by).delete()
    return gone


def claim_next(findings: QuerySet[Finding], *, by: AbstractBaseUser, now: dt.datetime) -> Finding | None:
    """Claim the most urgent open finding that nobody has claimed, oneself included; None if there is none."""
    while waiting := list(unclaimed(findings.open(), now=now).most_urgent_first()[:CANDIDATES]):
        for finding in waiting:
            try:
                claim(finding, by=by, now=now)
            except AlreadyClaimed:
                continue
            return finding
    return None


def unclaimed(findings: QuerySet[Finding], *, now: dt.datetime) -> QuerySet[Finding]:
    """Those about whose subject no claim is running."""
    return findings.filter(~Exists(Claim.objects.running(now).filter(subject=OuterRef("subject"))))
