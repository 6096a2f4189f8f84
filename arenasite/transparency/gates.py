"""What became of prompts before they were sent: outcomes of gates, and what screening did, by category.

Figures of all arenas together, of finished UTC days only.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.gates import GateOutcome, read_finished_days
from battles.models import GateCount
from moderation.models import ScreeningCategory

DAYS = 30
SCREENING = "screening"
SHADOW = "shadow"
GATES: dict[str, str | Promise] = {
    "screening_rules": _("Screening by local rules"),
    "proof": _("Proof of work, or waiting"),
    "screening_backend": _("Screening by a backend"),
}
"""Labels of the gates of this code; others are shown by their name."""

OUTCOMES: dict[str, str | Promise] = {
    GateOutcome.PASSED.value: _("Passed"),
    GateOutcome.FAILED.value: _("Refused"),
    GateOutcome.UNREACHABLE.value: _("Unreachable"),
    GateOutcome.OFF.value: _("Switched off"),
}
ACTIONS: dict[str, str | Promise] = {
    "log": _("Logged"),
    "warn": _("Warned"),
    "accepted": _("Sent anyway"),
    "block": _("Blocked"),
    SHADOW: _("In shadow mode"),
}


@dataclass(frozen=True)
class CountRow:
    """One gate, or one category of screening, with a number for each outcome."""

    label: str | Promise
    numbers: list[int]


@dataclass(frozen=True)
class GateReport:
    """since, until: first and last day. days: every count, for JSON."""

    since: dt.date
    until: dt.date
    days: list[GateCount]

    @property
    def gates(self) -> list[CountRow]:
        """Gates with their outcomes, in the order of GATES."""
        sums: Counter[tuple[str, str]] = Counter()
        for each in self.days:
            if each.gate != SCREENING:
                sums[each.gate, each.outcome] += each.number
        seen = {gate for gate, _outcome in sums}
        names = [*(name for name in GATES if name in seen), *sorted(seen - GATES.keys())]
        return [
            CountRow(GATES.get(name, name), [sums[name, outcome] for outcome in OUTCOMES]) for name in names
        ]

    @property
    def screening(self) -> list[CountRow]:
        """Categories with what was done, those that never acted left out."""
        sums: Counter[tuple[str, str]] = Counter()
        for each in self.days:
            if each.gate == SCREENING:
                action = SHADOW if each.outcome.startswith("shadow_") else each.outcome
                sums[each.detail, action] += each.number
        seen = {category for category, _action in sums}
        return [
            CountRow(category.label, [sums[category.value, action] for action in ACTIONS])
            for category in ScreeningCategory
            if category.value in seen
        ]


def build_gate_report(now: dt.datetime | None = None) -> GateReport:
    """The last DAYS finished UTC days."""
    today = (now or timezone.now()).astimezone(dt.UTC).date()
    days = read_finished_days(today=today, days=DAYS)
    return GateReport(today - dt.timedelta(days=DAYS), today - dt.timedelta(days=1), days)
