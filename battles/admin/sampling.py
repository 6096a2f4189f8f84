"""The sampling policies of an arena: past ones to read, and a form for the next one."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from battles.admin.lookups import DeclaredLookups
from battles.models import Arena, SamplingPolicy, WeightChange
from battles.sampling import policy as policies

from .evidence import ReadOnlyAdmin
from .fields import SharesField


class SamplingPolicyForm(forms.ModelForm):
    """A new policy. Without a start it takes effect at once."""

    organization_caps = SharesField(required=False)

    class Meta:
        model = SamplingPolicy
        fields = ["arena", *SamplingPolicy.PARAMETERS, "effective_from", "public_reason"]
        widgets = {"public_reason": forms.TextInput(attrs={"size": 80})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "effective_from" in self.fields:
            self.fields["effective_from"].required = False

    def clean_effective_from(self):
        return self.cleaned_data["effective_from"] or timezone.now()

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            problems = policies.find_problems(self.instance, now=timezone.now())
            if problems:
                self.add_error(None, ValidationError(problems))


@admin.register(SamplingPolicy)
class SamplingPolicyAdmin(DeclaredLookups, admin.ModelAdmin):
    """A policy is changed by adding the next one; its form starts with the values of the newest."""

    form = SamplingPolicyForm
    add_form_template = change_form_template = "battles/admin/samplingpolicy_admin.html"
    list_display = [
        "effective_from",
        "arena",
        "uniform_share",
        "target_half_width",
        "new_votes",
        "new_boost",
        "organization_cap",
        "public_reason",
        "actor",
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
        newest = SamplingPolicy.objects.filter(arena=arenas[0]).first() or SamplingPolicy()
        return {"arena": arenas[0].pk, **newest.parameters, "effective_from": None}

    def save_model(self, request, obj, form, change):
        obj.actor = request.user
        policies.adopt(obj)


@admin.register(WeightChange)
class WeightChangeAdmin(ReadOnlyAdmin):
    list_display = ["changed_at", "contender", "from_weight", "to_weight", "reason", "actor"]
    list_filter = ["contender__arena"]
    list_select_related = ["contender__model", "contender__arena", "actor"]
    search_fields = ["contender__model__name", "contender__codename", "reason"]
    date_hierarchy = "changed_at"
