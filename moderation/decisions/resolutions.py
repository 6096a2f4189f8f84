"""Which findings a decision resolves, and the stored answer to whether a finding is open.

- A finding is resolved by the newest decision about it that is not undone; without one it is open.
- The rows that link decisions and findings are the truth. Finding.resolved_by repeats it for lists and
  counts. It is stored in the transaction of each decision and undo.
- Of two simultaneous decisions the later stores what both made: each first adds its links, then locks the
  findings, then reads. Findings are locked after battles and voters, in ascending order.
"""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.db.models import QuerySet

from moderation.models import Decision, Finding

BATCH = 2_000


def resolve(decision: Decision, findings: QuerySet[Finding], *others: QuerySet[Finding]) -> None:
    """Resolve these findings by a new decision, except second opinions that its actor asked for.

    `others`: more findings, read by the same statement.
    """
    first, *rest = (
        exclude_own_questions(decision.actor, each).order_by().values_list("pk", flat=True)
        for each in (findings, *others)
    )
    cover_findings(decision, sorted(set(first.union(*rest) if rest else first.distinct())))


def exclude_own_questions(actor: AbstractBaseUser | None, findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """The findings without second opinions that this actor asked for."""
    if actor is None:
        return findings
    return findings.exclude(kind=Finding.Kind.SECOND_OPINION, noticed_by=actor)


def cover_findings(decision: Decision, finding_ids: Sequence[int]) -> None:
    """Record which findings a decision resolves."""
    link_findings([(decision.pk, finding) for finding in finding_ids])


def link_findings(links: Sequence[tuple[int, int]]) -> None:
    """Record which decisions resolve which findings: pairs of ids."""
    if not links:
        return
    through = Decision.findings.through
    rows = [through(decision_id=decision, finding_id=finding) for decision, finding in links]
    through.objects.bulk_create(rows, batch_size=BATCH)
    finding_ids = [finding for _, finding in links]
    lock_findings(finding_ids)
    store_resolutions(finding_ids)


def lock_findings(finding_ids: Iterable[int]) -> None:
    """Lock these findings until the transaction ends, in ascending order."""
    if not connection.features.has_select_for_update:
        return
    for some in _batches(finding_ids):
        rows = Finding.objects.select_for_update(no_key=True, of=("self",))
        list(rows.filter(pk__in=some).order_by("pk").values_list("pk"))


def store_resolutions(finding_ids: Iterable[int]) -> None:
    """Store which decision resolves each of these findings. This transaction has locked them."""
    for some in _batches(finding_ids):
        Finding.objects.filter(pk__in=some).store_resolutions()


def _batches(ids: Iterable[int]) -> list[list[int]]:
    distinct = sorted(set(ids))
    return [distinct[start : start + BATCH] for start in range(0, len(distinct), BATCH)]
