"""The data of the transparency page and its JSON for one arena."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from arenasite.transparency.gates import GateReport, build_gate_report
from arenasite.transparency.policies import CountingReport, build_counting_report
from arenasite.transparency.prices import PriceReport, build_price_report
from arenasite.transparency.rules import RuleRow, list_rules
from battles.annotations import MEASURED, Measured, get_measured
from battles.detectors import VERSIONS
from battles.models import Arena
from moderation.public_record import DecisionCounts, FindingCounts, decisions_by_month, findings_by_kind
from ratings.history import ControlVotes, count_control_votes
from ratings.published import published
from ratings.rebuild import MonthCounts, count_by_month


@dataclass(frozen=True)
class Detector:
    """A detector's current version and its measured error rates."""

    name: str
    version: str
    known: Measured

    @property
    def is_measured_with_older_version(self) -> bool:
        """Whether the rates were measured with another version than the current one."""
        return bool(self.known.rates) and self.known.version != self.version


@dataclass(frozen=True)
class Report:
    """One arena in numbers.

    months: by category, chronological, from the evidence of the newest boards.
    as_of, evidence: of these boards; None before the first boards.
    """

    arena: Arena
    as_of: dt.datetime | None
    evidence: str | None
    months: dict[str, list[MonthCounts]]
    decisions: list[DecisionCounts]
    findings: list[FindingCounts]
    detectors: list[Detector]
    counting: CountingReport
    price: PriceReport | None
    controls: ControlVotes | None
    gates: GateReport
    rules: list[RuleRow]


def build_report(arena: Arena) -> Report:
    """Build the current report of an arena. Raises Busy where too many boards are computed."""
    now = published(arena)
    return Report(
        arena=arena,
        as_of=now.rebuild.started_at if now else None,
        evidence=now.rebuild.evidence.digest if now else None,
        months=count_by_month(now.rebuild.evidence) if now else {},
        decisions=decisions_by_month(arena),
        findings=findings_by_kind(arena),
        detectors=list_detectors(),
        counting=build_counting_report(arena, now),
        price=build_price_report(arena),
        controls=count_control_votes(now.rebuild.evidence) if now else None,
        gates=build_gate_report(),
        rules=list_rules(now=timezone.now()),
    )


def list_detectors() -> list[Detector]:
    """List all detectors, those with measured error rates first."""
    order = [*(name for name in MEASURED if name in VERSIONS), *(n for n in VERSIONS if n not in MEASURED)]
    return [Detector(name, VERSIONS[name], get_measured(name)) for name in order]
