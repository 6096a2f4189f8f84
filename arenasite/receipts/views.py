"""The page of a receipt: whether the vote counts and why, what was decided, what the boards made of it."""

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
from django.views.decorators.http import require_GET, require_POST

from arenasite.pages import failure
from battles.blind import Names, get_names
from battles.counting import REASONS, Reason, get_reason
from battles.models import Arena, Vote
from battles.outcomes import Outcome
from battles.rate_limits import RateLimited, check_contest
from battles.receipts import BadReceipt, Receipt, read_receipt
from battles.visitors import address_hash
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
    """Why the vote should count, in the words of whoever holds the receipt."""

    words = forms.CharField(
        max_length=MAX_CHARACTERS,
        error_messages={
            "required": gettext_lazy("Say in a few words why the vote should count."),
            "max_length": gettext_lazy("Please keep to %(limit_value)d characters."),
        },
    )


@dataclass(frozen=True)
class Account:
    """What the site tells whoever holds a receipt. No conversation, and nothing of the voter.

    `is_altered`: the stored vote is not the one the receipt was given for. `inclusion`: what the boards
    made of it, None where the arena shows none.
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

    @property
    def is_counted(self) -> bool:
        return self.reason is Reason.COUNTED

    @property
    def reason_label(self) -> str | Promise:
        return "" if self.is_counted else REASONS[self.reason].label

    @property
    def why_not(self) -> str | Promise:
        return "" if self.is_counted else REASONS[self.reason].to_voter

    @property
    def boards_agree(self) -> bool:
        """Whether the newest boards know the vote as it stands now."""
        return self.inclusion is not None and self.inclusion.reason == self.reason

    @property
    def can_be_contested(self) -> bool:
        return self.contest is None and can_be_contested(self.reason)


@never_cache
@require_GET
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What became of the vote that this receipt was given for."""
    try:
        return _page(request, token, _vote(token))
    except BadReceipt:
        return _unknown(request)


@never_cache
@require_POST
def receipt_contest(request: HttpRequest, token: str) -> HttpResponse:
    """Contest that the vote does not count; posting again shows what has become of it."""
    try:
        vote = _vote(token)
    except BadReceipt:
        return _unknown(request)
    # A line break is one character to whoever writes, and two as browsers send it.
    form = ContestForm({"words": request.POST.get("words", "").replace("\r\n", "\n")})
    if not form.is_valid():
        words = next(iter(form.errors.values()))[0]
        return _page(request, token, vote, notice=words, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        check_contest(address_hash(request))
        contest(vote, words=form.cleaned_data["words"])
    except RateLimited as limit:
        words = _("That was a lot of contests. Please come back tomorrow.")
        response = _page(request, token, vote, notice=words, status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(limit.retry_after)
        return response
    except NothingToContest:
        words = _("There is nothing to contest: the vote counts, or could not count whatever staff decide.")
        return _page(request, token, vote, notice=words, status=HTTPStatus.CONFLICT)
    except AlreadyContested:
        pass
    return redirect(resolve_url("receipt", token) + "#contest")


def _vote(token: str) -> Vote:
    """The vote a receipt was given for. Raises BadReceipt, also where the site knows no such vote."""
    battle = read_receipt(token).battle
    found = Vote.objects.select_related(
        "arena", "battle__arena", "battle__contender_a__model", "battle__contender_b__model"
    )
    vote = found.filter(battle__key=battle).first()
    if vote is None:
        raise BadReceipt
    return vote


def _account(token: str, vote: Vote) -> Account:
    said = read_receipt(token)
    return Account(
        token=token,
        receipt=said,
        arena=vote.arena,
        names=get_names(vote.battle),
        outcome=Outcome(vote.outcome),
        day=said.cast_at.date(),
        reason=get_reason(vote),
        is_altered=not said.matches(vote),
        decisions=decisions_about(vote),
        inclusion=get_inclusion(vote) if vote.arena.is_public else None,
        contest=get_contest(vote),
    )


def _page(
    request: HttpRequest, token: str, vote: Vote, *, notice: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "account": _account(token, vote),
        "notice": notice,
        "draft": request.POST.get("words", ""),
        "most_characters": MAX_CHARACTERS,
    }
    return render(request, "arenasite/receipts/receipt.html", context, status=status)


def _unknown(request: HttpRequest) -> HttpResponse:
    """The same words for whatever is wrong, so that nobody learns to forge one."""
    words = _("This is no receipt of this arena. Perhaps the link was cut off: please copy it whole.")
    return failure(request, HTTPStatus.NOT_FOUND, words)
