"""Merges of names: the list, a new one, and the end of one."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from battles.admin.evidence import ReadOnlyAdmin
from battles.imports.merges import MergeRefused, check_names, end_merge, merge_names
from battles.models import Contender, NameMerge

from .forms import ReasonForm

MAX_NAME = 200
MAX_DIGITS = 19
MAX_SHOWN = 20


class MergeForm(ReasonForm):
    """Two contenders, each by its name or its number in the admin, and the public reason."""

    contender = forms.CharField(
        label=gettext_lazy("Name in the log"),
        max_length=MAX_NAME,
        help_text=gettext_lazy("The name as the log has it, or the number of its contender."),
    )
    into = forms.CharField(
        label=gettext_lazy("Counted as"),
        max_length=MAX_NAME,
        help_text=gettext_lazy("The name that stays, of the same arena, or the number of its contender."),
    )
    field_order = ["contender", "into", "reason"]

    def clean_contender(self) -> Contender:
        named = Contender.objects.exclude(imported_name=None)
        return _find_contender(self.cleaned_data["contender"], named)

    def clean_into(self) -> Contender:
        others = Contender.objects.all()
        contender = self.cleaned_data.get("contender")
        if contender:
            others = others.filter(arena=contender.arena_id).exclude(pk=contender.pk)
        return _find_contender(self.cleaned_data["into"], others)


def _find_contender(text: str, contenders: QuerySet[Contender]) -> Contender:
    """The contender with this number or name. Raises ValidationError if there is none, or several."""
    contenders = contenders.select_related("model", "arena").order_by("pk")
    is_number = text.isascii() and text.isdecimal() and len(text) < MAX_DIGITS
    found = list(contenders.filter(pk=int(text))) if is_number else []
    found = found or list(contenders.filter(Q(imported_name=text) | Q(model__name=text))[:MAX_SHOWN])
    if not found:
        raise forms.ValidationError(_("No contender has this name or number."))
    if len(found) > 1:
        numbers = ", ".join(f"{each.pk} ({each.arena})" for each in found)
        raise forms.ValidationError(_("Several have this name. Give a number: %s") % numbers)
    return found[0]


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
        if (answer := self.answer_sent_decision(request)) is not None:
            return answer
        initial = {name: request.GET.get(name) for name in ("contender", "into")}
        form = MergeForm(request.POST if request.method == "POST" else None, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                check_names(form.cleaned_data["contender"], form.cleaned_data["into"])
                return self.merge(request, form)
            except MergeRefused as refusal:
                form.add_error(None, str(refusal))
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
            if (answer := self.answer_sent_decision(request)) is not None:
                return answer
            if form.is_valid():
                try:
                    return self.end(request, merge, form)
                except MergeRefused as refusal:
                    self.message_user(request, str(refusal), messages.WARNING)
                return redirect(reverse("admin:battles_namemerge_change", args=[merge.pk]))
        return self._render(request, form, merge=merge, title=str(merge))

    def answer_sent_decision(self, request) -> HttpResponse | None:
        """The answer to a page that asks for a decision; none here (see moderation.admin)."""

    def merge(self, request, form: MergeForm) -> HttpResponse:
        """Store a merge. Raises MergeRefused."""
        merge = merge_names(**form.cleaned_data, actor=request.user)
        self._note(request, merge, ADDITION, gettext_noop("Merged."))
        return redirect(reverse("admin:battles_namemerge_change", args=[merge.pk]))

    def end(self, request, merge: NameMerge, form: ReasonForm) -> HttpResponse:
        """End a merge. Raises MergeRefused."""
        end_merge(merge, reason=form.cleaned_data["reason"], actor=request.user)
        self._note(request, merge, CHANGE, gettext_noop("Ended."))
        return redirect(reverse("admin:battles_namemerge_change", args=[merge.pk]))

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
