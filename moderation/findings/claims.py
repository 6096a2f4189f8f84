"""Claims on findings, so that two members of staff do not review the same thing at once.

- A claim covers a subject: claiming one finding about a battle claims all findings about it.
- A claim expires after settings.CLAIM_MINUTES; claiming again renews it.
- Of two simultaneous claims one succeeds; the other raises AlreadyClaimed with the holder.
- Claims are advisory: they do not prevent decisions.
"""

import datetime as dt
from collections.abc import Collection, Iterable

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from moderation.models import Claim, Finding

CANDIDATES = 20
MAX_AT_ONCE = 200


class AlreadyClaimed(Exception):
    """Another member of staff has claimed the subject."""

    def __init__(self, holder: AbstractBaseUser):
        super().__init__(str(holder))
        self.holder = holder


def claim(finding: Finding, *, by: AbstractBaseUser, now: dt.datetime) -> Claim:
    """Claim a finding's subject, with all findings about it. Raises AlreadyClaimed."""
    expires_at = now + dt.timedelta(minutes=settings.CLAIM_MINUTES)
    values = {"holder": by, "claimed_at": now, "expires_at": expires_at}
    free = Q(holder=by) | Q(expires_at__lte=now)
    rows = Claim.objects.filter(free, subject=finding.subject)
    if not rows.update(**values):
        try:
            with transaction.atomic():
                Claim.objects.create(subject=finding.subject, **values)
        except IntegrityError:
            other = Claim.objects.select_related("holder").get(subject=finding.subject)
            raise AlreadyClaimed(other.holder) from None
    return Claim(subject=finding.subject, **values)


def claim_all(findings: QuerySet[Finding], *, by: AbstractBaseUser, now: dt.datetime) -> int:
    """Claim up to MAX_AT_ONCE findings and skip those that others have claimed. Returns how many."""
    number = 0
    for finding in findings.most_urgent_first()[:MAX_AT_ONCE]:
        try:
            claim(finding, by=by, now=now)
        except AlreadyClaimed:
            continue
        number += 1
    return number


def release(findings: Iterable[Finding], *, by: AbstractBaseUser) -> int:
    """Release the user's own claims on these findings. Returns how many there were."""
    subjects = {finding.subject for finding in findings}
    deleted, _ = Claim.objects.filter(subject__in=subjects, holder=by).delete()
    return deleted


def claim_next(
    findings: QuerySet[Finding],
    *,
    by: AbstractBaseUser,
    now: dt.datetime,
    without_subjects: Collection[str] = (),
) -> Finding | None:
    """Claim the most urgent open finding that is not claimed; None if there is none.

    without_subjects: those that the user has skipped.
    """
    findings = findings.open().exclude(subject__in=without_subjects)
    while waiting := list(unclaimed(findings, now=now).most_urgent_first()[:CANDIDATES]):
        for finding in waiting:
            try:
                claim(finding, by=by, now=now)
            except AlreadyClaimed:
                continue
            return finding
    return None


def seconds_since_claim(finding: Finding, user: AbstractBaseUser, *, now: dt.datetime) -> int | None:
    """How long the user has claimed the finding's subject; None without a running claim of theirs."""
    claims = Claim.objects.running(now).filter(subject=finding.subject, holder=user, claimed_at__isnull=False)
    claimed_at = claims.values_list("claimed_at", flat=True).first()
    return max(0, round((now - claimed_at).total_seconds())) if claimed_at else None


def find_next(
    findings: QuerySet[Finding], *, now: dt.datetime, without_subjects: Collection[str] = ()
) -> Finding | None:
    """The finding that `claim_next` would claim now; None if there is none."""
    waiting = unclaimed(findings.open().exclude(subject__in=without_subjects), now=now)
    return waiting.most_urgent_first().first()


def unclaimed(findings: QuerySet[Finding], *, now: dt.datetime) -> QuerySet[Finding]:
    """The findings whose subject has no running claim."""
    return findings.filter(~Exists(Claim.objects.running(now).filter(subject=OuterRef("subject"))))
