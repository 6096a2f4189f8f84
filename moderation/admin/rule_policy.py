"""The policies of rules in the admin: past ones to read, and a form for the next one."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from battles.admin import PolicyAdmin, PolicyForm
from moderation.models import RulePolicy
from moderation.scan.ledger import VOTE_RULE_WORDS


class RulePolicyForm(PolicyForm):
    """A new policy. It never begins in the past, so no waiting finding is decided by it."""

    rule = forms.ChoiceField(label=_("Rule"))

    class Meta:
        model = RulePolicy
        fields = ["rule", "acts_alone", "min_strength", "effective_from", "public_reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "rule" in self.fields:
            self.fields["rule"].choices = [
                (rule, f"{rule}: {words}") for rule, words in VOTE_RULE_WORDS.items()
            ]


@admin.register(RulePolicy)
class RulePolicyAdmin(PolicyAdmin):
    """A policy is changed by adding the next one. A rule without one only makes findings."""

    form = RulePolicyForm
    add_form_template = change_form_template = "moderation/admin/rulepolicy.html"
    list_display = ["effective_from", "rule", "acts_alone", "min_strength", "public_reason", "actor"]
    list_filter = ["acts_alone"]

    def get_changeform_initial_data(self, request):
        """The newest policy of the rule in the address (?rule=); one of another rule does not matter."""
        rule = request.GET.get("rule", "")
        return {"rule": rule, **super().get_changeform_initial_data(request)} if rule else {}

    def find_newest(self, request):
        return RulePolicy.objects.filter(rule=request.GET.get("rule", "")).first()
