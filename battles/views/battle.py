"""A running or answered battle: its page, its event stream, further prompts, regenerate and stop."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from battles import services
from battles.blind import SIDES, find_own_turn
from battles.database.lasting_connections import give_back_connections
from battles.forms import TurnForm
from battles.gates import PromptRefused, StepNeeded, build_evidence
from battles.generation import stream_turn
from battles.generation.claims import get_newest_turn
from battles.generation.event_log import TurnKey
from battles.generation.runner import RUNNER
from battles.models import Battle
from battles.rate_limits import RateLimited, check_prompt, limit_stream
from battles.views.blind_page import PAGES, render_blind
from battles.views.caching import never_stored
from battles.views.own_battle import (
    Refusal,
    build_battle_context,
    build_rate_refusal,
    count_prompt,
    find_own_to_fill,
    get_first_error,
    get_own_battle,
    render_refusal,
    start_newest_turn,
)
from battles.views.steps import PostedForm, get_posted_fields, render_step
from battles.visitors import get_address, read_voter_key

REFUSALS = (PromptRefused, services.NotContinuable, RateLimited)


@never_stored
@require_safe
def battle(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One battle: the conversation so far and the possible next steps."""
    own = find_own_to_fill(request, key)
    if own is not None:
        return render_blind(PAGES, request, own)
    return render(request, "battles/battle/battle.html", build_battle_context(get_own_battle(request, key)))


@require_POST
def prompt_add(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Continue the conversation with another prompt."""
    battle = get_own_battle(request, key)
    form = TurnForm(request.POST)
    try:
        if not form.is_valid():
            raise PromptRefused(get_first_error(form))
        services.continue_battle(
            battle,
            prompt=form.cleaned_data["prompt"],
            turn=form.cleaned_data["turn"],
            now=timezone.now(),
            evidence=build_evidence(request, voter_key=battle.voter.key),
            before=lambda passage: count_prompt(request, battle.voter_id, passage),
        )
    except StepNeeded as step:
        posted = PostedForm(request.path, get_posted_fields(request), back=reverse("battle", args=[key]))
        return render_step(request, step, posted, voter_key=battle.voter.key)
    except REFUSALS as error:
        return render_refusal(request, battle, _build_refusal(error))
    start_newest_turn(battle)
    return redirect("battle", key=key)


@require_POST
def regenerate(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Generate both answers to the newest prompt again."""
    battle = get_own_battle(request, key)
    attempt = request.POST.get("attempt", "")
    try:
        if not attempt.isdecimal() or len(attempt) > 5:
            raise PromptRefused(_("The form was damaged. Please try again."))
        services.regenerate(
            battle,
            attempt=int(attempt),
            now=timezone.now(),
            before=lambda: check_prompt(battle.voter_id, get_address(request)),
        )
    except REFUSALS as error:
        return render_refusal(request, battle, _build_refusal(error))
    start_newest_turn(battle)
    return redirect("battle", key=key)


def _build_refusal(error: Exception) -> Refusal:
    if isinstance(error, RateLimited):
        return build_rate_refusal(error)
    return Refusal(str(error), 422 if isinstance(error, PromptRefused) else 409)


@require_POST
def stop(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Stop both answers; a vote on them is recorded but does not count."""
    battle = get_own_battle(request, key)
    if battle.state == Battle.State.RUNNING:
        RUNNER.request_stop(get_newest_turn(battle))
    return HttpResponse(status=204) if request.htmx else redirect("battle", key=key)


@require_POST
def replace(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Ask for another model for a side that stalls, before its first word was shown."""
    battle = get_own_battle(request, key)
    side = request.POST.get("side", "")
    if battle.state == Battle.State.RUNNING and side in SIDES:
        RUNNER.request_replacement(get_newest_turn(battle), side)
    return HttpResponse(status=204) if request.htmx else redirect("battle", key=key)


@require_safe
def battle_events(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The newest turn as server-sent events; see battles.generation.event_log."""
    turn = _get_turn_to_follow(request, key)
    response = StreamingHttpResponse(
        limit_stream(
            stream_turn(turn, request.headers.get("Last-Event-ID", "")),
            voter=str(read_voter_key(request)),
            address=get_address(request),
        ),
        content_type="text/event-stream",
    )
    response["Cache-Control"] = "no-cache, no-transform"
    response["X-Accel-Buffering"] = "no"
    return response


def _get_turn_to_follow(request: HttpRequest, key: uuid.UUID) -> TurnKey:
    voter_key = read_voter_key(request)
    if running := RUNNER.find_own(key, voter_key):
        return running
    try:
        turn = find_own_turn(key, voter_key)
    finally:
        # A streaming response would keep its database connection until it ends.
        give_back_connections()
    if turn is None:
        raise Http404("not a battle of this visitor")
    return turn
