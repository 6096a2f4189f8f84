"""Findings of rules that see the same subject again: one finding a rule and subject, with its newest numbers.

- While it is open, the finding gets the newest evidence, strength and number of votes.
- After a decision it stays as it is. The rule asks again only when the votes have at least doubled.
"""

from dataclasses import dataclass

from django.db import transaction

from battles.models import Voter
from moderation.findings.record import record_finding, set_priority
from moderation.models import Campaign, Finding

FACTOR = 2
"""After a decision, a subject is noticed again with so many times the votes."""


@dataclass(frozen=True)
class RepeatedObservation:
    """What a rule says of a voter or a campaign now; evidence is plain JSON with the numbers."""

    rule: str
    version: str
    strength: float
    votes: int
    evidence: dict
    voter_id: int | None = None
    campaign: Campaign | None = None

    @property
    def subject(self) -> dict[str, int]:
        return {"voter": self.voter_id} if self.campaign is None else {"campaign": self.campaign.pk}


@transaction.atomic
def record_repeat(seen: RepeatedObservation) -> tuple[Finding, bool]:
    """Record an observation. Returns its finding and whether it is new."""
    known = Finding.objects.filter(
        kind=Finding.Kind.MANIPULATION,
        detector=seen.rule,
        **{f"{k}_id": pk for k, pk in seen.subject.items()},
    )
    newest = known.order_by("-pk").first()
    if newest is None:
        return _record(seen), True
    if Finding.objects.open().filter(pk=newest.pk).exists():
        return _update(newest, seen), False
    if seen.votes < FACTOR * (newest.votes or 1):
        return newest, False
    return _record(seen), True


def _record(seen: RepeatedObservation) -> Finding:
    return record_finding(
        Finding.Kind.MANIPULATION,
        voter=Voter.objects.get(pk=seen.voter_id) if seen.voter_id else None,
        campaign=seen.campaign,
        detector=seen.rule,
        version=seen.version,
        strength=seen.strength,
        evidence=seen.evidence,
        votes=seen.votes,
        part=f"votes-{seen.votes}",
    )


def _update(finding: Finding, seen: RepeatedObservation) -> Finding:
    finding.evidence, finding.strength, finding.votes = seen.evidence, seen.strength, seen.votes
    noticed = finding.due_at
    set_priority(finding)
    finding.due_at = min(noticed, finding.due_at)
    finding.save(update_fields=["evidence", "strength", "votes", "priority", "due_at"])
    return finding
