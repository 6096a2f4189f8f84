"""Endpoints, and whether their keys are set."""

from functools import partial

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from battles.admin.lookups import DeclaredLookups
from battles.endpoints.keys import KeyMissing, VariableNotAllowed, read_key
from battles.endpoints.presets import PRESETS
from battles.grouped_numbers import grouped
from battles.models import Endpoint
from battles.providers import PROVIDERS

from .fields import BaseURLField, VariableField
from .health import HEALTH_COLUMNS, BenchActions, HealthColumns
from .model_list import may_add_models, model_list_view


def wire_format_choices():
    """The registered wire formats, by name."""
    return [(name, wire_format.label) for name, wire_format in PROVIDERS.items()]


def preset_choices():
    """The known servers, by name."""
    return [("", _("another server")), *((key, preset.name) for key, preset in PRESETS.items())]


class EndpointForm(forms.ModelForm):
    preset = forms.ChoiceField(
        label=_("Known server"),
        choices=preset_choices,
        required=False,
        help_text=_("Fills in name, wire format, base URL and key variable where they are empty."),
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    wire_format = forms.ChoiceField(label=_("Wire format"), choices=wire_format_choices, initial="openai")
    base_url = BaseURLField(
        label=_("Base URL"), max_length=300, required=False, help_text=_("Most base URLs end in /v1.")
    )
    key_env = VariableField(
        label=_("Key variable"),
        max_length=80,
        required=False,
        help_text=_("The name of the environment variable that holds the key, never the key itself."),
    )

    def _get_validation_exclusions(self):
        # The model's URLField refuses a host without a dot, such as a container's; the form checks it.
        return super()._get_validation_exclusions() | {"base_url"}

    def clean(self):
        data = super().clean()
        self._fill_in(data)
        if not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("An endpoint needs a name."))
        wire_format = PROVIDERS.get(data.get("wire_format"))
        if wire_format and wire_format.needs_address and data.get("base_url") == "":
            self.add_error("base_url", _("This wire format needs an address."))
        return data

    def _fill_in(self, data: dict) -> None:
        """Take from the known server what was left empty; its wire format is its own."""
        preset = PRESETS.get(data.get("preset", ""))
        if preset is None:
            return
        data["wire_format"] = preset.wire_format
        given = {"name": preset.name, "base_url": preset.base_url, "key_env": preset.key_env}
        for name, value in given.items():
            data[name] = data.get(name) or value
        if preset.needs_resource and "{" in data["base_url"]:
            words = _("%(name)s has an address of your own: %(address)s")
            self.add_error("base_url", words % {"name": preset.name, "address": preset.base_url})


@admin.register(Endpoint)
class EndpointAdmin(HealthColumns, BenchActions, DeclaredLookups, admin.ModelAdmin):
    """After an endpoint is added, its server is asked for its models."""

    form = EndpointForm
    change_form_template = "battles/admin/endpoint_admin.html"
    list_display = [
        "name",
        "format_label",
        "base_url",
        "key_env",
        "key_is_set",
        "is_enabled",
        "model_count",
        *HEALTH_COLUMNS,
    ]
    list_select_related = ["health"]
    actions = ["lift"]
    list_filter = ["wire_format", "is_enabled"]
    search_fields = ["name", "base_url", "key_env"]
    readonly_fields = ["key_is_set", "created_at"]
    server_fields = ["name", "wire_format", "base_url", "key_env"]
    call_fields = (_("Calls"), {"fields": ["max_concurrency", "accepts_done", "is_enabled"]})

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(_("Server"), {"fields": ["preset", *self.server_fields]}), self.call_fields]
        fields = [*self.server_fields, "key_is_set", "created_at"]
        return [(_("Server"), {"fields": fields}), self.call_fields]

    def get_urls(self):
        view = self.admin_site.admin_view(partial(model_list_view, self))
        return [path("<int:pk>/models/", view, name="battles_endpoint_models"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {"may_add_models": may_add_models(request), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        goes_elsewhere = {"_continue", "_addanother", "_popup"} & set(request.POST)
        has_list = PROVIDERS[obj.wire_format].needs_address
        if has_list and not goes_elsewhere and may_add_models(request):
            return redirect("admin:battles_endpoint_models", obj.pk)
        return response

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(model_count=Count("models"))

    @admin.display(description=_("wire format"), ordering="wire_format")
    def format_label(self, endpoint):
        wire_format = PROVIDERS.get(endpoint.wire_format)
        return wire_format.label if wire_format else endpoint.wire_format

    @admin.display(description=_("models"), ordering="model_count")
    def model_count(self, endpoint):
        return grouped(endpoint.model_count)

    @admin.display(description=_("key is set"), boolean=True)
    def key_is_set(self, endpoint):
        """Whether the key is set; None if no variable is named."""
        if not endpoint.key_env:
            return None
        try:
            read_key(endpoint.key_env)
        except (KeyMissing, VariableNotAllowed):
            return False
        return True

    def has_delete_permission(self, request, obj=None):
        if obj is not None and obj.models.exists():
            return False
        return super().has_delete_permission(request, obj)
