"""Read-only evidence: benchings and replacements."""

from django.contrib import admin

from battles.admin.lookups import DeclaredLookups
from battles.models import SEE_LIVE_MODELS, Battle, BenchEvent, Replacement


class ReadOnlyAdmin(DeclaredLookups, admin.ModelAdmin):
    """Rows that cannot be added, changed or deleted."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(BenchEvent)
class BenchEventAdmin(ReadOnlyAdmin):
    list_display = ["happened_at", "model", "endpoint", "step", "error_kind", "strikes", "until", "actor"]
    list_filter = ["step", "error_kind", "endpoint"]
    list_select_related = ["model", "endpoint", "actor"]
    search_fields = ["model__name", "model__slug", "endpoint__name"]
    date_hierarchy = "happened_at"

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(SEE_LIVE_MODELS) and super().has_view_permission(request, obj)


@admin.register(Replacement)
class ReplacementAdmin(ReadOnlyAdmin):
    list_display = [
        "created_at",
        "battle",
        "side",
        "from_contender",
        "to_contender",
        "error_kind",
        "retries",
        "duration_ms",
        "probability",
        "sampler",
    ]
    list_filter = ["error_kind", "battle__arena"]
    list_select_related = [
        "battle",
        "from_contender__model",
        "from_contender__arena",
        "to_contender__model",
        "to_contender__arena",
    ]
    search_fields = ["battle__key", "from_contender__model__name", "to_contender__model__name"]
    show_full_result_count = False

    def get_queryset(self, request):
        """Replacements of open battles are hidden: they name the models that answer."""
        return (
            super()
            .get_queryset(request)
            .exclude(
                battle__mode=Battle.Mode.ANONYMOUS,
                battle__state__in=(Battle.State.RUNNING, Battle.State.ANSWERED),
            )
        )
