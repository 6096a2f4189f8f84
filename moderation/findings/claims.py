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
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from battles.database import CompiledInsert
from moderation.models import Claim, Finding

CANDIDATES = 20
MAX_AT_ONCE = 200

_CLAIM = CompiledInsert(
    Claim,
    ["subject", "holder", "claimed_at", "expires_at"],
    """ON CONFLICT (subject) DO UPDATE
    SET holder_id = excluded.holder_id, claimed_at = excluded.claimed_at, expires_at = excluded.expires_at
    WHERE moderation_claim.holder_id = excluded.holder_id
    OR moderation_claim.expires_at <= excluded.claimed_at
    RETURNING subject""",
)
"""A new claim, or the same person's or an expired one renewed; no row if somebody else has claimed it."""


class AlreadyClaimed(Exception):
    """Another member of staff has claimed the subject."""

    def __init__(self, holder: AbstractBaseUser):
        super().__init__(str(holder))
        self.holder = holder


def claim(finding: Finding, *, by: AbstractBaseUser, now: dt.datetime) -> Claim:
    """Claim a finding's subject, with all findings about it. Raises AlreadyClaimed."""
    claimed = Claim(
        subject=finding.subject,
        holder=by,
        claimed_at=now,
        expires_at=now + dt.timedelta(minutes=settings.CLAIM_MINUTES),
    )
    if not _CLAIM.execute([[claimed.subject, by.pk, claimed.claimed_at, claimed.expires_at]]):
        raise AlreadyClaimed(Claim.objects.select_related("holder").get(subject=finding.subject).holder)
    return claimed


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


def with_claim_of(user: AbstractBaseUser, findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """The findings with `own_claim`, from when on the user has claimed the subject, and `own_claim_ends`."""
    claims = Claim.objects.filter(subject=OuterRef("subject"), holder=user)
    return findings.annotate(
        own_claim=Subquery(claims.values("claimed_at")), own_claim_ends=Subquery(claims.values("expires_at"))
    )


def seconds_since_claim(finding: Finding, *, now: dt.datetime) -> int | None:
    """How long the user of `with_claim_of` has claimed the subject; None without a running claim."""
    if finding.own_claim is None or finding.own_claim_ends <= now:
        return None
    return max(0, round((now - finding.own_claim).total_seconds()))


def find_next(
    findings: QuerySet[Finding], *, now: dt.datetime, without_subjects: Collection[str] = ()
) -> Finding | None:
    """The finding that `claim_next` would claim now; None if there is none."""
    waiting = unclaimed(findings.open().exclude(subject__in=without_subjects), now=now)
    return waiting.most_urgent_first().first()


def unclaimed(findings: QuerySet[Finding], *, now: dt.datetime) -> QuerySet[Finding]:
    """The findings whose subject has no running claim."""
    return findings.filter(~Exists(Claim.objects.running(now).filter(subject=OuterRef("subject"))))
