"""Rules that may decide alone. Off by default: a dated RulePolicy row with a public reason lets one act.

- A rule sets aside what its finding covers, with the ground "manipulation" and its own name; the decision has
  no actor. It is in the public record and is undone like any other.
- What all rules have changed alone in seven days counts in sum, as for a member of staff: beyond what one
  person may change it becomes a proposal, which a person confirms or declines.
- It acts once on a finding. After an undo, or a declined proposal, only a person decides about it.
- It leaves alone: findings weaker than the policy asks for, noticed before the policy, claimed by staff, or
  recorded by staff (parts of a divided campaign).
"""

import datetime as dt
from dataclasses import replace

from django.db import IntegrityError
from django.db.models import QuerySet

from battles.models import Battle, Exclusion
from moderation.decisions.kinds import SET_ASIDE
from moderation.decisions.proposals import Submission, submit
from moderation.decisions.refusals import Refused
from moderation.decisions.resolutions import resolve
from moderation.findings.campaigns import campaign_battles
from moderation.findings.claims import unclaimed
from moderation.models import Finding, RuleAction, RulePolicy

MAX_AT_ONCE = 100


def act_alone(*, now: dt.datetime) -> list[RuleAction]:
    """Let every rule that may decide alone act on its open findings. Returns what was done."""
    actions = []
    for policy in RulePolicy.objects.in_effect(now=now).values():
        if policy.acts_alone:
            for finding in list_due(policy, now=now):
                action = _act(finding, policy, now)
                actions += [action] if action else []
    return actions


def list_due(policy: RulePolicy, *, now: dt.datetime) -> list[Finding]:
    """The findings that the rule may act on, the oldest first."""
    findings = Finding.objects.open().filter(
        detector=policy.rule,
        kind=Finding.Kind.MANIPULATION,
        strength__gte=policy.min_strength,
        noticed_at__gte=policy.effective_from,
        noticed_by__isnull=True,
        rule_action__isnull=True,
    )
    return list(unclaimed(findings, now=now).select_related("campaign").order_by("pk")[:MAX_AT_ONCE])


def covered_battles(finding: Finding) -> QuerySet[Battle]:
    """The battles with a vote that a finding is about: of its campaign, of its voter, or the one."""
    if finding.campaign is not None:
        battles = campaign_battles(finding.campaign)
    elif finding.voter_id is not None:
        battles = Battle.objects.filter(voter=finding.voter_id)
    else:
        battles = Battle.objects.filter(pk=finding.battle_id)
    return battles.filter(vote__isnull=False)


def _act(finding: Finding, policy: RulePolicy, now: dt.datetime) -> RuleAction | None:
    """Decide or propose; None where nothing would change, or another process was first."""
    made: list[RuleAction] = []

    def note(submission: Submission) -> None:
        decision = submission.decisions[0] if submission.decisions else None
        if decision is not None and not decision.findings.filter(pk=finding.pk).exists():
            resolve(decision, Finding.objects.filter(pk=finding.pk))
        made.append(
            RuleAction.objects.create(
                finding=finding,
                policy=policy,
                decision=decision,
                proposal=submission.proposal,
                acted_at=now,
            )
        )

    try:
        draft = SET_ASIDE.draft(
            covered_battles(finding),
            reason=Exclusion.Reason.MANIPULATION,
            public_reason=policy.public_reason,
            private_note=f"{policy.rule}, finding {finding.pk}",
        )
        submit(replace(draft, rule=policy.rule), actor=None, then=note)
    except (Refused, IntegrityError):
        return None
    return made[0]
