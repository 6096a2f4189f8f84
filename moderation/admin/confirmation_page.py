"""The confirmation page between an admin action and its decision."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, QuerySet, Sum
from django.forms import Form, Media
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from moderation.admin.links import page_link
from moderation.admin.queue.in_place import leave
from moderation.admin.queue.review_bar import (
    get_reviewed_finding,
    next_review_url,
    review_in_hand_url,
    review_url,
)
from moderation.decisions import execution
from moderation.decisions.covered_rows import fix_rows
from moderation.decisions.impact import BattleChange
from moderation.decisions.proposals import submit
from moderation.decisions.recent import change_alone
from moderation.decisions.refusals import Refused
from moderation.decisions.registry import DecisionDraft, DecisionKind
from moderation.decisions.sent_forms import SentForm, SentTwice, was_sent
from moderation.decisions.signed_change import sign_change
from moderation.findings.claims import seconds_since_claim
from moderation.models import Decision

SAMPLE = 10
STYLES = Media(css={"all": ["moderation/desk.css"]})
SENT_AGAIN = ("action", "select_across", "from_page", "finding", "queue")


@dataclass(frozen=True)
class Confirmation:
    """Texts and callbacks of a confirmation page.

    decide: takes the valid form and what is stored of it, and returns the message to show. Raises
    SentTwice if the form was sent before.
    preview: computes from the form's values which votes would stop and start counting; None if the action
    never changes that. depends_on_form: whether the result depends on the form.
    announced: rows, besides the selected ones, that must not change before the page is submitted.
    may_need_second_person: whether a decision of high impact waits for a second member of staff.
    """

    title: str | Promise
    explanation: str | Promise
    button: str | Promise
    decide: Callable[[Form, SentForm], str]
    preview: Callable[[Mapping[str, Any]], BattleChange] | None = None
    depends_on_form: bool = False
    announced: QuerySet | None = None
    may_need_second_person: bool = True


def confirm_then_run(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    rows: QuerySet,
    *,
    confirmation: Confirmation,
    form_class: type[Form],
    form_options: dict | None = None,
    return_url: str = "",
) -> HttpResponse:
    """Show the page, or take the decision if the page was submitted and the selection is unchanged.

    A filter may match other rows when the page is submitted. Then the page is shown again with the new
    number: a decision covers only rows that were announced. `return_url` is the page after the decision and
    after "Cancel", if it is not the one where the action was started.
    """
    sent = request.POST.get("confirm")
    number, own = _fix(rows) if sent else _measure(rows)
    fingerprint = build_fingerprint(confirmation, rows, own=own)
    sent_form = read_sent_form(request)
    form = form_class(request.POST if sent else None, **(form_options or {}))
    if "preview" in request.POST:
        form.errors.clear()  # the preview decides nothing, so it shows no errors
    elif sent:
        try:
            message = _decide(confirmation, form, sent_form, unchanged=sent == fingerprint)
        except SentTwice:
            return _leave_after_repeat(model_admin, request, return_url)
        if message:
            model_admin.message_user(request, message, messages.SUCCESS)
            return leave(request, return_url or url_after_decision(model_admin, request))
    change = preview_change(confirmation, form)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": confirmation.title,
        "confirmation": confirmation,
        "form": form,
        "number": number,
        "fingerprint": fingerprint,
        "form_key": uuid.uuid4(),
        "change": change,
        "signed_change": sign_change(change) if change else "",
        **measure_impact(confirmation, change, actor=request.user),
        "sample": rows.order_by("-pk")[:SAMPLE],
        "hidden": _selection(request),
        "opts": model_admin.opts,
        "media": model_admin.media + STYLES,
        "return_url": return_url or get_return_url(model_admin, request),
    }
    return TemplateResponse(request, "moderation/admin/confirm.html", context)


def read_sent_form(request: HttpRequest) -> SentForm:
    """The random key of a sent form, and the seconds since the user claimed the reviewed finding."""
    try:
        key = uuid.UUID(request.POST.get("form_key", ""))
    except ValueError:
        return SentForm()
    finding = get_reviewed_finding(request)
    return SentForm(key, seconds_since_claim(finding, now=timezone.now()) if finding else None)


def _leave_after_repeat(model_admin: admin.ModelAdmin, request: HttpRequest, return_url: str) -> HttpResponse:
    """Redirect as after the decision that the same form has made before; nothing is decided again."""
    words = _("This was sent before. Nothing was decided a second time.")
    model_admin.message_user(request, words, messages.INFO)
    if return_url or get_reviewed_finding(request) is None:
        return leave(request, return_url or get_return_url(model_admin, request))
    return leave(request, review_in_hand_url(request, request.POST.get("queue", "")))


def build_fingerprint(confirmation: Confirmation, rows: QuerySet, *, own: str = "") -> str:
    """Changes when the selected or the announced rows change. `own`: that of the selected rows, if known."""
    own = own or _measure(rows)[1]
    if confirmation.announced is None:
        return own
    return f"{own}-{own if confirmation.announced is rows else _measure(confirmation.announced)[1]}"


def fingerprint_of_rows(kind: DecisionKind, rows: QuerySet, pks: Sequence[int]) -> str:
    """As build_fingerprint, for rows whose ids are known: without a query if only they are announced."""
    own = f"{len(pks)}-{sum(pks)}"
    announced = kind.announced(rows)
    return f"{own}-{own if announced is rows else _measure(announced)[1]}"


def measure_impact(
    confirmation: Confirmation, change: BattleChange | None, *, actor: AbstractBaseUser
) -> dict[str, int | None]:
    """The threshold, and how many votes the actor has changed alone, without and with this change."""
    is_alone = bool(settings.MODERATION_ONE_PERSON_REASON)
    if change is None or is_alone or not confirmation.may_need_second_person:
        return {"many": None, "past": None, "total": None}
    past = change_alone(actor, now=timezone.now())
    return {"many": settings.MODERATION_MANY_BATTLES, "past": len(past), "total": len(past + change)}


def _decide(confirmation: Confirmation, form: Form, sent_form: SentForm, *, unchanged: bool) -> str:
    """Take the decision and return its message; if it is refused, add the error to the form and return "".

    Raises SentTwice.
    """
    if not (unchanged and form.is_valid()):
        if was_sent(sent_form.key):
            raise SentTwice
        if form.is_valid():
            form.add_error(None, _("The selection has changed since. Check the new number."))
        return ""
    try:
        return confirmation.decide(form, sent_form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return ""


def submit_draft(
    draft: DecisionDraft,
    *,
    actor: AbstractBaseUser,
    sent: SentForm,
    done: Callable[[Sequence[Decision]], str],
) -> str:
    """Decide or propose; returns the message of `done`, or a link to the proposal.

    Raises Refused, SentTwice.
    """
    submission = submit(draft, actor=actor, form=sent)
    if submission.proposal is None:
        return done(submission.decisions)
    link = page_link("moderation_proposal", submission.proposal.pk, submission.proposal)
    words = _(
        "Nothing has changed yet: this has a high impact and waits for a second member of staff. {link}"
    )
    return format_html(words, link=link)


def preview_change(confirmation: Confirmation, form: Form) -> BattleChange | None:
    """The change of votes with the submitted form values, or else with the initial ones."""
    if confirmation.preview is None:
        return None
    initial = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    try:
        return confirmation.preview(initial | getattr(form, "cleaned_data", {}))
    except Refused:
        return None


def _measure(rows: QuerySet) -> tuple[int, str]:
    """The number of rows, and a fingerprint that changes when the set of rows changes."""
    sums = rows.order_by().values("pk").aggregate(number=Count("pk"), total=Sum("pk"))
    return sums["number"], f"{sums['number']}-{sums['total'] or 0}"


def _fix(rows: QuerySet) -> tuple[int, str]:
    """As `_measure`; the ids are read once, and what follows covers exactly these rows."""
    ids = fix_rows(rows, most=execution.MAX_BATTLES)
    return _measure(rows) if ids is None else (len(ids), f"{len(ids)}-{sum(ids)}")


def _selection(request: HttpRequest) -> Sequence[tuple[str, str]]:
    """The hidden fields that make the admin find the same action and the same rows again."""
    post = request.POST
    selected = post.getlist(ACTION_CHECKBOX_NAME)
    across = post.get("select_across") == "1"
    kept = [(name, post[name]) for name in SENT_AGAIN if post.get(name)]
    return [*kept, *((ACTION_CHECKBOX_NAME, pk) for pk in (selected[:1] if across else selected))]


def url_after_decision(model_admin: admin.ModelAdmin, request: HttpRequest) -> str:
    """The page after a decision: the next finding if it was taken from the queue, else the start page."""
    if get_reviewed_finding(request):
        return next_review_url(request, request.POST.get("queue", ""))
    return get_return_url(model_admin, request)


def get_return_url(model_admin: admin.ModelAdmin, request: HttpRequest) -> str:
    """The page where the action was started: a review, a row's page, or the filtered list."""
    finding = get_reviewed_finding(request)
    if finding:
        return review_url(finding, request.POST.get("queue", ""))
    selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
    if request.POST.get("from_page") and len(selected) == 1:
        opts = model_admin.opts
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=selected)
    return request.get_full_path()
