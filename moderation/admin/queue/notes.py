"""Notes of staff on the pages of battles, voters and campaigns, and the hand-over with one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from moderation.admin.queue.review_bar import PAGES, get_reviewed_finding, review_url
from moderation.findings import notes
from moderation.findings.claims import AlreadyClaimed
from moderation.models import StaffNote

SUBJECT = re.compile(r"(battle|voter|campaign)-([0-9]{1,18})\Z")


class StaffNoteForm(forms.Form):
    """The note, and the member of staff that gets the claim with it, if any."""

    text = forms.CharField(
        label=_("Note for colleagues"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 40}),
    )
    receiver = forms.ModelChoiceField(
        label=_("Hand over to"), queryset=None, required=False, empty_label=_("– (only a note)")
    )

    def __init__(self, *args, receivers: QuerySet, **kwargs):
        super().__init__(*args, auto_id="note_%s", **kwargs)
        self.fields["receiver"].queryset = receivers


@dataclass(frozen=True)
class Notes:
    """What is shown of a subject's notes; `form` is None for a user who may not write any."""

    subject: str
    rows: Sequence[StaffNote]
    form: StaffNoteForm | None


def build_notes(request: HttpRequest, subject: str, *, may_hand_over: bool) -> Notes | None:
    """The notes about a subject for its page; None for a user who may not see findings."""
    if not request.user.has_perm("moderation.view_finding"):
        return None
    form = None
    if request.user.has_perm(notes.CLAIM):
        form = StaffNoteForm(receivers=notes.list_receivers(request.user))
        if not may_hand_over:
            del form.fields["receiver"]
    return Notes(subject, notes.list_notes(subject), form)


@require_POST
def note_view(request: HttpRequest) -> HttpResponse:
    """Store the note, hand over if a receiver is named, and return to the page of the subject."""
    if not all(map(request.user.has_perm, ("moderation.view_finding", notes.CLAIM))):
        raise PermissionDenied
    subject = request.POST.get("subject", "")
    parts = SUBJECT.match(subject)
    if parts is None:
        return HttpResponseBadRequest()
    form = StaffNoteForm(request.POST, receivers=notes.list_receivers(request.user))
    if form.is_valid():
        _store(request, subject, **form.cleaned_data)
    else:
        messages.error(request, _("A note needs some words, 2,000 characters at most."))
    finding = get_reviewed_finding(request)
    if finding is not None:
        return redirect(review_url(finding, request.POST.get("queue", "")))
    return redirect(reverse(f"admin:{PAGES[parts[1]]}_change", args=[parts[2]]))


def _store(request: HttpRequest, subject: str, *, text: str, receiver) -> None:
    if receiver is None:
        notes.add_note(subject, by=request.user, text=text)
        messages.success(request, _("The note is stored."))
        return
    try:
        notes.hand_over(subject, by=request.user, to=receiver, text=text, now=timezone.now())
    except AlreadyClaimed as taken:
        messages.warning(request, _("%(name)s has claimed it.") % {"name": taken.holder})
    else:
        messages.success(request, _("Handed over to %(name)s.") % {"name": receiver})
