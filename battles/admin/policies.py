"""What the admin pages of all dated policies share: a form for the next row, and past rows to read."""

import datetime as dt

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from battles.admin.lookups import DeclaredLookups
from battles.dated_policies import PolicyRules
from battles.models import Arena
from battles.models.policies.dated import DatedPolicy


class PolicyForm(forms.ModelForm):
    """A new policy. Without a start it applies as soon as its rules allow."""

    rules: PolicyRules = PolicyRules()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "effective_from" in self.fields:
            self.fields["effective_from"].required = False
        if "public_reason" in self.fields:
            self.fields["public_reason"].widget.attrs["size"] = 80

    def clean_effective_from(self) -> dt.datetime:
        return self.cleaned_data["effective_from"] or timezone.now() + self.rules.notice

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and (problems := self.rules.find_problems(self.instance, now=timezone.now())):
            self.add_error(None, ValidationError(problems))


class PolicyAdmin(DeclaredLookups, admin.ModelAdmin):
    """A policy is changed by adding the next one; its form starts with the values of the newest."""

    form: type[PolicyForm] = PolicyForm
    list_select_related = ["actor"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        newest = self.find_newest(request)
        return {**newest.parameters, "effective_from": None} if newest else {}

    def find_newest(self, request: HttpRequest) -> DatedPolicy | None:
        """The policy that the next one starts from; None for an empty form."""
        return self.model.objects.first() or self.model()

    def save_model(self, request, obj, form, change):
        obj.actor = request.user
        self.form.rules.adopt(obj)


class ArenaPolicyAdmin(PolicyAdmin):
    """A policy of one arena: the one in the address (?arena=), or the only one."""

    list_filter = ["arena"]
    list_select_related = ["arena", "actor"]

    def get_changeform_initial_data(self, request):
        arena = _find_arena(request)
        return {"arena": arena.pk, **super().get_changeform_initial_data(request)} if arena else {}

    def find_newest(self, request):
        arena = _find_arena(request)
        return self.model.objects.filter(arena=arena).first() or self.model(arena=arena)


def _find_arena(request: HttpRequest) -> Arena | None:
    wanted = request.GET.get("arena", "")
    arenas = list(Arena.objects.filter(pk=wanted) if wanted.isdecimal() else Arena.objects.all()[:2])
    return arenas[0] if len(arenas) == 1 else None
