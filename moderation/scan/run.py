"""The scan: applies every rule to every battle with new texts or a new ballot.

It is safe to run twice, even at the same time: a finding is recorded once (see moderation.findings.record),
and the watermarks never pass a row that was not read (see moderation.scan.watermark).
"""

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet

from battles.detectors import IDENTITY_DETECTOR
from battles.models import Annotation, Ballot
from moderation.findings.record import Observation, record_findings
from moderation.scan.odd_battles import ODD_BATTLES
from moderation.scan.rule import Rule
from moderation.scan.scan_input import ScanInput, load_scan_inputs
from moderation.scan.unclear_leaks import UNCLEAR_LEAK
from moderation.scan.watermark import Feed

RULES: tuple[Rule, ...] = (UNCLEAR_LEAK, *ODD_BATTLES)
RULE_WORDS = {rule.slug: rule.words for rule in RULES}

# Every finished turn adds an identity annotation in the transaction that stores its texts.
TEXTS = Feed("texts", Annotation, "recorded_at")
BALLOTS = Feed("ballots", Ballot, "cast_at")
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
    end = feed.safe_end(now)
    rows = feed.unread()
    if feed is TEXTS:
        rows = rows.filter(detector=IDENTITY_DETECTOR)
    new_findings = 0
    for number, (last, battle_ids) in enumerate(_batches(rows)):
        if number == MAX_BATCHES:
            return new_findings
        new_findings += record_findings(
            observation for scanned in load_scan_inputs(battle_ids) for observation in apply_rules(scanned)
        )
        feed.advance_to(min(last, end))
    feed.advance_to(end)
    return new_findings


def _batches(rows: QuerySet) -> Iterator[tuple[int, set[int]]]:
    """Batches of (last row's id, battle ids); one query each, so that no database cursor stays open."""
    last = 0
    while piece := list(rows.filter(pk__gt=last).values_list("pk", "battle_id")[:BATCH]):
        last = piece[-1][0]
        yield last, {battle for _, battle in piece}


def apply_rules(scanned: ScanInput) -> Iterator[Observation]:
    """The observations of all rules about one battle."""
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
