"""The policies of rules in the admin: past ones to read, and a form for the next one."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from battles.admin import DeclaredLookups
from moderation.models import RulePolicy
from moderation.scan.ledger import VOTE_RULE_WORDS


class RulePolicyForm(forms.ModelForm):
    """A new policy. It never begins in the past, so no waiting finding is decided by it."""

    rule = forms.ChoiceField(label=_("Rule"))

    class Meta:
        model = RulePolicy
        fields = ["rule", "acts_alone", "min_strength", "effective_from", "public_reason"]
        widgets = {"public_reason": forms.TextInput(attrs={"size": 80})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [(rule, f"{rule}: {words}") for rule, words in VOTE_RULE_WORDS.items()]
        self.fields["effective_from"].required = False

    def clean_effective_from(self):
        now = timezone.now()
        return max(self.cleaned_data["effective_from"] or now, now)


@admin.register(RulePolicy)
class RulePolicyAdmin(DeclaredLookups, admin.ModelAdmin):
    """A policy is changed by adding the next one. A rule without one only makes findings."""

    list_display = ["effective_from", "rule", "acts_alone", "min_strength", "public_reason", "actor"]
    list_filter = ["acts_alone"]
    list_select_related = ["actor"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = RulePolicyForm
        return super().get_form(request, obj, change=change, **kwargs)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_changeform_initial_data(self, request):
        return {"effective_from": None}

    def save_model(self, request, obj, form, change):
        obj.actor = request.user
        super().save_model(request, obj, form, change)
