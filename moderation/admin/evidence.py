"""What all lists of evidence share: nothing is edited, and nothing is counted to its end."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property


class AtLeast(int):
    """A count that was stopped at this number; shown with a plus sign."""

    def __str__(self) -> str:
        return f"{int(self)}+"


class BoundedPaginator(Paginator):
    """Counts up to LIMIT rows and no further, so that a list of millions opens as fast as a short one.

    Rows beyond are reached by filters and search.
    """

    LIMIT = 10_000

    @cached_property
    def count(self) -> int:
        found = self.object_list.order_by().values("pk")[: self.LIMIT + 1].count()
        return AtLeast(self.LIMIT) if found > self.LIMIT else found


class EvidenceList(ChangeList):
    """A page of rows, fetched in two steps: the ids that the filters leave, then what is shown of them.

    In one query the joins for showing keep PostgreSQL from starting with the narrowest filter.
    """

    result_list: QuerySet

    def get_results(self, request):
        super().get_results(request)
        ids = list(self.result_list.values_list("pk", flat=True))
        rows = self.model_admin.get_queryset(request).filter(pk__in=ids).order_by(*self.model_admin.ordering)
        self.result_list = self.apply_select_related(rows)


class EvidenceAdmin(admin.ModelAdmin):
    """A list and pages to read; what staff may do are actions, each with a permission of its own."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # No order but the newest first: another one would sort a big table.
    sortable_by = ()
    ordering = ("-pk",)
    list_per_page = 100

    class Media:
        css = {"all": ["moderation/desk.css"]}

    def get_changelist(self, request, **kwargs):
        return EvidenceList

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
