"""The scan of votes: applies the rules to an arena's ledger where it has changed.

It is incremental: a scan without a new segment does nothing, voters are tested who have a vote in a new
segment, and groups of days and prompts with one. What other voters said is read from the whole ledger.
Safe to run twice, also at the same time: suspicions are recorded once, and the position is stored last.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from battles.models import Arena
from moderation.models import Finding, LedgerScan
from moderation.scan.ledger.group_rules import agreeing_voters, network_bursts, same_prompts
from moderation.scan.ledger.near_prompts import near_prompts, with_near_prompts
from moderation.scan.ledger.newcomer_rules import newcomers
from moderation.scan.ledger.quick_voters import quick_voters
from moderation.scan.ledger.suspicions import GroupSuspicion, VoterSuspicion, record_suspicion
from moderation.scan.ledger.voter_rules import (
    voters_for_one_model,
    voters_on_one_model,
    voters_unlike_others,
)
from moderation.scan.ledger.votes import LedgerVotes, get_current_segments, load_ledger_votes

Suspicion = VoterSuspicion | GroupSuspicion
VoterRule = Callable[[LedgerVotes], Iterator[VoterSuspicion]]
VOTER_RULES: tuple[VoterRule, ...] = (
    voters_unlike_others,
    voters_for_one_model,
    voters_on_one_model,
)
CAMPAIGN_RULES: tuple[Callable[[LedgerVotes], Iterator[GroupSuspicion]], ...] = (agreeing_voters,)
SUM_RULES: tuple[Callable[[LedgerVotes], Iterator[GroupSuspicion]], ...] = (
    network_bursts,
    newcomers,
    same_prompts,
    near_prompts,
)
"""Rules about sums read the votes of voters whom no rule about voters suspects."""


def scan_every_ledger(*, now: dt.datetime) -> list[Finding]:
    """Scan the ledger of every arena. Returns the new findings."""
    return [finding for arena in Arena.objects.order_by("pk") for finding in scan_ledger(arena, now=now)]


def scan_ledger(arena: Arena, *, now: dt.datetime) -> list[Finding]:
    """Apply the rules to what is new in an arena's ledger. Returns the new findings."""
    mark, _created = LedgerScan.objects.get_or_create(arena=arena)
    segments = get_current_segments(arena)
    if set(segments) <= set(mark.segments):
        return []
    ledger = load_ledger_votes(segments, known=mark.segments)
    findings = []
    if ledger.is_new.any():
        findings = [record_suspicion(each) for each in apply_rules(with_near_prompts(ledger))]
    mark.segments, mark.scanned_at = segments, now
    mark.save()
    return [finding for finding in findings if finding is not None]


def apply_rules(
    ledger: LedgerVotes, *, voter_rules: Sequence[VoterRule] = (*VOTER_RULES, quick_voters)
) -> Iterator[Suspicion]:
    """The suspicions of all rules."""
    about_voters = [each for rule in voter_rules for each in rule(ledger)]
    yield from about_voters
    for rule in CAMPAIGN_RULES:
        yield from rule(ledger)
    others = ledger.without({each.voter for each in about_voters})
    for rule in SUM_RULES:
        yield from rule(others)
