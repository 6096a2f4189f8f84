"""Merges of names where published boards show one of them: a decision, with a preview, that can be undone.

Where no published board has either name, the merge is stored directly, as battles.admin has it.
"""

from dataclasses import replace

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from battles.admin import MergeForm, NameMergeAdmin
from battles.models import Contender, NameMerge
from moderation.admin.confirmation_page import confirm_then_run
from moderation.admin.confirmations import build_confirmation
from moderation.decisions.board_settings import COUNTED_AS, is_guarded
from moderation.decisions.forms import SettingsForm
from moderation.decisions.kinds import CHANGE_SETTINGS

admin.site.unregister(NameMerge)


class CountedAsForm(SettingsForm):
    """A name and the contender that it is counted as (none: its own), as chosen before, and the reason."""

    contender = forms.ModelChoiceField(Contender.objects.all(), widget=forms.HiddenInput)
    counted_as = forms.ModelChoiceField(Contender.objects.all(), required=False, widget=forms.HiddenInput)


@admin.register(NameMerge)
class GuardedNameMergeAdmin(NameMergeAdmin):
    """Asks for a decision where the merge, or its end, moves published boards."""

    def answer_sent_decision(self, request):
        if not ({"confirm", "preview"} & set(request.POST)):
            return None
        form = CountedAsForm(request.POST)
        form.is_valid()
        if "contender" not in form.cleaned_data:
            raise PermissionDenied
        return self._decide(request, form.cleaned_data["contender"], form.cleaned_data.get(COUNTED_AS))

    def merge(self, request, form: MergeForm):
        contender, into, reason = (form.cleaned_data[name] for name in ("contender", "into", "reason"))
        if not (is_guarded(contender) or is_guarded(into)):
            return super().merge(request, form)
        return self._decide(request, contender, into, reason=reason)

    def end(self, request, merge: NameMerge, form: forms.Form):
        if not is_guarded(merge.into):
            return super().end(request, merge, form)
        return self._decide(request, merge.contender, None, reason=form.cleaned_data["reason"])

    def _decide(self, request, contender: Contender, into: Contender | None, *, reason: str = ""):
        """Show what the boards would be, and decide or propose it."""
        if not (self.has_add_permission(request) and request.user.has_perm(CHANGE_SETTINGS.permission)):
            raise PermissionDenied
        words = _("Count %(name)s as %(into)s") if into else _("Count %(name)s under its own name again")
        title = words % {"name": contender.imported_name, "into": into.public_name if into else ""}
        rows = Contender.objects.filter(pk=contender.pk)
        confirmation = build_confirmation(CHANGE_SETTINGS, rows, actor=request.user, title=title)
        initial = {"contender": contender, COUNTED_AS: into, "public_reason": reason}
        return confirm_then_run(
            self,
            request,
            rows,
            confirmation=replace(confirmation, depends_on_form=False),
            form_class=CountedAsForm,
            form_options={"initial": initial},
            return_url=reverse("admin:battles_namemerge_changelist"),
        )
