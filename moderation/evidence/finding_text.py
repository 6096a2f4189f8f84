"""Descriptions of findings for staff. Templates must escape them: visitors' texts are hostile input."""

import json

from django.utils.translation import gettext as _

from moderation.findings.reports import ReportReason
from moderation.models import Finding
from moderation.scan.run import RULE_WORDS
from moderation.scan.unclear_leaks import WHY_WORDS

MAX_CHARACTERS = 160


def summarize_finding(finding: Finding) -> str:
    """The finding in one line."""
    evidence = finding.evidence if isinstance(finding.evidence, dict) else {}
    if finding.kind == Finding.Kind.REPORT:
        words = [_reason_words(evidence), str(evidence.get("words", ""))]
    elif finding.kind == Finding.Kind.IDENTITY_LEAK and evidence.get("why") in WHY_WORDS:
        names = dict.fromkeys(str(leak.get("name")) for leak in evidence.get("leaks", ()))
        words = [str(WHY_WORDS[evidence["why"]]), f"({', '.join(names)})" if names else ""]
    elif finding.detector in RULE_WORDS:
        words = [str(RULE_WORDS[finding.detector])]
    else:
        words = [str(evidence.get("note") or evidence.get("words") or "")]
    return _short(" ".join(word for word in words if word))


def list_evidence(finding: Finding) -> list[tuple[str, str]]:
    """The evidence as (name, value as text) pairs."""
    evidence = finding.evidence if isinstance(finding.evidence, dict) else {"evidence": finding.evidence}
    return [
        (
            name.replace("_", " "),
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1),
        )
        for name, value in evidence.items()
        if value != ""
    ]


def _reason_words(evidence: dict) -> str:
    side = str(evidence.get("side", "")).upper()
    if evidence.get("reason") in ReportReason.values:
        reason = ReportReason(evidence["reason"]).label
        return _("Answer %(side)s: %(reason)s.") % {"side": side, "reason": reason}
    return ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1] + "…"
