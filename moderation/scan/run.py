"""From rows to findings: every battle whose texts or ballot are new goes through every rule.

It is safe to run twice, at the same time too: a finding is noticed once (see moderation.noticing), and the
marks never pass a row that was not looked at (see moderation.marks).
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

# A battle gets an identity annotation with every turn that ends; its text is stored in the same transaction.
TEXTS = Feed("texts", Annotation, "recorded_at")
BALLOTS = Feed("ballots", Ballot, "cast_at")
FEEDS = (TEXTS, BALLOTS)

BATCH = 200
MAX_BATCHES = 20
"""What one scan reads of a feed at most; the next one goes on. An import brings many battles at once."""


def scan(*, now: dt.datetime) -> int:
    """Look at what is new, as far as one scan goes. Returns how many findings came of it."""
    return sum(_scan_feed(feed, now) for feed in FEEDS)


def reset() -> None:
    """Let the next scans look at everything once more, as after a rule has changed."""
    for feed in FEEDS:
        feed.reset()


def _scan_feed(feed: Feed, now: dt.datetime) -> int:
    end = feed.safe_end(now)
    rows = feed.unread()
    if feed is TEXTS:
        rows = rows.filter(detector=IDENTITY_DETECTOR)
    found = 0
    for number, (last, battle_ids) in enumerate(_batches(rows)):
        if number == MAX_BATCHES:
            return found
        found += record_findings(
            observation for scanned in load_scan_inputs(battle_ids) for observation in apply_rules(scanned)
        )
        feed.advance_to(min(last, end))
    feed.advance_to(end)
    return found


def _batches(rows: QuerySet) -> Iterator[tuple[int, set[int]]]:
    """Pieces of (last row's id, ids of battles); each is fetched anew, so that no cursor stays open."""
    last = 0
    while piece := list(rows.filter(pk__gt=last).values_list("pk", "battle_id")[:BATCH]):
        last = piece[-1][0]
        yield last, {battle for _, battle in piece}


def apply_rules(scanned: ScanInput) -> Iterator[Observation]:
    """What the rules notice in one battle."""
    for rule in RULES:
        noticed = rule.match(scanned)
        if noticed:
            yield Observation(
                kind=rule.kind,
                battle_id=scanned.battle.pk,
                detector=rule.slug,
                version=rule.version,
                strength=noticed.strength,
                evidence=dict(noticed.evidence),
            )
