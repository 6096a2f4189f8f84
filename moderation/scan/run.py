"""The scan: applies every rule to every battle with new texts or a new ballot.

It is safe to run twice, even at the same time: a finding is recorded once (see moderation.findings.record),
and rows that commit late are read late (see moderation.scan.watermark).
"""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from battles.detectors import IDENTITY_DETECTOR
from battles.models import Annotation, Ballot
from moderation.findings.record import Observation, record_findings
from moderation.scan.ledger import VOTE_RULE_WORDS
from moderation.scan.odd_battles import ODD_BATTLES
from moderation.scan.rule import Rule
from moderation.scan.scan_input import ScanInput, load_scan_inputs
from moderation.scan.unclear_leaks import UNCLEAR_LEAK
from moderation.scan.watermark import Feed

RULES: tuple[Rule, ...] = (UNCLEAR_LEAK, *ODD_BATTLES)
RULE_WORDS = {rule.slug: rule.words for rule in RULES} | VOTE_RULE_WORDS

# Every finished turn adds an identity annotation in the transaction that stores its texts.
TEXTS = Feed("texts", Annotation, Q(detector=IDENTITY_DETECTOR))
BALLOTS = Feed("ballots", Ballot)
FEEDS = (TEXTS, BALLOTS)

BATCH = 200
MAX_BATCHES = 20
"""Batches that one scan reads of a feed; the next scan continues. An import adds many battles at once."""


def scan(*, now: dt.datetime) -> int:
    """Apply the rules to new battles, at most MAX_BATCHES batches per feed.

    Returns the number of new findings.
    """
    return sum(_scan_feed(feed, now) for feed in FEEDS)


def reset() -> None:
    """Make the next scans read everything again, for example after a rule has changed."""
    for feed in FEEDS:
        feed.reset()


def _scan_feed(feed: Feed, now: dt.datetime) -> int:
    new_findings = 0
    for _ in range(MAX_BATCHES):
        part = feed.next_part(now, size=BATCH)
        if part is None:
            break
        battle_ids = sorted(set(part.rows.values_list("battle_id", flat=True)))
        for start in range(0, len(battle_ids), BATCH):
            inputs = load_scan_inputs(battle_ids[start : start + BATCH])
            new_findings += record_findings(
                observation for scanned in inputs for observation in apply_rules(scanned)
            )
        if not feed.advance_to(part.position):
            break  # a parallel scan is ahead
    return new_findings


def apply_rules(scanned: ScanInput) -> Iterator[Observation]:
    """The observations of all rules about one battle; none about a control, whose answers may be equal."""
    if scanned.battle.is_control:
        return
    for rule in RULES:
        matched = rule.match(scanned)
        if matched:
            yield Observation(
                kind=rule.kind,
                battle_id=scanned.battle.pk,
                detector=rule.slug,
                version=rule.version,
                strength=matched.strength,
                evidence=dict(matched.evidence),
            )
