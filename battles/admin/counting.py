"""The counting policies of an arena: past ones to read, and a form for the next one."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from battles.admin.evidence import ReadOnlyAdmin
from battles.admin.policies import ArenaPolicyAdmin, PolicyForm
from battles.counting.policy import RULES
from battles.counting.policy_terms import tier_labels
from battles.models import CountingPolicy, EvidenceTier, WaitingVote
from battles.models.policies.counting import TIERS, tiers_to_bits


class TiersField(forms.TypedMultipleChoiceField):
    """A set of evidence tiers as checkboxes; its value is the number that a policy stores."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(choices=EvidenceTier.choices, coerce=int, required=False, **options)

    def prepare_value(self, value):
        return [tier for tier, bit in TIERS.items() if value & bit] if isinstance(value, int) else value

    def clean(self, value):
        return tiers_to_bits(super().clean(value))


class CountingPolicyForm(PolicyForm):
    rules = RULES

    excluded_tiers = TiersField(
        label=_("Tiers that do not count"), help_text=_("Votes with one of these proofs do not count.")
    )
    waiting_tiers = TiersField(
        label=_("Tiers that wait"), help_text=_("Votes with one of these proofs wait for a day.")
    )

    class Meta:
        model = CountingPolicy
        fields = ["arena", *CountingPolicy.PARAMETERS, "effective_from", "public_reason"]


@admin.register(CountingPolicy)
class CountingPolicyAdmin(ArenaPolicyAdmin):
    form = CountingPolicyForm
    readonly_fields = ["tiers_that_do_not_count", "tiers_that_wait"]
    add_form_template = change_form_template = "battles/admin/countingpolicy_admin.html"
    list_display = [
        "effective_from",
        "arena",
        "voter_cap",
        "prefix_cap",
        "voter_wait",
        "prefix_wait",
        "public_reason",
        "actor",
        "created_at",
    ]

    def get_fields(self, request, obj=None):
        """The form of a new policy; of a past one its tiers in words."""
        words = dict(zip(("excluded_tiers", "waiting_tiers"), self.readonly_fields, strict=True))
        return [words.get(name, name) if obj else name for name in self.form.Meta.fields]

    @admin.display(description=CountingPolicyForm.base_fields["excluded_tiers"].label)
    def tiers_that_do_not_count(self, policy):
        return ", ".join(map(str, tier_labels(policy.excluded_tiers))) or "–"

    @admin.display(description=CountingPolicyForm.base_fields["waiting_tiers"].label)
    def tiers_that_wait(self, policy):
        return ", ".join(map(str, tier_labels(policy.waiting_tiers))) or "–"


@admin.register(WaitingVote)
class WaitingVoteAdmin(ReadOnlyAdmin):
    """The votes that wait or have waited."""

    list_display = ["vote_number", "since", "ended_at"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter), "vote__arena"]
    date_hierarchy = "since"

    @admin.display(description=_("vote"))
    def vote_number(self, waiting):
        return waiting.pk
