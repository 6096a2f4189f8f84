"""The counting policies of an arena for its page: terms, dates, effects, and the boards under them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arenasite.transparency.board_differences import ModelDifference, compare_boards
from battles.counting import (
    REASONS,
    CountingTerms,
    NamedPolicy,
    Reason,
    find_policy,
    get_policy_in_effect,
    list_policies,
    tier_labels,
)
from battles.models import Arena, WaitingVote
from ratings.categories import OVERALL
from ratings.history import (
    COUNTED,
    BoardUnderTerms,
    PolicyCounts,
    count_under_terms,
    rate_under_terms,
)
from ratings.models import Snapshot
from ratings.published import STANDARD, Published, published

PROOF = "proof"
"""The slug of the reference policy whose board the page shows beside everybody's."""
BY_POLICY = (Reason.OVER_VOTER_CAP, Reason.OVER_PREFIX_CAP, Reason.EVIDENCE_TIER, Reason.PENDING)


class PolicyState(TextChoices):
    """When a policy applies."""

    NOW = "now", _("in effect")
    ANNOUNCED = "announced", _("announced")
    PAST = "past", _("past")
    REFERENCE = "reference", _("for comparison")


@dataclass(frozen=True)
class PolicyRow:
    """One policy; `counts`: the newest boards' evidence under it, None before the first boards."""

    policy: NamedPolicy
    state: PolicyState
    counts: PolicyCounts | None

    @property
    def counted(self) -> int | None:
        return None if self.counts is None else self.counts[COUNTED]

    @property
    def by_reason(self) -> list[tuple[str | Promise, int]]:
        """Votes that the policy's own rules exclude, each with its label, in BY_POLICY's order."""
        return [(REASONS[reason].label, (self.counts or {}).get(reason.slug, 0)) for reason in BY_POLICY]

    @property
    def is_free(self) -> bool:
        """Whether the policy excludes nothing and lets nothing wait."""
        return self.policy.terms == CountingTerms()

    @property
    def excluded_tiers(self) -> list[str | Promise]:
        return tier_labels(self.policy.terms.excluded_tiers)

    @property
    def waiting_tiers(self) -> list[str | Promise]:
        return tier_labels(self.policy.terms.waiting_tiers)


@dataclass(frozen=True)
class CountingReport:
    """Every policy with its effect, and the votes that wait now."""

    rows: list[PolicyRow]
    waiting: int

    @property
    def current(self) -> PolicyRow:
        return next(row for row in self.rows if row.state == PolicyState.NOW)


@dataclass(frozen=True)
class PolicyBoard:
    """One board under a policy beside the published one."""

    row: PolicyRow
    everybody: Snapshot
    part: BoardUnderTerms
    differences: list[ModelDifference]

    @property
    def policy(self) -> NamedPolicy:
        return self.row.policy

    @property
    def beyond_noise(self) -> list[ModelDifference]:
        return [each for each in self.differences if each.is_beyond_noise]


def build_counting_report(arena: Arena, now: Published | None) -> CountingReport:
    """List the policies and count the published evidence under each. Raises Busy."""
    policies = list_policies(arena)
    counts: list[PolicyCounts | None] = [None] * len(policies)
    if now is not None:
        counts = list(count_under_terms(now.rebuild.evidence, [policy.terms for policy in policies]))
    current, moment = get_policy_in_effect(arena).slug, timezone.now()
    rows = [
        PolicyRow(policy, _state(policy, current, moment), count)
        for policy, count in zip(policies, counts, strict=True)
    ]
    waiting = WaitingVote.objects.waiting().filter(vote__arena=arena).count()
    return CountingReport(rows, waiting)


def _state(policy: NamedPolicy, current: str, now: dt.datetime) -> PolicyState:
    if not policy.is_adopted:
        return PolicyState.REFERENCE
    if policy.slug == current:
        return PolicyState.NOW
    is_future = policy.effective_from is not None and policy.effective_from > now
    return PolicyState.ANNOUNCED if is_future else PolicyState.PAST


def build_policy_board(
    arena: Arena, slug: str, *, category: str = OVERALL.slug, method: str = STANDARD
) -> PolicyBoard | None:
    """The board under a policy; None if there is no such policy or no published board. Raises Busy."""
    now, policy = published(arena), find_policy(arena, slug)
    everybody = now.snapshot(category, method) if now and policy else None
    if everybody is None:
        return None
    part = rate_under_terms(
        now.rebuild.evidence,
        arena,
        policy.terms,
        category=category,
        method=method,
        as_of=now.rebuild.started_at,
    )
    standings = list(everybody.standings.select_related("contender__model").order_by("id"))
    row = PolicyRow(policy, _state(policy, get_policy_in_effect(arena).slug, timezone.now()), None)
    return PolicyBoard(row, everybody, part, compare_boards(standings, part.standings))


def build_proof_board(arena: Arena, report: CountingReport) -> PolicyBoard | None:
    """The board of votes with proof; None if no vote came with one. Raises Busy."""
    row = next(row for row in report.rows if row.policy.slug == PROOF)
    return build_policy_board(arena, PROOF) if row.counted else None
