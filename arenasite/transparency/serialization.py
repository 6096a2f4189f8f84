"""A report as JSON data, always in English: one address has one answer."""

from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.utils import translation

from arenasite.transparency.board_differences import ModelDifference
from arenasite.transparency.gates import GateReport
from arenasite.transparency.policies import CountingReport, PolicyBoard, PolicyRow
from arenasite.transparency.prices import PriceReport
from arenasite.transparency.report import Detector, Report
from arenasite.transparency.retention import RetentionReport
from arenasite.transparency.rules import RuleRow
from battles.annotations import SOURCE, ErrorRate
from battles.counting import REASONS
from moderation.policies import RULES
from moderation.public_record import DecisionCounts, FindingCounts, PublicDecision, public_decision
from ratings.categories import CATEGORIES
from ratings.history import ControlVotes
from ratings.rebuild import MonthCounts
from ratings.serialization import board_to_json, number, standing_to_json


def to_json(
    report: Report, decisions: Page, retention: RetentionReport, *, following: str | None
) -> dict[str, Any]:
    """Return the whole answer; `decisions` is one page of their list, `following` the next one's address."""
    with translation.override("en"):
        return {
            "arena": report.arena.slug,
            "as_of": report.as_of.isoformat() if report.as_of else None,
            "evidence": report.evidence,
            "votes": [
                {
                    "category": category.slug,
                    "title": str(category.title),
                    "months": [_month(each) for each in report.months[category.slug]],
                }
                for category in CATEGORIES
                if category.slug in report.months
            ],
            "reasons": {reason.slug: str(words.label) for reason, words in REASONS.items()},
            "policies": {policy.value: str(rule) for policy, rule in RULES.items()},
            "one_person_reason": settings.MODERATION_ONE_PERSON_REASON or None,
            "rules_that_decide_alone": [_rule(each) for each in report.rules],
            "decisions_by_month": [_figures(each) for each in report.decisions],
            "decisions": _page(decisions, following),
            "findings": [_finding(each) for each in report.findings],
            "detectors": [_detector(each) for each in report.detectors],
            "counting": _counting(report.counting),
            "control_votes": _controls(report.controls) if report.controls else None,
            "attack_price": _price(report.price) if report.price else None,
            "gates": _gates(report.gates),
            "retention": _retention(retention),
        }


def _gates(gates: GateReport) -> dict[str, Any]:
    """Finished UTC days, all arenas together."""
    return {
        "since": gates.since.isoformat(),
        "until": gates.until.isoformat(),
        "counts": [
            {
                "day": each.day.isoformat(),
                "gate": each.gate,
                "outcome": each.outcome,
                "detail": each.detail or None,
                "prompts": each.number,
            }
            for each in gates.days
        ],
    }


def _retention(report: RetentionReport) -> dict[str, Any]:
    """For how long traces and texts are kept, and what was erased: all arenas together."""
    return {
        "trace_days": report.policy.trace_days,
        "text_days": report.policy.text_days,
        "policies": [
            {
                "effective_from": each.effective_from.isoformat(),
                "trace_days": each.trace_days,
                "text_days": each.text_days,
                "public_reason": each.public_reason,
            }
            for each in report.policies
        ],
        "erased": [
            {"month": f"{each.month:%Y-%m}", "kind": each.kind, "cause": each.cause, "number": each.number}
            for each in report.erased
        ],
    }


def _month(figures: MonthCounts) -> dict[str, Any]:
    return {
        "month": figures.month,
        "votes": figures.votes,
        "votes_counted": figures.counted,
        "votes_excluded": figures.votes_excluded,
        "excluded_by_reason": figures.excluded,
        "votes_simulated": figures.simulated,
    }


def _figures(figures: DecisionCounts) -> dict[str, Any]:
    return {
        "month": figures.month,
        "kind": figures.kind,
        "reason": figures.reason or None,
        "policy": figures.policy or None,
        "taken": figures.taken,
        "undone": figures.undone,
        "battles": figures.battles,
        "by_rules": figures.by_rules,
    }


def _rule(row: RuleRow) -> dict[str, Any]:
    return {
        "rule": row.policy.rule,
        "looks_for": str(row.words),
        "decides_alone": row.policy.acts_alone,
        "is_in_effect": row.is_current,
        "from_strength": row.policy.min_strength,
        "effective_from": row.policy.effective_from.isoformat(),
        "public_reason": row.policy.public_reason,
    }


def _page(page: Page, following: str | None) -> dict[str, Any]:
    return {
        "next": following,
        "total": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "rows": [_decision(public_decision(each)) for each in page],
    }


def _decision(decision: PublicDecision) -> dict[str, Any]:
    return {
        "number": decision.number,
        "day": decision.day.isoformat(),
        "kind": decision.kind,
        "reason": decision.reason or None,
        "policy": decision.policy or None,
        "public_reason": decision.words,
        "rule": decision.rule or None,
        "battles": decision.battles,
        "about_a_voter": decision.is_about_voter,
        "undone_on": decision.undone_on.isoformat() if decision.undone_on else None,
        "undone_reason": decision.undone_words or None,
        "settings": [
            {"setting": each.setting, "contender": each.contender or None, "old": each.old, "new": each.new}
            for each in decision.settings
        ],
    }


def _finding(figures: FindingCounts) -> dict[str, Any]:
    return {
        "kind": figures.kind,
        "noticed": figures.noticed,
        "open": figures.open,
        "resolved_by": dict(sorted(figures.resolved.items())),
        "median_days_to_decision": figures.median_days,
    }


def _detector(detector: Detector) -> dict[str, Any]:
    return {
        "name": detector.name,
        "version": detector.version,
        "tells": str(detector.known.description),
        "error_rates": [_rate(each, detector.known.version) for each in detector.known.rates],
        "note": None if detector.known.rates else "not measured",
    }


def _rate(set_priority: ErrorRate, version: str) -> dict[str, Any]:
    return {
        "what": str(set_priority.what),
        "percent": set_priority.percent,
        "cases": set_priority.of,
        "sample": str(set_priority.sample),
        "version": version,
        "source": SOURCE,
        "command": set_priority.command or None,
    }


def _controls(controls: ControlVotes) -> dict[str, Any]:
    return {
        "votes": controls.votes,
        "left": controls.left,
        "right": controls.right,
        "ties": controls.ties,
        "left_percent": number(controls.left_percent),
        "margin_percent": number(controls.margin_percent),
        "voters": controls.voters,
        "careless_voters": controls.careless,
    }


def _price(report: PriceReport) -> dict[str, Any]:
    return {
        "computed_at": report.price.computed_at.isoformat(),
        "evidence": report.price.evidence,
        "days": report.price.days,
        "rows": [
            {"category": row.category, "model": row.model, "above": row.above, **row.numbers}
            for row in report.rows
        ],
    }


def _counting(report: CountingReport) -> dict[str, Any]:
    return {
        "votes_waiting": report.waiting,
        "policies": [_policy(row) for row in report.rows],
    }


def _policy(row: PolicyRow) -> dict[str, Any]:
    policy = row.policy
    return {
        "policy": policy.slug,
        "title": str(policy.title),
        "state": row.state.value,
        "effective_from": policy.effective_from.isoformat() if policy.effective_from else None,
        "announced_at": policy.announced_at.isoformat() if policy.announced_at else None,
        "public_reason": policy.public_reason or None,
        "digest": policy.terms.digest,
        "terms": _terms(policy.terms.parameters, row),
        "votes": row.counts,
    }


def _terms(parameters: dict[str, Any], row: PolicyRow) -> dict[str, Any]:
    tiers = {"excluded_tiers": row.excluded_tiers, "waiting_tiers": row.waiting_tiers}
    return {**parameters, **{name: [str(label) for label in labels] for name, labels in tiers.items()}}


def policy_board_to_json(board: PolicyBoard) -> dict[str, Any]:
    """One board under a policy, and its differences from the published one. Always in English."""
    snapshot, arena = board.part.snapshot, board.everybody.board.arena
    with translation.override("en"):
        rows = [standing_to_json(each, each.contender) for each in board.part.standings]
        return board_to_json(snapshot, arena, rows) | {
            "policy": {
                "policy": board.policy.slug,
                "title": str(board.policy.title),
                "digest": board.policy.terms.digest,
                "terms": board.policy.terms.parameters,
            },
            "published_snapshot": board.everybody.pk,
            "differences": [_difference(each) for each in board.differences],
        }


def _difference(each: ModelDifference) -> dict[str, Any]:
    return {
        "slug": each.everybody.contender.public_slug,
        "points": number(each.points),
        "noise": number(each.noise),
        "is_beyond_noise": each.is_beyond_noise,
    }
