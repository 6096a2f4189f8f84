"""The pages of a battle. Views carry words between a visitor and battles.services; rules live there."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from battles import services
from battles.blind import BlindBattle, Names, blind_battle, names_of
from battles.counting.eligibility import REASONS, Reason, reason_for
from battles.forms import PromptForm, TurnForm
from battles.gates import PromptRefused
from battles.generation import event_stream as events
from battles.generation.event_log import TurnKey
from battles.generation.runner import RUNNER, stop_turn
from battles.models import Arena, Battle, Contender, Voter
from battles.outcomes import Outcome, UnknownOutcome, outcome_from_label
from battles.pairing.draw import TooFewContenders
from battles.rate_limits import RateLimited, check_prompt
from battles.receipts import issue_receipt
from battles.visitors import address_hash, ensure_voter, remember, voter_key, voter_of


@dataclass(frozen=True)
class Result:
    """What the vote came to: the outcome, in words why it does not count, if so, and the receipt of it."""

    outcome: Outcome
    is_counted: bool
    why_not: str | Promise
    receipt: str


class RefusedStart(Exception):
    """A battle that was not started; what the visitor reads and the HTTP status that says it."""

    def __init__(self, words: str, status: int, retry_after: int | None = None):
        super().__init__(words)
        self.words, self.status, self.retry_after = words, status, retry_after


# Starting a battle


@never_cache
@require_GET
def battle_new(request: HttpRequest, arena: str | None = None) -> HttpResponse:
    """The front door: write a prompt, two hidden models answer."""
    return render(request, "battles/start/battle_new.html", _start_context(_arena(arena)))


@never_cache
@require_GET
def side_by_side(request: HttpRequest, arena: str | None = None) -> HttpResponse:
    """The same with two models the visitor names; such votes never count."""
    context = _start_context(_arena(arena), is_side_by_side=True)
    context["chosen_a"] = request.GET.get("a", "")
    context["chosen_b"] = request.GET.get("b", "")
    return render(request, "battles/start/side_by_side.html", context)


def _arena(slug: str | None) -> Arena:
    if slug is not None:
        return get_object_or_404(Arena.objects.open(), slug=slug)
    arena = Arena.objects.open().first()
    if arena is None:
        raise Http404("no arena is open")
    return arena


def _start_context(arena: Arena, *, is_side_by_side: bool = False, **more) -> dict:
    contenders = Contender.objects.drawable(arena).order_by("model__name") if is_side_by_side else []
    return {
        "arena": arena,
        "arenas": list(Arena.objects.open()),
        "key": uuid.uuid4(),
        "contenders": contenders,
        "pool_size": Contender.objects.drawable(arena).count(),
        **more,
    }


@require_POST
async def battle_open(request: HttpRequest) -> HttpResponse:
    """Open a battle and start answering; a second post of the same form leads to the same battle."""
    response, battle = await sync_to_async(_open)(request)
    if battle is not None:
        RUNNER.start((battle.pk, 1, 1), str(battle.key))
    return response


def _open(request: HttpRequest) -> tuple[HttpResponse, Battle | None]:
    form = PromptForm(request.POST)
    try:
        voter, battle, is_new = _opened(request, form)
    except RefusedStart as refusal:
        return _refused(request, form, refusal), None
    response = redirect("battle", key=battle.key)
    remember(response, voter)
    return response, battle if is_new else None


def _opened(request: HttpRequest, form: PromptForm) -> tuple[Voter, Battle, bool]:
    if not form.is_valid():
        raise RefusedStart(next(iter(form.errors.values()))[0], 422)
    arena = get_object_or_404(Arena.objects.open(), slug=form.cleaned_data["arena"])
    return _open_for(request, arena, form.cleaned_data["prompt"], key=form.battle_key, choice=form.choice)


def _open_for(request: HttpRequest, arena: Arena, prompt: str, *, key: uuid.UUID, choice=None):
    voter, address = ensure_voter(request), address_hash(request)
    try:
        battle, is_new = services.open_battle(
            arena=arena,
            voter=voter,
            prompt=prompt,
            key=key,
            now=timezone.now(),
            address_hash=address,
            choice=choice,
            before=lambda: check_prompt(voter.pk, address),
        )
    except PromptRefused as refusal:
        raise RefusedStart(str(refusal), 422) from None
    except TooFewContenders:
        raise RefusedStart(
            _("No two models are available at the moment. Please come back later."), 503
        ) from None
    except RateLimited as limit:
        raise RefusedStart(_too_fast(limit), 429, limit.retry_after) from None
    except services.NotYours:
        raise RefusedStart(_("The form was damaged. Please try again."), 409) from None
    return voter, battle, is_new


def _too_fast(limit: RateLimited) -> str:
    if limit.retry_after < 120:
        return _("That was a lot of prompts. Please come back in %(seconds)d seconds.") % {
            "seconds": limit.retry_after
        }
    return _("That was a lot of prompts. Please come back in %(minutes)d minutes.") % {
        "minutes": -(-limit.retry_after // 60)
    }


def _refused(request: HttpRequest, form: PromptForm, refusal: RefusedStart) -> HttpResponse:
    arena = Arena.objects.open().filter(slug=request.POST.get("arena", "")).first() or _arena(None)
    is_side_by_side = "a" in request.POST
    context = _start_context(
        arena,
        is_side_by_side=is_side_by_side,
        notice=refusal.words,
        draft=request.POST.get("prompt", ""),
        chosen_a=request.POST.get("a", ""),
        chosen_b=request.POST.get("b", ""),
    )
    template = "battles/start/side_by_side.html" if is_side_by_side else "battles/start/battle_new.html"
    response = render(request, template, context, status=refusal.status)
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


# A battle under way


def _mine(request: HttpRequest, key: uuid.UUID) -> Battle:
    """This voter's battle, its vote settled if the grace has ended; 404 for anybody else."""
    voter = voter_of(request)
    if voter is None:
        raise Http404("no voter")
    battle = get_object_or_404(Battle.objects.with_pair(), key=key, voter=voter)
    now = timezone.now()
    if battle.settles_at is not None and battle.settles_at <= now:
        battle = services.settle(battle, now=now)
    return battle


def _battle_context(battle: Battle, *, notice: str = "", draft: str = "") -> dict:
    blind = blind_battle(battle, now=timezone.now())
    names: Names | None = None if battle.is_blind else names_of(battle)
    return {
        "battle": blind,
        "names": names,
        "result": _result(battle, blind),
        "notice": notice,
        "draft": draft,
    }


def _result(battle: Battle, blind: BlindBattle) -> Result | None:
    if not blind.is_voted:
        return None
    reason = reason_for(battle.vote)
    is_counted = reason == Reason.COUNTED
    why_not = "" if is_counted else REASONS[reason].to_voter
    return Result(Outcome(battle.vote.outcome), is_counted, why_not, receipt=issue_receipt(battle.vote))


@never_cache
@require_GET
def battle(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One battle: the conversation so far, and what can be done next."""
    return render(request, "battles/battle/battle.html", _battle_context(_mine(request, key)))


def _ballot(request: HttpRequest, battle: Battle, *, notice: str = "", status: int = 200) -> HttpResponse:
    """The voting part: alone for htmx, by way of the whole page otherwise."""
    if request.htmx:
        return render(
            request, "battles/battle/_ballot.html", _battle_context(battle, notice=notice), status=status
        )
    if notice:
        return render(
            request, "battles/battle/battle.html", _battle_context(battle, notice=notice), status=status
        )
    return redirect("battle", key=battle.key)


@never_cache
@require_GET
def ballot(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The voting part as it is now: buttons, a ballot in its grace, or the reveal."""
    return _ballot(request, _mine(request, key))


@require_POST
def vote(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Cast or change a ballot. Posting again after the reveal shows the same reveal."""
    battle = _mine(request, key)
    try:
        outcome = outcome_from_label(request.POST.get("outcome", ""))
        battle = services.cast_ballot(battle, outcome=outcome, now=timezone.now())
    except UnknownOutcome:
        return _ballot(request, battle, notice=_("Please choose one of the four answers."), status=422)
    except services.NotVotable as refusal:
        return _ballot(request, battle, notice=str(refusal), status=409)
    return _ballot(request, battle)


@require_POST
def reveal(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show the names now: the ballot becomes the vote."""
    battle = _mine(request, key)
    try:
        battle = services.reveal(battle, now=timezone.now())
    except services.NotVotable as refusal:
        return _ballot(request, battle, notice=str(refusal), status=409)
    return _ballot(request, battle)


@require_POST
async def prompt_add(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Go on with the conversation."""
    return await _go_on(request, key, _add_prompt)


def _add_prompt(request: HttpRequest, battle: Battle) -> bool:
    form = TurnForm(request.POST)
    if not form.is_valid():
        raise PromptRefused(next(iter(form.errors.values()))[0])
    prompt, turn = form.cleaned_data["prompt"], form.cleaned_data["turn"]
    if turn > battle.prompts.count():
        check_prompt(battle.voter_id, address_hash(request))
    return services.continue_battle(battle, prompt=prompt, turn=turn, now=timezone.now())


@require_POST
async def regenerate(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Ask both models again for the newest prompt."""
    return await _go_on(request, key, _ask_again)


def _ask_again(request: HttpRequest, battle: Battle) -> bool:
    attempt = request.POST.get("attempt", "")
    if not attempt.isdecimal() or len(attempt) > 5:
        raise PromptRefused(_("The form was damaged. Please try again."))
    check_prompt(battle.voter_id, address_hash(request))
    return services.regenerate(battle, attempt=int(attempt), now=timezone.now())


async def _go_on(
    request: HttpRequest, key: uuid.UUID, ask: Callable[[HttpRequest, Battle], bool]
) -> HttpResponse:
    """Ask for more of a battle and start what is new; a refusal keeps the page and the draft."""
    response, turn = await sync_to_async(_asked)(request, key, ask)
    if turn is not None:
        RUNNER.start(turn, str(key))
    return response


def _asked(
    request: HttpRequest, key: uuid.UUID, ask: Callable[[HttpRequest, Battle], bool]
) -> tuple[HttpResponse, TurnKey | None]:
    battle = _mine(request, key)
    try:
        is_new = ask(request, battle)
    except PromptRefused as refusal:
        return _declined(request, battle, str(refusal), status=422), None
    except services.NotContinuable as refusal:
        return _declined(request, battle, str(refusal), status=409), None
    except RateLimited as limit:
        return _declined(request, battle, _too_fast(limit), status=429, retry_after=limit.retry_after), None
    return redirect("battle", key=key), events.get_newest_turn(battle) if is_new else None


def _declined(
    request: HttpRequest, battle: Battle, words: str, *, status: int, retry_after: int | None = None
) -> HttpResponse:
    context = _battle_context(battle, notice=words, draft=request.POST.get("prompt", ""))
    response = render(request, "battles/battle/battle.html", context, status=status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


@require_POST
async def stop(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Stop both answers where they are; a vote is then recorded but does not count."""

    def turn():
        battle = _mine(request, key)
        return events.get_newest_turn(battle) if battle.state == Battle.State.RUNNING else None

    newest = await sync_to_async(turn)()
    if newest is not None:
        await stop_turn(newest)
    return HttpResponse(status=204) if request.htmx else redirect("battle", key=key)


@require_POST
async def again(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The same first prompt with a fresh pair: a new battle."""
    response, battle = await sync_to_async(_again)(request, key)
    if battle is not None:
        RUNNER.start((battle.pk, 1, 1), str(battle.key))
    return response


def _again(request: HttpRequest, key: uuid.UUID) -> tuple[HttpResponse, Battle | None]:
    old = _mine(request, key)
    choice = (old.contender_a_id, old.contender_b_id) if old.mode == Battle.Mode.SIDE_BY_SIDE else None
    try:
        _voter, battle, is_new = _open_for(
            request,
            old.arena,
            old.prompts.order_by("turn")[0].text,
            key=uuid.uuid5(key, "again"),
            choice=choice,
        )
    except RefusedStart as refusal:
        words, wait = refusal.words, refusal.retry_after
        return _declined(request, old, words, status=refusal.status, retry_after=wait), None
    return redirect("battle", key=battle.key), battle if is_new else None


@require_GET
async def battle_events(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The newest turn as server-sent events; see battles.streaming."""
    newest = await sync_to_async(_turn_to_follow)(request, key)
    response = StreamingHttpResponse(
        events.event_stream(newest, request.headers.get("Last-Event-ID", "")),
        content_type="text/event-stream",
    )
    response["Cache-Control"] = "no-cache, no-transform"
    response["X-Accel-Buffering"] = "no"
    return response


def _turn_to_follow(request: HttpRequest, key: uuid.UUID) -> TurnKey:
    try:
        newest = events.get_own_newest_turn(key, voter_key(request))
    finally:
        # A streaming response would hold its database connection until it ends.
        connections.close_all()
    if newest is None:
        raise Http404("no turn of this visitor's")
    return newest
