"""Staff's view of rebuilds with their stages, and of audits. Read-only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ratings.models import Rebuild, Recount

NOTHING = "–"


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that cannot be added, changed or deleted here."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ("-pk",)
    sortable_by = ()
    list_filter = [("arena", admin.RelatedFieldListFilter)]
    list_select_related = ["arena"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Rebuild)
class RebuildAdmin(ReadOnlyAdmin):
    list_display = ["number", "arena", "started_at", "published_at", "votes", "boards", "seconds", "by_stage"]
    list_select_related = ["arena", "evidence"]
    fields = ["arena", "started_at", "published_at", "votes", "boards", "seconds", "by_stage", "by_board"]
    readonly_fields = ["votes", "boards", "seconds", "by_stage", "by_board"]

    @admin.display(description=_("number"))
    def number(self, run):
        return run.pk

    @admin.display(description=_("votes"))
    def votes(self, run):
        return run.evidence.votes

    @admin.display(description=_("boards rated"))
    def boards(self, run):
        return len(run.due)

    @admin.display(description=_("seconds"))
    def seconds(self, run):
        """From its start until it was published."""
        if run.published_at is None:
            return NOTHING
        return f"{(run.published_at - run.started_at).total_seconds():.2f}"

    @admin.display(description=_("stages, in seconds"))
    def by_stage(self, run):
        return " · ".join(f"{name} {took:.2f}" for name, took in run.stages.items()) or NOTHING

    @admin.display(description=_("boards, in seconds"))
    def by_board(self, run):
        took = dict(run.snapshots.values_list("board__category", "seconds"))
        slowest_first = sorted(took.items(), key=lambda item: -item[1])
        return " · ".join(f"{slug} {seconds:.2f}" for slug, seconds in slowest_first) or NOTHING


@admin.register(Recount)
class RecountAdmin(ReadOnlyAdmin):
    list_display = ["number", "arena", "started_at", "finished_at", "votes", "days", "boards", "verdict"]
    fields = ["arena", "started_at", "finished_at", "votes", "days", "boards", "wrong_days", "wrong_boards"]

    @admin.display(description=_("number"))
    def number(self, done):
        return done.pk

    @admin.display(description=_("no differences"), boolean=True)
    def verdict(self, done):
        return done.is_right
