"""The page of a receipt: whether the vote counts and why, decisions about it, and its place in the boards."""

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from arenasite.pages import render_failure
from battles.blind import Names, get_names
from battles.counting import REASONS, Reason, get_reason
from battles.models import Arena, Vote
from battles.outcomes import Outcome
from battles.rate_limits import RateLimited, check_contest, describe_wait
from battles.receipts import BadReceipt, Receipt, read_receipt
from battles.visitors import get_address
from moderation.findings import (
    MAX_CHARACTERS,
    AlreadyContested,
    Contest,
    NothingToContest,
    can_be_contested,
    contest,
    get_contest,
)
from moderation.public_record import PublicDecision, decisions_about
from ratings.tables import Inclusion, get_inclusion


class ContestForm(forms.Form):
    """Why the vote should count, in the visitor's words."""

    words = forms.CharField(
        max_length=MAX_CHARACTERS,
        error_messages={
            "required": gettext_lazy("Say in a few words why the vote should count."),
            "max_length": gettext_lazy("Please keep to %(limit_value)d characters."),
        },
    )


@dataclass(frozen=True)
class ReceiptStatus:
    """What the receipt page shows about a vote: no conversation, nothing about the voter.

    is_altered: the stored vote differs from the receipt.
    inclusion: whether the boards count the vote; None if the arena is not public.
    """

    token: str
    receipt: Receipt
    arena: Arena
    names: Names
    outcome: Outcome
    day: dt.date
    reason: Reason
    is_altered: bool
    decisions: list[PublicDecision]
    inclusion: Inclusion | None
    contest: Contest | None
    is_erased: bool

    @property
    def is_counted(self) -> bool:
        return self.reason is Reason.COUNTED

    @property
    def is_waiting(self) -> bool:
        return self.reason is Reason.PENDING

    @property
    def reason_label(self) -> str | Promise:
        return "" if self.is_counted else REASONS[self.reason].label

    @property
    def why_not(self) -> str | Promise:
        return "" if self.is_counted else REASONS[self.reason].to_voter

    @property
    def boards_agree(self) -> bool:
        """Whether the newest boards count or exclude the vote for its current reason."""
        return self.inclusion is not None and self.inclusion.reason == self.reason

    @property
    def can_be_contested(self) -> bool:
        return self.contest is None and can_be_contested(self.reason)


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show the current state of the receipt's vote."""
    try:
        return _render(request, token, _get_vote(token))
    except BadReceipt:
        return _render_unknown(request)


@never_cache
@require_POST
def receipt_contest(request: HttpRequest, token: str) -> HttpResponse:
    """Contest that the vote does not count; a second post shows the existing contest."""
    try:
        vote = _get_vote(token)
    except BadReceipt:
        return _render_unknown(request)
    # Browsers send a line break as two characters; the visitor typed one.
    form = ContestForm({"words": request.POST.get("words", "").replace("\r\n", "\n")})
    if not form.is_valid():
        words = next(iter(form.errors.values()))[0]
        return _render(request, token, vote, notice=words, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        check_contest(get_address(request))
        contest(vote, words=form.cleaned_data["words"])
    except RateLimited as limit:
        words = _("Too many contests from your address. %(wait)s") % {
            "wait": describe_wait(limit.retry_after)
        }
        response = _render(request, token, vote, notice=words, status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(limit.retry_after)
        return response
    except NothingToContest:
        words = _("There is nothing to contest: the vote counts, or no decision of staff can make it count.")
        return _render(request, token, vote, notice=words, status=HTTPStatus.CONFLICT)
    except AlreadyContested:
        pass
    return redirect(resolve_url("receipt", token) + "#contest")


def _get_vote(token: str) -> Vote:
    """Return the receipt's vote. Raises BadReceipt, also if the vote does not exist."""
    battle = read_receipt(token).battle
    votes = Vote.objects.select_related(
        "arena", "battle__arena", "battle__contender_a__model", "battle__contender_b__model"
    )
    vote = votes.filter(battle__key=battle).first()
    if vote is None:
        raise BadReceipt
    return vote


def _build_status(token: str, vote: Vote) -> ReceiptStatus:
    receipt = read_receipt(token)
    return ReceiptStatus(
        token=token,
        receipt=receipt,
        arena=vote.arena,
        names=get_names(vote.battle),
        outcome=Outcome(vote.outcome),
        day=receipt.cast_at.date(),
        reason=get_reason(vote),
        is_altered=not receipt.matches(vote),
        decisions=decisions_about(vote),
        inclusion=get_inclusion(vote) if vote.arena.is_public else None,
        contest=get_contest(vote),
        is_erased=vote.battle.is_erased,
    )


def _render(
    request: HttpRequest, token: str, vote: Vote, *, notice: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "status": _build_status(token, vote),
        "notice": notice,
        "draft": request.POST.get("words", ""),
        "max_characters": MAX_CHARACTERS,
    }
    return render(request, "arenasite/receipts/receipt.html", context, status=status)


def _render_unknown(request: HttpRequest) -> HttpResponse:
    """The same message whatever is wrong, so that the answer does not help to forge a receipt."""
    words = _("This is not a receipt of this arena. Perhaps the link was cut off: please copy all of it.")
    return render_failure(request, HTTPStatus.NOT_FOUND, words)
