"""Merges of names: the list, a new one, and the end of one."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from battles.admin.evidence import ReadOnlyAdmin
from battles.imports.merges import MergeRefused, end_merge, merge_names
from battles.models import Contender, NameMerge

from .forms import ReasonForm


class MergeForm(ReasonForm):
    """Two contenders by their numbers in the admin, and the public reason."""

    contender = forms.ModelChoiceField(
        queryset=Contender.objects.exclude(imported_name=None).select_related("model", "arena"),
        label=gettext_lazy("Name in the log"),
        widget=forms.NumberInput,
        help_text=gettext_lazy("The number of its contender, as in the address of its page."),
    )
    into = forms.ModelChoiceField(
        queryset=Contender.objects.select_related("model", "arena"),
        label=gettext_lazy("Counted as"),
        widget=forms.NumberInput,
        help_text=gettext_lazy("The number of the contender that keeps its name."),
    )
    field_order = ["contender", "into", "reason"]


@admin.register(NameMerge)
class NameMergeAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "arena", "reason", "actor", "at", "holds"]
    list_select_related = ["contender__arena", "into__model", "actor", "end"]
    search_fields = ["contender__imported_name", "into__model__name"]
    show_full_result_count = False

    @admin.display(description=gettext_lazy("arena"))
    def arena(self, merge):
        return merge.contender.arena

    @admin.display(description=gettext_lazy("in effect"), boolean=True)
    def holds(self, merge):
        return getattr(merge, "end", None) is None

    def has_add_permission(self, request):
        return request.user.has_perm("battles.import_votes")

    def add_view(self, request, form_url="", extra_context=None):
        """Merge two names. `?contender=` fills the first in."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        initial = {name: request.GET.get(name) for name in ("contender", "into")}
        form = MergeForm(request.POST if request.method == "POST" else None, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                merge = merge_names(**form.cleaned_data, actor=request.user)
            except MergeRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                self._note(request, merge, ADDITION, "Merged.")
                return redirect(reverse("admin:battles_namemerge_change", args=[merge.pk]))
        return self._render(request, form, merge=None, title=_("Merge two names"))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One merge; a POST ends it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = NameMerge.objects.select_related("contender__arena", "into__model", "actor", "end")
        merge = get_object_or_404(rows, pk=object_id)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            if not self.has_add_permission(request):
                raise PermissionDenied
            if form.is_valid():
                try:
                    end_merge(merge, reason=form.cleaned_data["reason"], actor=request.user)
                    self._note(request, merge, CHANGE, "Ended.")
                except MergeRefused as refusal:
                    self.message_user(request, str(refusal), messages.WARNING)
                return redirect(reverse("admin:battles_namemerge_change", args=[merge.pk]))
        return self._render(request, form, merge=merge, title=str(merge))

    def _note(self, request, merge: NameMerge, flag: int, words: str) -> None:
        LogEntry.objects.log_actions(request.user.pk, [merge], flag, words, single_object=True)
        self.message_user(request, _("Boards follow with the next rebuild."), messages.SUCCESS)

    def _render(self, request, form, *, merge: NameMerge | None, title: str):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "merge": merge,
            "end": getattr(merge, "end", None),
            "form": form,
            "may_merge": self.has_add_permission(request),
        }
        return TemplateResponse(request, "battles/admin/imports/merge.html", context)
