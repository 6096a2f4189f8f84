"""Findings of rules that see the same subject again: one finding a rule and subject, with its newest numbers.

- While it is open, the finding gets the newest evidence, strength and number of votes.
- After a decision it stays as it is. About a voter the rule asks again only when the votes have at least
  doubled.
- About a campaign that was rejected it asks again only when there are more votes than the same pace since
  then explains, by GROWTH standard deviations.
- About a campaign that was accepted it asks again when MIN_UNCOVERED votes that the decision did not cover
  are in it: what was set aside is no evidence any more, so these alone were suspicious.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from battles.models import Voter
from moderation.findings.campaigns import campaign_battles
from moderation.findings.record import record_finding, set_priority
from moderation.models import Campaign, Decision, Finding

FACTOR = 2
"""After a decision, a voter is noticed again with so many times the votes."""
GROWTH = 4.0
MIN_UNCOVERED = 20


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
    if not _is_worth_asking_again(seen, newest):
        return newest, False
    return _record(seen, after=newest), True


def _is_worth_asking_again(seen: RepeatedObservation, judged: Finding) -> bool:
    if seen.campaign is None:
        return seen.votes >= FACTOR * (judged.votes or 1)
    decision = judged.decisions.standing().order_by("-pk").first()
    if decision is not None and decision.kind != Decision.Kind.DISMISS:
        left = campaign_battles(seen.campaign).filter(vote__isnull=False)
        return left.exclude(pk__in=decision.battles.values("pk")).count() >= MIN_UNCOVERED
    expected = (judged.votes or 1) * max(_count_days(seen.evidence) / _count_days(judged.evidence), 1.0)
    return seen.votes > expected + GROWTH * expected**0.5


def _count_days(evidence: dict) -> int:
    """How many days the evidence covers; 1 where it does not say."""
    first, last = (evidence.get("days") or ["2000-01-01"] * 2)[:2]
    return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days + 1


def _record(seen: RepeatedObservation, *, after: Finding | None = None) -> Finding:
    return record_finding(
        Finding.Kind.MANIPULATION,
        voter=Voter.objects.get(pk=seen.voter_id) if seen.voter_id else None,
        campaign=seen.campaign,
        detector=seen.rule,
        version=seen.version,
        strength=seen.strength,
        evidence=seen.evidence,
        votes=seen.votes,
        part=f"votes-{seen.votes}" + (f"-after-{after.pk}" if after else ""),
    )


def _update(finding: Finding, seen: RepeatedObservation) -> Finding:
    finding.evidence, finding.strength, finding.votes = seen.evidence, seen.strength, seen.votes
    noticed = finding.due_at
    set_priority(finding)
    finding.due_at = min(noticed, finding.due_at)
    finding.save(update_fields=["evidence", "strength", "votes", "priority", "due_at"])
    return finding
