"""The action "Erase…" of battles and voters: a reason, a permission, a line in the history, no undo."""

from collections.abc import Callable

from django import forms
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from battles.erasure import ErasureRequest, erase_battles, erase_voter
from battles.grouped_numbers import grouped
from battles.models import Battle, Erasure, Voter
from moderation.admin.confirmation_page import Confirmation, confirm_then_run
from moderation.decisions.refusals import Refused

MAX_ROWS = 500
"""More rows than this are not erased in one request."""

ERASE = "battles.erase_texts"
ERASED = gettext_noop("Erased the texts")


class TooManyToErase(Refused):
    words = _("Too many at once. Choose at most 500.")


class ErasureForm(forms.Form):
    """Why it is erased."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.TextInput(attrs={"size": 60}),
        help_text=_("For staff: who asked for it, and how they showed that it is theirs."),
    )


class ErasureActionMixin:
    """The action; a subclass says what is erased of its rows."""

    erasure_title: Promise
    erasure_explanation: Promise

    def erase_rows(self, rows: list, *, request: ErasureRequest) -> int:
        """Erase these rows; returns the number of battles."""
        raise NotImplementedError

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ERASE)

    @admin.action(description=_("Erase…"), permissions=["erase"])
    def erase(self, request: HttpRequest, queryset: QuerySet):
        confirmation = Confirmation(
            title=self.erasure_title,
            explanation=self.erasure_explanation,
            button=_("Erase"),
            decide=self._build_eraser(request, queryset),
            may_need_second_person=False,
        )
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=ErasureForm)

    def _build_eraser(self, request: HttpRequest, queryset: QuerySet) -> Callable[[forms.Form, object], str]:
        def decide(form: forms.Form, _sent: object) -> str:
            rows: list[Model] = list(queryset.order_by("pk")[: MAX_ROWS + 1])
            if len(rows) > MAX_ROWS:
                raise TooManyToErase
            reason = form.cleaned_data["reason"]
            asked = ErasureRequest(Erasure.Cause.STAFF, actor=request.user, reason=reason)
            number = self.erase_rows(rows, request=asked)
            message = f"{ERASED}: {reason}"
            LogEntry.objects.log_actions(request.user.pk, rows, CHANGE, message, single_object=len(rows) == 1)
            words = ngettext("%(number)s battle was erased.", "%(number)s battles were erased.", number)
            return words % {"number": grouped(number)}

        return decide


class BattleErasureMixin(ErasureActionMixin):
    erasure_title = _("Erase the texts of battles")
    erasure_explanation = _(
        "Prompts, answers and what is quoted of them are erased wherever they are. Votes and facts stay; "
        "every board stays the same. It cannot be undone."
    )

    def erase_rows(self, rows: list[Battle], *, request: ErasureRequest) -> int:
        return erase_battles([battle.pk for battle in rows], request=request, now=timezone.now())


class VoterErasureMixin(ErasureActionMixin):
    erasure_title = _("Erase the data of voters")
    erasure_explanation = _(
        "The texts of all their battles, their reports and the codes of their addresses are erased; their "
        "browsers are not known any more. Votes stay, and every board stays the same. It cannot be undone."
    )

    def erase_rows(self, rows: list[Voter], *, request: ErasureRequest) -> int:
        return sum(erase_voter(voter, request=request, now=timezone.now()) for voter in rows)
