"""Base class of the evidence admins: read-only pages and lists with a bounded row count."""

import copy

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from battles.admin import DeclaredLookups
from battles.grouped_numbers import grouped


class Counted(int):
    """A count of rows, shown with the separators of the reader's language."""

    def __str__(self) -> str:
        return grouped(int(self))


class AtLeast(Counted):
    """A count that stopped at this number; shown with a plus sign."""

    def __str__(self) -> str:
        return f"{super().__str__()}+"


class BoundedPaginator(Paginator):
    """Counts LIMIT rows at most, so that a list of millions opens as fast as a short one.

    Filters and search reach the other rows.
    """

    LIMIT = 10_000

    @cached_property
    def count(self) -> int:
        number = self.object_list.order_by().values("pk")[: self.LIMIT + 1].count()
        return AtLeast(self.LIMIT) if number > self.LIMIT else Counted(number)


class EvidenceList(ChangeList):
    """A page of rows, fetched in two queries: first the ids that match the filters, then the shown columns.

    In one query the joins for display keep PostgreSQL from starting with the most selective filter.
    """

    result_list: QuerySet

    def get_results(self, request):
        super().get_results(request)
        ids = list(self.result_list.values_list("pk", flat=True))
        rows = self.model_admin.get_queryset(request).filter(pk__in=ids).order_by(*self.model_admin.ordering)
        self.result_list = self.apply_select_related(rows)


class FilteredRows(ChangeList):
    """The filters of a list without a page of its rows: an action reads the rows that were selected."""

    def get_queryset(self, request, exclude_parameters=None):
        """The rows under the filters. An action asks again, with the same filters."""
        if exclude_parameters is None and hasattr(self, "queryset"):
            return self.queryset
        return super().get_queryset(request, exclude_parameters)

    def get_filters(self, request):
        """Without the field filters that the address does not name: each reads the choices it would show."""
        self.list_filter = [each for each in self.list_filter if self._is_needed(each)]
        return super().get_filters(request)

    def _is_needed(self, list_filter) -> bool:
        if not isinstance(list_filter, str | tuple):
            return True
        name = list_filter if isinstance(list_filter, str) else list_filter[0]
        return any(given == name or given.startswith(f"{name}__") for given in self.params)

    def get_results(self, request):
        self.result_list = self.root_queryset.none()
        self.result_count = self.full_result_count = 0
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = True
        self.paginator = self.model_admin.get_paginator(request, self.result_list, self.list_per_page)


class EvidenceAdmin(DeclaredLookups, admin.ModelAdmin):
    """Read-only list and pages; every action has its own permission."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # Newest first only: any other order would sort a big table.
    sortable_by = ()
    ordering = ("-pk",)
    list_per_page = 50

    class Media:
        css = {"all": ["moderation/desk.css"]}

    def get_changelist(self, request, **kwargs):
        """Only the list itself reads rows. An action, a POST, redirects or has a page of its own."""
        is_action = request.method == "POST" and "action" in request.POST
        return FilteredRows if is_action or getattr(request, "needs_filters_only", False) else EvidenceList

    def get_filtered_rows(self, request):
        """All rows under the filters of the list's address. Raises what an invalid filter raises."""
        asked = copy.copy(request)
        asked.needs_filters_only = True
        return self.get_changelist_instance(asked).queryset

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
