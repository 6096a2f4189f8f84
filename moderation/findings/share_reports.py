"""Reports about shared battles, by anyone who has the link."""

from battles.models import Battle
from moderation.findings.record import record_finding
from moderation.findings.reports import STRENGTHS, ReportReason
from moderation.models import Finding

READER = "share-reader"
VERSION = "1"


def report_shared_battle(battle: Battle, *, reason: ReportReason, words: str) -> Finding:
    """Store a report about a shared battle; the first one stands for all. It names nobody."""
    return record_finding(
        Finding.Kind.REPORT,
        battle=battle,
        detector=READER,
        version=VERSION,
        strength=STRENGTHS[reason],
        evidence={"reason": reason.value, "words": words, "shared": True},
    )
