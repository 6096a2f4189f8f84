"""Endpoints, and whether their keys are set."""

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from battles.admin.lookups import DeclaredLookups
from battles.endpoints.keys import KeyMissing, VariableNotAllowed, read_key
from battles.models import Endpoint
from battles.providers import PROVIDERS

from .fields import BaseURLField, VariableField
from .health import HEALTH_COLUMNS, BenchActions, HealthColumns


def wire_format_choices():
    """The registered wire formats, by name."""
    return [(name, wire_format.label) for name, wire_format in PROVIDERS.items()]


class EndpointForm(forms.ModelForm):
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
        wire_format = PROVIDERS.get(data.get("wire_format"))
        if wire_format and wire_format.needs_address and data.get("base_url") == "":
            self.add_error("base_url", _("This wire format needs an address."))
        return data


@admin.register(Endpoint)
class EndpointAdmin(HealthColumns, BenchActions, DeclaredLookups, admin.ModelAdmin):
    form = EndpointForm
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
    fields = [
        "name",
        "wire_format",
        "base_url",
        "key_env",
        "key_is_set",
        "max_concurrency",
        "accepts_done",
        "is_enabled",
        "created_at",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(model_count=Count("models"))

    @admin.display(description=_("wire format"), ordering="wire_format")
    def format_label(self, endpoint):
        wire_format = PROVIDERS.get(endpoint.wire_format)
        return wire_format.label if wire_format else endpoint.wire_format

    @admin.display(description=_("models"), ordering="model_count")
    def model_count(self, endpoint):
        return endpoint.model_count

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
