"""The rules that may decide alone, for the public: which, since when and why."""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise

from moderation.models import RulePolicy
from moderation.scan import VOTE_RULE_WORDS

MAX_LISTED = 50


@dataclass(frozen=True)
class RuleRow:
    """One policy of a rule. is_current: in effect now; words: what the rule looks for."""

    policy: RulePolicy
    words: str | Promise
    is_current: bool


def list_rules(*, now: dt.datetime) -> list[RuleRow]:
    """The policies that have begun, the newest first. Where there is none no rule decides alone."""
    begun = list(RulePolicy.objects.begun(now=now)[:MAX_LISTED])
    newest: dict[str, RulePolicy] = {}
    for policy in begun:
        newest.setdefault(policy.rule, policy)
    return [
        RuleRow(policy, VOTE_RULE_WORDS.get(policy.rule, policy.rule), newest[policy.rule] is policy)
        for policy in begun
    ]
