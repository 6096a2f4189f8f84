"""Voting on a battle: the ballot section, the vote and the reveal."""

import uuid

from django.db.models import BigIntegerField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from battles import services
from battles.aspects import mark_aspects
from battles.database.compiled import CompiledQuery, Given
from battles.models import Ballot, Battle
from battles.outcomes import Outcome, UnknownOutcome, outcome_from_label
from battles.rate_limits import RateLimited, check_ballot, check_marks, describe_wait
from battles.views.blind_page import BALLOTS, render_blind
from battles.views.caching import never_stored
from battles.views.own_battle import (
    build_battle_context,
    exclude_if_voter_sees_live_models,
    find_own_to_fill,
    get_own_battle,
)
from battles.visitors import get_address


@never_stored
@require_safe
def ballot(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The ballot section in its current state: buttons, a ballot in its grace, or the reveal."""
    own = find_own_to_fill(request, key) if request.htmx else None
    if own is not None:
        return render_blind(BALLOTS, request, own)
    return _render_ballot(request, get_own_battle(request, key))


@require_POST
def vote(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Cast or change a ballot. Posting again after the reveal shows the same reveal."""
    battle = get_own_battle(request, key)
    try:
        outcome = outcome_from_label(request.POST.get("outcome", ""))
        if _is_new_ballot(battle, outcome):
            check_ballot(battle.voter_id, get_address(request))
            exclude_if_voter_sees_live_models(request, battle)
        battle = services.cast_ballot(battle, outcome=outcome, now=timezone.now())
        if battle.state == Battle.State.VOTED and battle.vote.outcome != outcome:
            message = _("This battle already had your vote, and that vote stands. It was not changed.")
            return _render_ballot(request, battle, notice=message, status=409)
    except UnknownOutcome:
        return _render_ballot(request, battle, notice=_("Please choose one of the four answers."), status=422)
    except services.NotVotable as error:
        return _render_ballot(request, battle, notice=str(error), status=409)
    except RateLimited as limit:
        notice = _("You have voted many times. %(wait)s") % {"wait": describe_wait(limit.retry_after)}
        response = _render_ballot(request, battle, notice=notice, status=429)
        response["Retry-After"] = str(limit.retry_after)
        return response
    return _render_ballot(request, battle)


def _is_new_ballot(battle: Battle, outcome: Outcome) -> bool:
    """Whether a ballot would be stored: a repeated post is not charged."""
    if battle.state != Battle.State.ANSWERED:
        return False
    return battle.settles_at is None or _NEWEST_BALLOT.first(battle=battle.pk) != (outcome,)


_NEWEST_BALLOT: CompiledQuery[tuple[int]] = CompiledQuery(
    lambda: (
        Ballot.objects.filter(battle=Given("battle", BigIntegerField()))
        .order_by("-id")
        .values_list("outcome")[:1]
    )
)


@require_POST
def reveal(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show the names now: the ballot becomes the vote."""
    battle = get_own_battle(request, key)
    try:
        battle = services.reveal(battle, now=timezone.now())
    except services.NotVotable as error:
        return _render_ballot(request, battle, notice=str(error), status=409)
    return _render_ballot(request, battle)


@require_POST
def aspects(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Mark what was better in a battle with a vote; it may be changed at any time and is never rated."""
    battle = get_own_battle(request, key)
    try:
        check_marks(battle.voter_id, get_address(request))
    except RateLimited as limit:
        return _render_ballot(request, battle, notice=describe_wait(limit.retry_after), status=429)
    mark_aspects(battle, request.POST.getlist("aspect"))
    return HttpResponse(status=204) if request.htmx else _render_ballot(request, battle)


def _render_ballot(
    request: HttpRequest, battle: Battle, *, notice: str = "", status: int = 200
) -> HttpResponse:
    """The ballot section alone for htmx; otherwise a redirect to the page, or the page with the notice."""
    if request.htmx and not notice and battle.state != Battle.State.VOTED:  # a reveal has no shell
        own = find_own_to_fill(request, battle.key)
        if own is not None:
            return render_blind(BALLOTS, request, own)
    if request.htmx or notice:
        template = "battles/battle/_ballot.html" if request.htmx else "battles/battle/battle.html"
        return render(request, template, build_battle_context(battle, notice=notice), status=status)
    return redirect("battle", key=battle.key)
