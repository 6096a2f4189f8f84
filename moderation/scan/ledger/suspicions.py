"""What the rules of the scan of votes say: a suspicion about a voter, or about a group, its campaign."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from battles.models import Contender
from moderation.findings.campaigns import add_members
from moderation.findings.repeats import RepeatedObservation, record_repeat
from moderation.models import Campaign, Finding

VERSION = "1"


@dataclass(frozen=True)
class VoterSuspicion:
    """One rule's numbers about one voter."""

    rule: str
    voter: int
    strength: float
    votes: int
    evidence: dict


@dataclass(frozen=True)
class GroupSuspicion:
    """One rule's numbers about a group of votes or voters. `key` is the same in each scan that sees it.

    title: its campaign's, without the model, which is `contender` of the evidence.
    battles, voters: the members of its campaign.
    """

    rule: str
    key: str
    title: str
    strength: float
    votes: int
    evidence: dict
    battles: list[int] = field(default_factory=list)
    voters: list[int] = field(default_factory=list)


def list_covered(suspicions: Iterable[VoterSuspicion | GroupSuspicion]) -> tuple[set[int], set[int]]:
    """The voters and the single battles that a reviewer who accepts every suspicion sets aside."""
    voters: set[int] = set()
    battles: set[int] = set()
    for each in suspicions:
        if isinstance(each, VoterSuspicion):
            voters.add(each.voter)
        else:
            voters.update(each.voters)
            battles.update(each.battles)
    return voters, battles


@transaction.atomic
def record_suspicion(seen: VoterSuspicion | GroupSuspicion) -> Finding | None:
    """Record a suspicion. Returns its finding if it is new."""
    numbers = {"strength": seen.strength, "votes": seen.votes, "evidence": seen.evidence}
    if isinstance(seen, VoterSuspicion):
        observed = RepeatedObservation(seen.rule, VERSION, voter_id=seen.voter, **numbers)
    else:
        campaign = Campaign.objects.filter(key=seen.key).first() or _create_campaign(seen)
        add_members(campaign, battles=seen.battles, voters=seen.voters, by=None)
        observed = RepeatedObservation(seen.rule, VERSION, campaign=campaign, **numbers)
    finding, is_new = record_repeat(observed)
    return finding if is_new else None


def _create_campaign(seen: GroupSuspicion) -> Campaign:
    """The campaign of a group, also where another scan has just created it. Its title names the model."""
    contender = Contender.objects.select_related("model").get(pk=seen.evidence["contender"])
    title = f"{seen.title}: {contender.model}"[: Campaign._meta.get_field("title").max_length]
    return Campaign.objects.get_or_create(key=seen.key, defaults={"title": title})[0]
