"""Descriptions of findings for staff. Templates must escape them: visitors' texts are hostile input."""

import json

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from battles.models import Contender
from moderation.findings.open_battles import is_open
from moderation.findings.reports import ReportReason
from moderation.models import Finding, ScreeningCategory
from moderation.scan.run import RULE_WORDS
from moderation.scan.unclear_leaks import WHY_WORDS

MAX_CHARACTERS = 160
NAMES = {
    "before_vote": gettext_lazy("noticed before the vote"),
    "side": gettext_lazy("where"),
    "reason": gettext_lazy("reason"),
    "words": gettext_lazy("the visitor's words"),
    "why": gettext_lazy("what was noticed"),
    "note": gettext_lazy("note"),
    "seconds": gettext_lazy("seconds"),
    "window_seconds": gettext_lazy("length of the window, in seconds"),
    "contender": gettext_lazy("model"),
    "votes": gettext_lazy("votes"),
    "voters": gettext_lazy("voters"),
    "wins": gettext_lazy("votes for it"),
    "losses": gettext_lazy("votes against it"),
    "votes_of_newcomers": gettext_lazy("votes of new voters"),
    "votes_of_group": gettext_lazy("votes of the group"),
    "present": gettext_lazy("votes on its battles"),
    "expected_by_chance": gettext_lazy("expected by chance"),
    "gain": gettext_lazy("gain beyond what others said, in votes"),
    "z": gettext_lazy("standardised sum"),
    "threshold": gettext_lazy("threshold"),
    "days": gettext_lazy("first and last day"),
    "alternative": gettext_lazy("what fits best"),
    "log10_e": gettext_lazy("E against chance, power of ten"),
    "log10_p": gettext_lazy("bound on chance, power of ten"),
    "alarm_after": gettext_lazy("votes until the alarm"),
    "among_all": gettext_lazy("selected among all tests"),
    "quick": gettext_lazy("votes faster than reading"),
    "different_prompts": gettext_lazy("different prompts"),
    "similarity": gettext_lazy("similar from"),
}
"""Names of the evidence in words; others are shown as they are stored."""

ALTERNATIVE_WORDS = {
    "coin": gettext_lazy("left or right at random, never a tie"),
    "uniform": gettext_lazy("left, tie or right at random"),
    "left": gettext_lazy("always left"),
    "tie": gettext_lazy("always a tie"),
    "right": gettext_lazy("always right"),
    "inverted": gettext_lazy("the opposite of what others said"),
}
"""What a voter does by each alternative of the e-process (moderation.statistics)."""

WRITTEN = (Finding.Kind.REPORT, Finding.Kind.CONTEST, Finding.Kind.STAFF, Finding.Kind.SECOND_OPINION)
"""Findings whose evidence a visitor or a member of staff wrote."""


def summarize_finding(finding: Finding) -> str:
    """The finding in one line."""
    evidence = finding.evidence if isinstance(finding.evidence, dict) else {}
    if _is_hidden(finding):
        return str(RULE_WORDS.get(finding.detector, ""))
    if finding.kind == Finding.Kind.REPORT:
        words = [_reason_words(evidence), str(evidence.get("words", ""))]
    elif finding.kind == Finding.Kind.IDENTITY_LEAK and evidence.get("why") in WHY_WORDS:
        names = dict.fromkeys(str(leak.get("name")) for leak in evidence.get("leaks", ()))
        words = [str(WHY_WORDS[evidence["why"]]), f"({', '.join(names)})" if names else ""]
    elif finding.kind == Finding.Kind.SCREENING:
        words = [_screening_words(evidence)]
    elif finding.detector in RULE_WORDS:
        words = [str(RULE_WORDS[finding.detector])]
    else:
        words = [str(evidence.get("note") or evidence.get("words") or "")]
    return _short(" ".join(word for word in words if word))


def list_evidence(finding: Finding) -> list[tuple[str, str]]:
    """The evidence as (name, value as text) pairs."""
    if _is_hidden(finding):
        return []
    evidence = finding.evidence if isinstance(finding.evidence, dict) else {"evidence": finding.evidence}
    return [
        (str(NAMES.get(name, name.replace("_", " "))), _value_words(name, value))
        for name, value in evidence.items()
        if value != ""
    ]


def _value_words(name: str, value: object) -> str:
    """A value of the evidence in words, where there are some."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "side" and value in ("a", "b"):
        return _("answer %(side)s") % {"side": str(value).upper()}
    if name == "reason" and value in ReportReason.values:
        return str(ReportReason(value).label)
    if name == "why" and value in WHY_WORDS:
        return str(WHY_WORDS[value])
    if name == "alternative" and value in ALTERNATIVE_WORDS:
        return str(ALTERNATIVE_WORDS[value])
    if name == "contender":
        return Contender.objects.filter(pk=value).values_list("model__name", flat=True).first() or str(value)
    if name == "days" and isinstance(value, list):
        return " – ".join(dict.fromkeys(map(str, value)))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


def _is_hidden(finding: Finding) -> bool:
    """Whether the evidence is a detector's about an open battle: it may identify the models."""
    is_written = finding.kind in WRITTEN
    return not is_written and finding.battle is not None and is_open(finding.battle)


def _reason_words(evidence: dict) -> str:
    side = str(evidence.get("side", "")).upper()
    if evidence.get("reason") in ReportReason.values:
        reason = ReportReason(evidence["reason"]).label
        return _("Answer %(side)s: %(reason)s.") % {"side": side, "reason": reason}
    return ""


def _screening_words(evidence: dict) -> str:
    """Such as "Violence: turn 1, answer A"."""
    category = evidence.get("category")
    label = ScreeningCategory(category).label if category in ScreeningCategory.values else ""
    return f"{label}: {'; '.join(_place_words(str(place)) for place in evidence.get('places', ()))}"


def _place_words(place: str) -> str:
    """The words of a place such as "1.prompt" or "1.answer.a"."""
    turn, _dot, what = place.partition(".")
    if what == "prompt":
        return _("turn %(turn)s, prompt") % {"turn": turn}
    return _("turn %(turn)s, answer %(side)s") % {"turn": turn, "side": what[-1:].upper()}


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1] + "…"
