"""Imports as a whole: what each stored, and taking it back."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from battles.admin.evidence import ReadOnlyAdmin
from battles.admin.fields import grouped_column
from battles.grouped_numbers import grouped
from battles.imports.batches import BatchUnchanged, take_in_again, withdraw
from battles.models import ImportBatch, ImportBatchChange

from .forms import ReasonForm


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "arena", grouped_column(ImportBatch, "votes"), "started_at", "counts"]
    list_filter = ["arena"]
    list_select_related = ["arena"]
    search_fields = ["file", "source"]
    date_hierarchy = "started_at"
    show_full_result_count = False

    def get_queryset(self, request):
        newest = ImportBatchChange.objects.filter(batch=OuterRef("pk")).order_by("-pk")
        return super().get_queryset(request).annotate(withdrawn=Subquery(newest.values("is_withdrawal")[:1]))

    @admin.display(description=gettext_lazy("counts"), boolean=True)
    def counts(self, batch):
        return not batch.withdrawn

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One import with its withdrawals; a POST withdraws it or takes it in again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = get_object_or_404(ImportBatch.objects.select_related("arena"), pk=object_id)
        may_withdraw = request.user.has_perm("battles.import_votes")
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            if not may_withdraw:
                raise PermissionDenied
            if form.is_valid():
                self._change(request, batch, form.cleaned_data["reason"])
                return redirect(reverse("admin:battles_importbatch_change", args=[batch.pk]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(batch),
            "batch": batch,
            "changes": batch.changes.select_related("actor"),
            "form": form,
            "may_withdraw": may_withdraw,
        }
        return TemplateResponse(request, "battles/admin/imports/batch.html", context)

    def _change(self, request, batch: ImportBatch, reason: str) -> None:
        """Withdraw or take in again, whichever the page offered."""
        is_undo = request.POST.get("step") == "undo"
        try:
            number = (take_in_again if is_undo else withdraw)(batch, reason=reason, actor=request.user)
        except BatchUnchanged as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return
        words = (
            ngettext("%(number)s vote counts again.", "%(number)s votes count again.", number)
            if is_undo
            else ngettext("%(number)s vote no longer counts.", "%(number)s votes no longer count.", number)
        )
        words_of_log = gettext_noop("Took in again.") if is_undo else gettext_noop("Withdrew.")
        LogEntry.objects.log_actions(request.user.pk, [batch], CHANGE, words_of_log, single_object=True)
        later = _("Boards follow with the next rebuild.")
        self.message_user(request, f"{words % {'number': grouped(number)}} {later}", messages.SUCCESS)
