"""Everything the transparency page and its JSON say of one arena."""

import datetime as dt
from dataclasses import dataclass

from battles.annotations import MEASURED, Measured, measured
from battles.detectors import VERSIONS
from battles.models import Arena
from moderation.public_record import DecisionCounts, FindingCounts, decisions_by_month, findings_by_kind
from ratings.published import published
from ratings.rebuild import MonthCounts, count_by_month


@dataclass(frozen=True)
class Detector:
    """A detector as it runs now, and what is known of its errors."""

    name: str
    version: str
    known: Measured

    @property
    def was_measured_before(self) -> bool:
        """Whether its rates were taken with another version than the one that runs."""
        return bool(self.known.rates) and self.known.version != self.version


@dataclass(frozen=True)
class Report:
    """One arena's figures. `months` by category, in order of time, of the evidence of its newest boards.

    as_of, evidence: of these boards; None before the first ones.
    """

    arena: Arena
    as_of: dt.datetime | None
    evidence: str | None
    months: dict[str, list[MonthCounts]]
    decisions: list[DecisionCounts]
    findings: list[FindingCounts]
    detectors: list[Detector]


def get_report(arena: Arena) -> Report:
    """The report of an arena now."""
    now = published(arena)
    return Report(
        arena=arena,
        as_of=now.rebuild.started_at if now else None,
        evidence=now.rebuild.evidence.digest if now else None,
        months=count_by_month(now.rebuild.evidence) if now else {},
        decisions=decisions_by_month(arena),
        findings=findings_by_kind(arena),
        detectors=detectors_now(),
    )


def detectors_now() -> list[Detector]:
    """Every detector that runs, those with known errors first."""
    order = [*(name for name in MEASURED if name in VERSIONS), *(n for n in VERSIONS if n not in MEASURED)]
    return [Detector(name, VERSIONS[name], measured(name)) for name in order]
