"""What a check or an import found, as JSON for the page of its job. No texts of conversations."""

from typing import Any

from battles.imports.importer import DryRun, ImportReport
from battles.outcomes import EXPORT_NAMES

NAMES_SHOWN = 60
CAUSES_SHOWN = 30
COUNTS = (
    "read",
    "imported",
    "known",
    "repeated",
    "conflicts",
    "refused",
    "self_battles",
    "side_by_side",
    "scanned",
    "leaks",
    "replaced",
)


def describe_check(found: DryRun) -> dict[str, Any]:
    """The result of a dry run."""
    names = [name for name, _count in found.models.most_common()]
    return describe_report(found.report) | {
        "outcomes": [[EXPORT_NAMES[outcome], count] for outcome, count in sorted(found.outcomes.items())],
        "models": names[:NAMES_SHOWN],
        "number_of_models": len(names),
        "earliest": found.earliest and found.earliest.isoformat(),
        "latest": found.latest and found.latest.isoformat(),
        "first": [
            [
                vote.model_a,
                vote.model_b,
                EXPORT_NAMES[vote.outcome],
                vote.cast_at and vote.cast_at.isoformat(),
            ]
            for vote in found.first
        ],
        "look_alikes": [list(names) for names in found.look_alikes[:CAUSES_SHOWN]],
    }


def describe_report(report: ImportReport) -> dict[str, Any]:
    """The counts of a report, and why records were refused."""
    return {name: getattr(report, name) for name in COUNTS} | {
        "causes": report.causes.most_common(CAUSES_SHOWN),
        "faults": report.faults.most_common(CAUSES_SHOWN),
        "refusals": report.refusals,
        "labels": report.unknown_labels.most_common(CAUSES_SHOWN),
        "columns": report.columns,
        "look_alikes": [list(names) for names in report.look_alikes[:CAUSES_SHOWN]],
        "broken": report.broken,
        "refused_percent": round(100 * report.refused_share, 2),
    }
