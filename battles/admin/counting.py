"""The counting policies of an arena: past ones to read, and a form for the next one."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from battles.admin.evidence import ReadOnlyAdmin
from battles.admin.lookups import DeclaredLookups
from battles.counting import policy as policies
from battles.models import Arena, CountingPolicy, EvidenceTier, WaitingVote
from battles.models.counting_policy import TIERS, tiers_to_bits


class TiersField(forms.TypedMultipleChoiceField):
    """A set of evidence tiers as checkboxes; its value is the number that a policy stores."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(choices=EvidenceTier.choices, coerce=int, required=False, **options)

    def prepare_value(self, value):
        return [tier for tier, bit in TIERS.items() if value & bit] if isinstance(value, int) else value

    def clean(self, value):
        return tiers_to_bits(super().clean(value))


class CountingPolicyForm(forms.ModelForm):
    """A new policy. Without a start it applies as soon as an announced policy may."""

    excluded_tiers = TiersField(
        label=_("Tiers that do not count"), help_text=_("Votes with one of these proofs do not count.")
    )
    waiting_tiers = TiersField(
        label=_("Tiers that wait"), help_text=_("Votes with one of these proofs wait for a day.")
    )

    class Meta:
        model = CountingPolicy
        fields = ["arena", *CountingPolicy.PARAMETERS, "effective_from", "public_reason"]
        widgets = {"public_reason": forms.TextInput(attrs={"size": 80})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "effective_from" in self.fields:
            self.fields["effective_from"].required = False

    def clean_effective_from(self):
        return self.cleaned_data["effective_from"] or timezone.now() + policies.ANNOUNCED

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            problems = policies.find_problems(self.instance, now=timezone.now())
            if problems:
                self.add_error(None, ValidationError(problems))


@admin.register(CountingPolicy)
class CountingPolicyAdmin(DeclaredLookups, admin.ModelAdmin):
    """A policy is changed by adding the next one; its form starts with the values of the newest."""

    form = CountingPolicyForm
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
    list_filter = ["arena"]
    list_select_related = ["arena", "actor"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_changeform_initial_data(self, request):
        """The newest policy of the arena in the address, or of the only arena."""
        wanted = request.GET.get("arena", "")
        arenas = Arena.objects.filter(pk=wanted) if wanted.isdecimal() else Arena.objects.all()[:2]
        arenas = list(arenas)
        if len(arenas) != 1:
            return {}
        newest = CountingPolicy.objects.filter(arena=arenas[0]).first() or CountingPolicy()
        return {"arena": arenas[0].pk, **newest.parameters, "effective_from": None}

    def save_model(self, request, obj, form, change):
        obj.actor = request.user
        policies.adopt(obj)


@admin.register(WaitingVote)
class WaitingVoteAdmin(ReadOnlyAdmin):
    """The votes that wait or have waited."""

    list_display = ["vote_id", "since", "ended_at"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter), "vote__arena"]
    date_hierarchy = "since"
