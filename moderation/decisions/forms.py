"""The forms of the decision kinds."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from battles.counting import EXCLUSION_GROUNDS
from battles.grouped_numbers import grouped
from battles.models import Exclusion
from moderation.models import Decision
from moderation.policies import (
    BLOCK_POLICIES,
    CORRECT_POLICIES,
    DISMISS_POLICIES,
    POLICY_OF_REASON,
    RULES,
    UNDO_POLICIES,
    Policy,
)

EMPTY_MEANS_RULE = _("Empty: the words of the rule. This text is public: name no persons, quote nothing.")


def quote_rule(policy: Policy) -> str:
    """The public text of a policy in English: one record for all languages."""
    with translation.override("en"):
        return str(RULES[policy])


class WordsForm(forms.Form):
    """The public reason and the private note of a decision."""

    public_reason = forms.CharField(
        label=_("Public reason"),
        max_length=300,
        widget=forms.TextInput(attrs={"size": 60}),
        help_text=_("This text is public. Do not name persons or quote conversations."),
    )
    private_note = forms.CharField(
        label=_("Private note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=_("For staff only."),
    )


class RuleForm(WordsForm):
    """The texts, and the policy that the decision applies (default: the first)."""

    policies: Sequence[Policy] = UNDO_POLICIES
    policy = forms.TypedChoiceField(label=_("Rule"), coerce=Policy, required=False)
    field_order = ["policy", "public_reason", "private_note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["policy"]
        field.choices = [(policy.value, policy.label) for policy in self.policies]
        field.initial = field.empty_value = self.policies[0]
        words = self.fields["public_reason"]
        words.required = False
        words.help_text = EMPTY_MEANS_RULE

    def clean(self):
        """Without a reason of its own a decision has the words of its rule; a free ground needs its own."""
        cleaned = super().clean()
        policy = cleaned.get("policy")
        if policy and not cleaned.get("public_reason") and "public_reason" not in self.errors:
            if policy == Policy.OTHER:
                self.add_error("public_reason", _("Give a public reason for this ground."))
            else:
                cleaned["public_reason"] = quote_rule(policy)
        return cleaned


class CorrectForm(RuleForm):
    policies = CORRECT_POLICIES


class UnveilForm(WordsForm):
    """The public reason, by default the words of its rule, and the private note."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = self.fields["public_reason"]
        words.required = False
        words.help_text = EMPTY_MEANS_RULE

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("public_reason") and "public_reason" not in self.errors:
            cleaned["public_reason"] = quote_rule(Policy.UNVEILED)
        return cleaned


class SettingsForm(WordsForm):
    """The public reason and the private note; moderation.decisions.settings_forms adds the settings."""


class DismissForm(RuleForm):
    policies = DISMISS_POLICIES


class OpinionForm(forms.Form):
    """The question to another member of staff."""

    question = forms.CharField(
        label=_("Question"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text=_("For staff only."),
    )


STAFF_REASONS = [
    (ground.exclusion_number, ground.staff_label) for ground in EXCLUSION_GROUNDS if ground.is_for_staff
]
"""The reasons that staff choose; unveiling gives its own."""


class SetAsideForm(WordsForm):
    """The reason determines the policy."""

    reason = forms.TypedChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *STAFF_REASONS],
        coerce=lambda value: Exclusion.Reason(int(value)),
    )
    field_order = ["reason", "public_reason", "private_note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = self.fields["public_reason"]
        words.required = False
        words.help_text = EMPTY_MEANS_RULE

    def clean(self):
        """Without a reason in words the decision has those of the rule that its reason applies."""
        cleaned = super().clean()
        reason = cleaned.get("reason")
        has_words = cleaned.get("public_reason") or "public_reason" in self.errors
        if reason and reason != Exclusion.Reason.OTHER and not has_words:
            cleaned["public_reason"] = quote_rule(POLICY_OF_REASON[reason])
        return cleaned


class RestoreForm(RuleForm):
    """The decisions whose exclusions of these battles are lifted."""

    decisions = forms.MultipleChoiceField(
        label=_("Lift the exclusions of"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A battle counts again when no decision excludes it."),
    )
    field_order = ["decisions", "policy", "public_reason", "private_note"]

    def __init__(self, *args, holders: Sequence[tuple[Decision, int]], **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["decisions"]
        field.choices = [(str(decision.pk), _holder_label(decision, number)) for decision, number in holders]
        field.initial = [value for value, label in field.choices]


def _holder_label(decision: Decision, number: int) -> str:
    return _("%(decision)s: %(reason)s. %(words)s (excludes %(number)s of them)") % {
        "decision": decision,
        "reason": decision.get_reason_display(),
        "words": decision.public_reason or "–",
        "number": grouped(number),
    }


class BlockForm(RuleForm):
    """How long votes do not count, and whether the block covers earlier votes."""

    policies = BLOCK_POLICIES

    DAYS = {"1": _("one day"), "7": _("one week"), "30": _("30 days"), "": _("no end date")}

    days = forms.ChoiceField(label=_("Block for"), choices=list(DAYS.items()), initial="7", required=False)
    past_votes = forms.BooleanField(
        label=_("Also the votes recorded so far"),
        required=False,
        help_text=_("Otherwise the block covers only votes recorded from now on."),
    )
    field_order = ["days", "past_votes", "policy", "public_reason", "private_note"]

    @staticmethod
    def times(values: Mapping[str, Any], now: dt.datetime) -> dict[str, dt.datetime | None]:
        """Start and end of a block with these form values, for a decision taken at `now`."""
        ends_at = now + dt.timedelta(days=int(values["days"])) if values["days"] else None
        return {"starts_at": None if values["past_votes"] else now, "ends_at": ends_at}
