"""Contenders, and the pages that change their state and weight."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.admin.lookups import DeclaredLookups
from battles.grouped_numbers import grouped
from battles.models import Contender, ContenderChange, WeightChange
from battles.sampling import contender_lifecycle as lifecycle
from battles.sampling import policy

from .health import HEALTH_COLUMNS, HealthColumns

MAX_SELECTED = 20
"""A trial call to each may run while the page loads."""


class StateForm(forms.Form):
    """The new state and the reason. Only states that one of the contenders can move to are offered."""

    to_state = forms.ChoiceField(label=_("New state"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Public reason"),
        max_length=lifecycle.REASON_LENGTH,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text=_("Anyone may read it on the model's page."),
    )

    def __init__(self, contenders, data=None):
        super().__init__(data)
        states = {state for contender in contenders for state in lifecycle.next_states(contender)}
        self.fields["to_state"].choices = [
            choice for choice in Contender.State.choices if choice[0] in states
        ]


class WeightForm(forms.Form):
    """The new weight and the reason."""

    weight = forms.FloatField(
        label=_("New weight"),
        min_value=0,
        max_value=policy.MAX_WEIGHT,
        help_text=_("Usually 1. A weight of 2 doubles the share of its pairs; 0 excludes it from the draw."),
    )
    reason = forms.CharField(
        label=_("Public reason"),
        max_length=lifecycle.REASON_LENGTH,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text=_("Anyone may read it on the sampling page."),
    )


class HistoryInline(admin.TabularInline):
    """Changes so far, newest first; read-only."""

    ordering = ["-pk"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("actor")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ChangeInline(HistoryInline):
    model = ContenderChange
    fields = readonly_fields = ["changed_at", "from_state", "to_state", "reason", "actor"]


class WeightInline(HistoryInline):
    model = WeightChange
    fields = readonly_fields = ["changed_at", "from_weight", "to_weight", "reason", "actor"]


@admin.register(Contender)
class ContenderAdmin(HealthColumns, DeclaredLookups, admin.ModelAdmin):
    """Arena and model of a contender cannot change. Only a draft without changes can be deleted."""

    inlines = [ChangeInline, WeightInline]
    change_form_template = "battles/admin/contender_admin.html"
    list_display = [
        "model",
        "arena",
        "state",
        "weight",
        "codename",
        "endpoint",
        "imported_name",
        *HEALTH_COLUMNS,
    ]
    list_filter = ["arena", "state", "model__endpoint", "model__organization"]
    list_select_related = ["arena", "model__health", "model__endpoint__health"]
    search_fields = ["model__name", "model__slug", "model__upstream_name", "codename", "imported_name"]
    autocomplete_fields = ["arena", "model"]
    readonly_fields = ["state", "unveiled_at", "imported_name", "created_at"]
    fields = ["arena", "model", "state", "weight", "codename", "unveiled_at", "imported_name", "created_at"]
    actions = ["change_state"]

    def get_urls(self):
        state_view = self.admin_site.admin_view(self.state_view)
        weight_view = self.admin_site.admin_view(self.weight_view)
        return [
            path("state/", state_view, name="battles_contender_state"),
            path("<int:pk>/weight/", weight_view, name="battles_contender_weight"),
            *super().get_urls(),
        ]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_readonly_fields(self, request, obj=None):
        """The codename is fixed after the draft state; the weight has a page of its own."""
        if obj is None:
            return self.readonly_fields
        fixed = [*self.readonly_fields, "arena", "model", "weight"]
        return fixed if obj.state == Contender.State.DRAFT else [*fixed, "codename"]

    def has_delete_permission(self, request, obj=None):
        is_untouched = obj is None or (obj.state == Contender.State.DRAFT and not obj.changes.exists())
        return is_untouched and super().has_delete_permission(request, obj)

    def health_subjects(self, contender):
        return [contender.model, contender.model.endpoint]

    @admin.display(description=_("endpoint"), ordering="model__endpoint__name", empty_value="–")
    def endpoint(self, contender):
        return contender.model.endpoint

    @admin.action(description=_("Change state…"), permissions=["change"])
    def change_state(self, request, queryset):
        selected = list(queryset.values_list("pk", flat=True)[: MAX_SELECTED + 1])
        if len(selected) > MAX_SELECTED:
            words = _("Choose at most %(count)s contenders at once.") % {"count": grouped(MAX_SELECTED)}
            self.message_user(request, words, messages.ERROR)
            return None
        query = urlencode({"ids": ",".join(map(str, selected))})
        return redirect(f"{reverse('admin:battles_contender_state')}?{query}")

    def selected_contenders(self, request):
        """The contenders that the address names."""
        ids = [int(pk) for pk in request.GET.get("ids", "").split(",") if pk.isascii() and pk.isdecimal()]
        rows = self.get_queryset(request).select_related(*self.list_select_related)
        return list(rows.filter(pk__in=ids[:MAX_SELECTED]))

    def state_view(self, request):
        """Ask for the new state and the reason, then change each contender."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        contenders = self.selected_contenders(request)
        form = StateForm(contenders, request.POST or None)
        if form.is_valid():
            attempts = lifecycle.change_many(contenders, actor=request.user, **form.cleaned_data)
            self.report(request, attempts)
            return redirect("admin:battles_contender_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change state"),
            "contenders": contenders,
            "form": form,
            "opts": self.opts,
            "media": self.media,
        }
        return TemplateResponse(request, "battles/admin/contender_state.html", context)

    def weight_view(self, request, pk):
        """Ask for the new weight of one contender and the reason."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        contender = get_object_or_404(self.get_queryset(request).select_related("model", "arena"), pk=pk)
        form = WeightForm(request.POST or None, initial={"weight": contender.weight})
        if form.is_valid():
            try:
                change = policy.change_weight(contender, actor=request.user, **form.cleaned_data)
            except lifecycle.TransitionRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                words = _("%(contender)s: weight %(before)g, now %(after)g.")
                numbers = {"before": change.from_weight, "after": change.to_weight}
                self.message_user(request, words % {"contender": contender, **numbers}, messages.SUCCESS)
                return redirect("admin:battles_contender_change", contender.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change weight"),
            "contender": contender,
            "form": form,
            "opts": self.opts,
            "media": self.media,
        }
        return TemplateResponse(request, "battles/admin/contender_weight.html", context)

    def report(self, request, attempts):
        """Show one message for all changed contenders and one for each refused or adapted."""
        if done := sum(attempt.refusal is None for attempt in attempts):
            words = ngettext("%(count)s contender changed.", "%(count)s contenders changed.", done)
            self.message_user(request, words % {"count": grouped(done)}, messages.SUCCESS)
        for attempt in attempts:
            if attempt.refusal:
                words = f"{attempt.contender.model.name}: {attempt.refusal}"
                self.message_user(request, words, messages.ERROR)
            elif attempt.trial and (changes := attempt.trial.adaptation.description):
                words = _("%(model)s: the trial call changed its settings (%(changes)s).")
                names = {"model": attempt.contender.model.name, "changes": changes}
                self.message_user(request, words % names, messages.INFO)
