"""Forms that staff fill in before a decision, and the visitor's report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.findings.reports import MAX_CHARACTERS, ReportReason
from moderation.models import Campaign, Finding


class AnswerForm(forms.Form):
    """The comment of the member of staff who answers a proposal."""

    words = forms.CharField(
        label=_("Comment"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"size": 60}),
        help_text=_("For staff only."),
    )


class DeclineForm(AnswerForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].required = True


class ReportForm(forms.Form):
    """A visitor's report about an answer; the reason "something else" needs a text."""

    reason = forms.TypedChoiceField(
        label=_("Reason"),
        choices=ReportReason.choices,
        coerce=ReportReason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is wrong.")},
    )
    words = forms.CharField(
        label=_("Details (optional)"),
        required=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reason") == ReportReason.OTHER and not cleaned.get("words"):
            self.add_error("words", _("Please describe what is wrong."))
        return cleaned


class ShareReportForm(ReportForm):
    """A reader's report about a shared battle, whose names are known: a leak is no reason."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [
            choice for choice in ReportReason.choices if choice[0] != ReportReason.IDENTITY
        ]


class CampaignForm(forms.Form):
    """The campaign to which battles or voters are added."""

    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.order_by("-pk"), empty_label=_("Choose a campaign")
    )


class NoteForm(forms.ModelForm):
    """A finding that a member of staff records."""

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
