"""Language models: their properties and how they are called."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from battles.admin.lookups import DeclaredLookups
from battles.models import Contender, LanguageModel

from .fields import LinesField
from .health import HEALTH_COLUMNS, BenchActions, HealthColumns


class LanguageModelForm(forms.ModelForm):
    aliases = LinesField(
        label=_("Aliases"),
        required=False,
        help_text=_("Other names that the model may use for itself, one per line."),
    )
    link = forms.URLField(label=_("Link"), max_length=300, required=False, assume_scheme="https")

    def clean_parameters(self):
        parameters = self.cleaned_data["parameters"]
        if parameters is None:
            return {}
        if not isinstance(parameters, dict):
            raise forms.ValidationError(_("Parameters are a JSON object, such as {“temperature”: 0.7}."))
        return parameters


class ContenderInline(admin.TabularInline):
    """The arenas of a model. A row added here is a draft; its own page changes its state."""

    model = Contender
    fields = ["arena", "state", "weight", "codename"]
    readonly_fields = ["state"]
    extra = 0
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("arena", "model")

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(LanguageModel)
class LanguageModelAdmin(HealthColumns, BenchActions, DeclaredLookups, admin.ModelAdmin):
    """The slug cannot change (addresses contain it). A model in an arena cannot be deleted."""

    form = LanguageModelForm
    inlines = [ContenderInline]
    list_display = [
        "name",
        "organization",
        "license",
        "family",
        "endpoint",
        "upstream_name",
        "origin",
        *HEALTH_COLUMNS,
    ]
    list_filter = ["origin", "is_simulated", "endpoint", "contenders__arena", "open_weights"]
    list_select_related = ["endpoint", "health"]
    actions = ["lift"]
    search_fields = ["name", "slug", "organization", "family", "upstream_name"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["endpoint"]
    readonly_fields = ["origin", "is_simulated", "created_at"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "organization", "family", "aliases", "link"]}),
        (_("Elsewhere"), {"classes": ["collapse"], "fields": ["ids", "configuration"]}),
        (_("As published"), {"fields": ["license", "open_weights", "knowledge_cutoff", "context_tokens"]}),
        (_("Prices"), {"fields": ["input_price", "output_price"]}),
        (_("Calls"), {"fields": ["endpoint", "upstream_name", "parameters", "thinks_first"]}),
        (
            _("Timeouts in seconds"),
            {
                "classes": ["collapse"],
                "fields": ["connect_timeout", "first_token_timeout", "idle_timeout", "total_timeout"],
            },
        ),
        (_("Record"), {"fields": ["origin", "is_simulated", "created_at"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, "slug"] if obj else self.readonly_fields

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def has_delete_permission(self, request, obj=None):
        if obj is not None and obj.contenders.exists():
            return False
        return super().has_delete_permission(request, obj)
