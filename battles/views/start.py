"""Starting a battle: the two start pages, opening, and the same prompt again."""

import uuid
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from battles import services
from battles.forms import PromptForm
from battles.gates import PromptRefused, StepNeeded, build_evidence, build_form_parts
from battles.generation.runner import RUNNER
from battles.legal import build_notice, read_consent
from battles.models import Arena, Battle, Contender, HeldPrompt, Voter
from battles.pairing.draw import TooFewContenders
from battles.prompt_ideas import choose_ideas
from battles.rate_limits import RateLimited
from battles.views.caching import never_stored
from battles.views.chosen_models import find_chosen, is_choice, list_choices, read_link
from battles.views.own_battle import (
    Refusal,
    build_rate_refusal,
    count_prompt,
    exclude_if_voter_sees_live_models,
    get_first_error,
    get_own_battle,
    render_refusal,
    set_retry_after,
    start_newest_turn,
)
from battles.views.start_facts import get_open_arena, get_start_facts
from battles.views.start_page import render_start_page
from battles.views.steps import (
    PostedForm,
    find_held,
    get_posted_fields,
    render_not_ready,
    render_step,
)
from battles.visitors import find_voter, get_or_build_voter, get_voter_key, hash_request, set_voter_cookie

BENCH_SECONDS = 60
"""When to try again if too few models are available: they leave the draw for a minute at least."""


class StartRefused(Exception):
    """The battle was not started."""

    def __init__(self, refusal: Refusal):
        super().__init__(refusal.message)
        self.refusal = refusal


@never_stored
@require_safe
def battle_new(request: HttpRequest, arena: str | None = None) -> HttpResponse:
    """The start page: write a prompt, two hidden models answer.

    `?prompt=` fills in the prompt. `?vs=a,b` (two models' slugs) leads to these two side by side.
    """
    facts = get_start_facts()
    here = facts.get_arena(arena)
    if request.META.get("QUERY_STRING") and "vs" in request.GET:
        address = reverse("side_by_side", args=[here.slug])
        return redirect(f"{address}?{request.GET.urlencode()}")
    return render_start_page(request, facts, here)


@never_cache
@require_safe
def side_by_side(request: HttpRequest, arena: str | None = None) -> HttpResponse:
    """The start page for two models that the visitor chooses; such votes never count.

    `?vs=a,b` chooses two models by their slugs or names, `?a=` and `?b=` by contender id; `?prompt=` fills in
    the prompt.
    """
    context = build_start_context(
        request, _get_arena(arena), chosen=read_link(request.GET), draft=request.GET.get("prompt", "")
    )
    return render(request, "battles/start/side_by_side.html", context)


def _get_arena(slug: str | None) -> Arena:
    if slug is not None:
        return get_object_or_404(Arena.objects.open(), slug=slug)
    arena = Arena.objects.open().first()
    if arena is None:
        raise Http404("no arena is open")
    return arena


def build_start_context(
    request: HttpRequest, arena: Arena, *, chosen: Mapping[str, str] | None = None, **more
) -> dict:
    """The context of both start pages, with a new key for the form and what the gates add to it.

    chosen: the fields that choose the models, on the page side by side.
    """
    key = uuid.uuid4()
    evidence = build_evidence(request, voter_key=get_voter_key(request, form_key=key))
    choices = [] if chosen is None else list_choices(arena)
    return {
        "arena": arena,
        "arenas": list(Arena.objects.open()),
        "key": key,
        "legal": build_notice(find_voter(request), now=timezone.now()),
        "gate_parts": build_form_parts(evidence),
        "choices": choices,
        "chosen": find_chosen(choices, chosen or {}),
        "ideas": choose_ideas(get_language(), day=timezone.now().date()),
        "pool_size": Contender.objects.in_the_draw(arena).count(),
        **more,
    }


@require_POST
def battle_open(request: HttpRequest) -> HttpResponse:
    """Open a battle and start its answers; a second post of the same form leads to the same battle.

    Like all views that start a turn it is synchronous: a thread runs to its end even if the visitor
    disconnects, an async view would be cancelled between storing the turn and starting it.
    """
    return _answer_form(request, get_posted_fields(request))


def _answer_form(
    request: HttpRequest, fields: Mapping[str, str], *, held: HeldPrompt | None = None
) -> HttpResponse:
    """Open the battle of a posted or held form, or show what is missing."""
    form = PromptForm(fields)
    try:
        if not form.is_valid():
            raise StartRefused(Refusal(get_first_error(form), 422))
        arena = get_open_arena(form.cleaned_data["arena"])
        if form.has_names:
            form.set_choice(*_find_named(arena, fields))
        voter = get_or_build_voter(request, form_key=form.cleaned_data["key"])
        battle = _open_battle(
            request,
            arena,
            form.cleaned_data["prompt"],
            voter=voter,
            key=form.battle_key,
            choice=form.choice,
            is_free=form.cleaned_data["free"],
            follows=_find_followed(form, voter),
            fields=fields,
        )
    except StartRefused as error:
        response = render_start_refusal(request, error.refusal, fields)
        return _without_held(response, held)
    except StepNeeded as step:
        response = _render_open_step(request, step, fields, voter_key=voter.key)
        return response if step.hold_seconds is not None else _without_held(response, held)
    if held is not None:
        held.note_sent(battle.key)
    response = redirect("battle", key=battle.key)
    set_voter_cookie(response, battle.voter.key)
    return response


def _find_named(arena: Arena, fields: Mapping[str, str]) -> list[int]:
    """The contenders of the two models that were typed. Raises StartRefused where one is not clear."""
    found = [search.found for search in find_chosen(list_choices(arena), fields).values()]
    ids = [choice.contender for choice in found if choice is not None and choice.contender is not None]
    if len(ids) < len(found):
        raise StartRefused(Refusal(_("Please say which two models are meant."), 422))
    return ids


def _find_followed(form: PromptForm, voter: Voter) -> Battle | None:
    """The revealed battle whose challengers are asked for, after a step before them. Raises StartRefused."""
    data = form.cleaned_data
    if data["follows"] is None:
        return None
    old = Battle.objects.filter(key=data["follows"], voter=voter.pk, arena__slug=data["arena"]).first()
    if old is None or not old.can_be_followed or old.prompts.order_by("turn")[0].text != data["prompt"]:
        raise StartRefused(Refusal(_("The form was damaged. Please try again."), 409))
    return old


def _without_held(response: HttpResponse, held: HeldPrompt | None) -> HttpResponse:
    """The response, which has the prompt as a draft: it need not be held any more."""
    if held is not None:
        held.delete()
    return response


def _render_open_step(
    request: HttpRequest, step: StepNeeded, fields: Mapping[str, str], *, voter_key: uuid.UUID
) -> HttpResponse:
    """The page of a step before a new battle."""
    page = "side_by_side" if is_choice(fields) else "battle_new"
    posted = PostedForm(reverse("battle_open"), fields, back=reverse(page, args=[fields["arena"]]))
    try:
        return render_step(request, step, posted, voter_key=voter_key)
    except RateLimited as limit:
        return render_start_refusal(request, build_rate_refusal(limit), fields)


@never_cache
@require_safe
def held_prompt(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Send a held prompt if it is ready, otherwise say how long it takes; read again it changes nothing.

    It is read by a refresh of the page. Its key is known to the browser that posted the prompt only, and no
    other browser may use it.
    """
    held = find_held(request, key)
    if held.battle_key is not None:
        return redirect("battle", key=held.battle_key)
    if held.ready_at > timezone.now():
        return render_not_ready(request, held)
    return _answer_form(request, held.fields, held=held)


def _open_battle(
    request: HttpRequest,
    arena: Arena,
    prompt: str,
    *,
    voter: Voter,
    key: uuid.UUID,
    choice: tuple[int, int] | None,
    is_free: bool = False,
    follows: Battle | None = None,
    fields: Mapping[str, str],
) -> Battle:
    """Open a battle, or find it again, and start its turn if that is still to do.

    fields: of the form. Raises StartRefused, StepNeeded.
    """
    hashes = hash_request(request)
    try:
        battle, is_new = services.open_battle(
            arena=arena,
            voter=voter,
            prompt=prompt,
            key=key,
            now=timezone.now(),
            hashes=hashes,
            choice=choice,
            is_free=is_free,
            follows=follows,
            consent=read_consent(fields, now=timezone.now(), get_recent=lambda: get_start_facts().consent),
            evidence=build_evidence(request, voter_key=voter.key, fields=fields),
            before=lambda passage: count_prompt(request, voter.pk, passage),
            process=RUNNER.claimant,
            begin=RUNNER.begin,
        )
    except StepNeeded:
        raise
    except PromptRefused as error:
        raise StartRefused(Refusal(str(error), 422)) from None
    except TooFewContenders:
        message = _("No two models are available at the moment. Please come back later.")
        raise StartRefused(Refusal(message, 503, BENCH_SECONDS)) from None
    except RateLimited as limit:
        raise StartRefused(build_rate_refusal(limit)) from None
    except services.NotYours:
        raise StartRefused(Refusal(_("The form was damaged. Please try again."), 409)) from None
    exclude_if_voter_sees_live_models(request, battle)
    if not is_new:
        start_newest_turn(battle)
    return battle


def render_start_refusal(
    request: HttpRequest, refusal: Refusal, fields: Mapping[str, str], *, is_expired: bool = False
) -> HttpResponse:
    """The start page with the refusal's message and the posted values. is_expired: the form's token was."""
    arena = Arena.objects.open().filter(slug=fields.get("arena", "")).first() or _get_arena(None)
    is_side_by_side = is_choice(fields)
    context = build_start_context(
        request,
        arena,
        chosen=fields if is_side_by_side else None,
        notice=refusal.message,
        is_expired=is_expired,
        draft=fields.get("prompt", ""),
        is_free="free" in fields,
    )
    template = "battles/start/side_by_side.html" if is_side_by_side else "battles/start/battle_new.html"
    return set_retry_after(render(request, template, context, status=refusal.status), refusal)


@require_POST
def again(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The first prompt of a battle again, with a new pair: a new battle."""
    old = get_own_battle(request, key)
    choice = (old.contender_a_id, old.contender_b_id) if old.mode == Battle.Mode.SIDE_BY_SIDE else None
    return _repeat_prompt(request, old, name="again", choice=choice)


@require_POST
def challenger(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The first prompt of a revealed battle again, with two hidden models that are neither of its two."""
    old = get_own_battle(request, key)
    if not old.can_be_followed:
        refusal = Refusal(_("Vote first; then you can send the same prompt to two other models."), 409)
        return render_refusal(request, old, refusal)
    return _repeat_prompt(request, old, name="challenger", follows=old)


def _repeat_prompt(
    request: HttpRequest,
    old: Battle,
    *,
    name: str,
    choice: tuple[int, int] | None = None,
    follows: Battle | None = None,
) -> HttpResponse:
    """Open the battle that repeats this one's first prompt; the same click again leads to the same battle."""
    key = uuid.uuid5(old.key, name)
    prompt = old.prompts.order_by("turn")[0].text
    is_free = old.pace == Battle.Pace.FREE
    fields = {"prompt": prompt, "arena": old.arena.slug, "key": str(key)}
    if choice:
        fields |= {"a": str(choice[0]), "b": str(choice[1])}
    if follows:
        fields |= {"follows": str(follows.key)}
    if is_free:
        fields |= {"free": "1"}
    try:
        if old.is_erased:
            raise StartRefused(Refusal(_("The prompt of this battle was erased."), 409))
        battle = _open_battle(
            request,
            old.arena,
            prompt,
            voter=old.voter,
            key=key,
            choice=choice,
            is_free=is_free,
            follows=follows,
            fields=fields,
        )
    except StartRefused as error:
        return render_refusal(request, old, error.refusal)
    except StepNeeded as step:
        return _render_open_step(request, step, fields, voter_key=old.voter.key)
    return redirect("battle", key=battle.key)
