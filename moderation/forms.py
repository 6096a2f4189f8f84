"""What staff are asked before a decision is taken."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from battles.models import Exclusion
from moderation.findings.reports import MAX_CHARACTERS, ReportReason
from moderation.models import Campaign, Decision, Finding
from moderation.policies import BLOCK_POLICIES, DISMISS_POLICIES, UNDO_POLICIES, Policy


class WordsForm(forms.Form):
    """The words every decision may carry."""

    public_reason = forms.CharField(
        label=_("Public reason"),
        max_length=300,
        widget=forms.TextInput(attrs={"size": 60}),
        help_text=_("Anyone may read this. Name no person and quote no conversation."),
    )
    private_note = forms.CharField(
        label=_("Private note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=_("For staff only."),
    )


class RuleForm(WordsForm):
    """The words, and which written rule the decision applies; the first unless another is chosen."""

    policies: Sequence[Policy] = UNDO_POLICIES
    policy = forms.TypedChoiceField(label=_("Rule"), coerce=Policy, required=False)
    field_order = ["policy", "public_reason", "private_note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["policy"]
        field.choices = [(policy.value, policy.label) for policy in self.policies]
        field.initial = field.empty_value = self.policies[0]


class DismissForm(RuleForm):
    policies = DISMISS_POLICIES


class OpinionForm(forms.Form):
    """What the colleague is asked."""

    question = forms.CharField(
        label=_("Question"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text=_("For staff only."),
    )


class AnswerForm(forms.Form):
    """What whoever answers a proposal says about it."""

    words = forms.CharField(
        label=_("In words"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"size": 60}),
        help_text=_("For staff only."),
    )


class DeclineForm(AnswerForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].required = True


class SetAsideForm(WordsForm):
    """The reason names the written rule."""

    reason = forms.TypedChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *Exclusion.Reason.choices],
        coerce=lambda value: Exclusion.Reason(int(value)),
    )
    field_order = ["reason", "public_reason", "private_note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["public_reason"].required = False


class RestoreForm(RuleForm):
    """Which of the decisions that hold the battles shall let go of them."""

    decisions = forms.MultipleChoiceField(
        label=_("Give them back from"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A battle counts again when no decision holds it any more."),
    )
    field_order = ["decisions", "policy", "public_reason", "private_note"]

    def __init__(self, *args, holders: Sequence[tuple[Decision, int]], **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["decisions"]
        field.choices = [(str(decision.pk), _holder_label(decision, number)) for decision, number in holders]
        field.initial = [value for value, label in field.choices]


def _holder_label(decision: Decision, number: int) -> str:
    return _("%(decision)s: %(reason)s. %(words)s (holds %(number)d of them)") % {
        "decision": decision,
        "reason": decision.get_reason_display(),
        "words": decision.public_reason or "–",
        "number": number,
    }


class BlockForm(RuleForm):
    """How long votes shall not count, and whether those already cast are covered."""

    policies = BLOCK_POLICIES

    DAYS = {"1": _("one day"), "7": _("one week"), "30": _("30 days"), "": _("without end")}

    days = forms.ChoiceField(label=_("Block for"), choices=list(DAYS.items()), initial="7", required=False)
    past_votes = forms.BooleanField(
        label=_("Also the votes recorded so far"),
        required=False,
        help_text=_("Otherwise only votes recorded from now on do not count."),
    )
    field_order = ["days", "past_votes", "policy", "public_reason", "private_note"]

    @staticmethod
    def times(values: Mapping[str, Any], now: dt.datetime) -> dict[str, dt.datetime | None]:
        """When a block with these values starts and ends, for a decision taken now."""
        ends_at = now + dt.timedelta(days=int(values["days"])) if values["days"] else None
        return {"starts_at": None if values["past_votes"] else now, "ends_at": ends_at}


class ReportForm(forms.Form):
    """What a visitor says about an answer; "something else" needs words."""

    reason = forms.TypedChoiceField(
        label=_("Reason"),
        choices=ReportReason.choices,
        coerce=ReportReason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is wrong.")},
    )
    words = forms.CharField(
        label=_("In your words, if you like"),
        required=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reason") == ReportReason.OTHER and not cleaned.get("words"):
            self.add_error("words", _("Please say what is wrong."))
        return cleaned


class CampaignForm(forms.Form):
    """Which campaign battles or voters are put into."""

    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.order_by("-pk"), empty_label=_("Choose a campaign")
    )


class NoteForm(forms.ModelForm):
    """A finding noted by staff."""

    note = forms.CharField(
        label=_("What was noticed"), widget=forms.Textarea(attrs={"rows": 4, "cols": 60}), max_length=4_000
    )

    strength = forms.FloatField(
        label=_("Strength"),
        min_value=0,
        max_value=1,
        initial=1.0,
        help_text=_("From 0, a hint, to 1, certain."),
    )

    class Meta:
        model = Finding
        fields = ["battle", "voter", "campaign", "strength"]

    def clean(self):
        cleaned = super().clean()
        subjects = [cleaned.get(name) for name in ("battle", "voter", "campaign")]
        if not any(subjects) and not self.errors:
            raise forms.ValidationError(_("Name a battle, a voter or a campaign."))
        return cleaned
