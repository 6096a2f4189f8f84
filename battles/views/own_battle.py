"""A visitor's own battle: access to it, its page, and the page that explains a refusal."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from battles import services
from battles.aspects import list_aspect_choices
from battles.blind import BlindBattle, Names, OwnBattle, blind_battle, get_names, read_own_battle
from battles.counting.eligibility import REASONS, Reason, get_reason
from battles.counting.exclusions import exclude_battles
from battles.database.compiled import CompiledQuery, Given
from battles.endpoints.speed import get_speeds_of_battle
from battles.forms import SharedFieldsForm
from battles.gates import Passage
from battles.generation.claims import get_newest_turn
from battles.generation.runner import RUNNER
from battles.legal import Notice, build_notice
from battles.models import SEE_LIVE_MODELS, Battle, Exclusion, Voter
from battles.outcomes import Outcome
from battles.rate_limits import RateLimited, check_prompt, describe_wait
from battles.rating_facts import RatingFacts
from battles.receipts import issue_receipt
from battles.views.blind_page import can_be_filled
from battles.views.start_facts import get_start_facts
from battles.visitors import get_address, read_voter_key

OWN_BATTLE: CompiledQuery[Battle] = CompiledQuery(
    lambda: (
        Battle.objects.with_pair()
        .select_related("voter")
        .filter(
            key=Given("key", Battle._meta.get_field("key")),
            voter__key=Given("voter", Voter._meta.get_field("key")),
            voter__origin=Voter.Origin.LIVE,
        )
    )
)


@dataclass(frozen=True)
class Result:
    """The result of the vote: the outcome, the reason if it does not count, and its receipt."""

    outcome: Outcome
    is_counted: bool
    why_not: str | Promise
    receipt: str


@dataclass(frozen=True)
class NextPrompt:
    """The form for the next battle beside the reveal: its key, its arena's slug and limit, the same choices.

    choice: two contender ids if the visitor chose the models. legal: the versions in force, for the sentence.
    """

    key: uuid.UUID
    arena: str
    limit: int
    is_free: bool
    choice: tuple[int, int] | None
    legal: Notice


@dataclass(frozen=True)
class Refusal:
    """Why a request is refused: the message for the visitor, the HTTP status, seconds until a retry."""

    message: str
    status: int
    retry_after: int | None = None


def get_own_battle(request: HttpRequest, key: uuid.UUID) -> Battle:
    """This voter's battle; its vote is settled if the grace has ended. 404 for other visitors."""
    voter_key = read_voter_key(request)
    if voter_key is None:
        raise Http404("no voter")
    battle = OWN_BATTLE.first(key=key, voter=voter_key)
    if battle is None:
        raise Http404("not a battle of this visitor")
    now = timezone.now()
    if battle.settles_at is not None and battle.settles_at <= now:
        battle = services.settle(battle, now=now)
    return battle


def find_own_to_fill(request: HttpRequest, key: uuid.UUID) -> OwnBattle | None:
    """This voter's battle if its page can be filled into a shell; one query. None: it may still be theirs."""
    voter_key = read_voter_key(request)
    if voter_key is None or request.META.get("QUERY_STRING"):
        return None
    own = read_own_battle(key, voter_key, now=timezone.now())
    return own if own is not None and can_be_filled(own) else None


def exclude_if_voter_sees_live_models(request: HttpRequest, battle: Battle) -> None:
    """Exclude a blind battle of signed-in staff who can see the health of models while they answer."""
    is_blind = battle.mode == Battle.Mode.ANONYMOUS and battle.state != Battle.State.VOTED
    if is_blind and request.user.is_authenticated and request.user.has_perm(SEE_LIVE_MODELS):
        source = f"live-view-{battle.pk}"
        exclude_battles([battle.pk], reason=Exclusion.Reason.LIVE_VIEW, source_id=source)


def count_prompt(request: HttpRequest, voter_id: int | None, passage: Passage) -> None:
    """Count a prompt in the site's limits and in those of the gates. Raises RateLimited, PromptRefused."""
    try:
        check_prompt(voter_id, get_address(request), more=passage.counters)
    except RateLimited as limit:
        refusal = passage.find_refusal(limit.key)
        if refusal is None:
            raise
        raise refusal from None


def start_newest_turn(battle: Battle) -> None:
    """Start the battle's newest turn unless it is claimed by another process or has ended.

    One of this process is started again: that changes nothing while it runs.
    """
    battle.refresh_from_db(fields=["state", "generator"])
    if battle.state == Battle.State.RUNNING and battle.generator in (None, RUNNER.process):
        RUNNER.start_soon(get_newest_turn(battle), str(battle.key))


def build_battle_context(battle: Battle, *, notice: str = "", draft: str = "") -> dict:
    """The context of the battle's templates; names only where the battle is not blind."""
    blind = blind_battle(battle, now=timezone.now())
    names: Names | None = None if battle.is_blind else get_names(battle)
    return {
        "battle": blind,
        "stalled": RUNNER.get_stalled_sides((battle.pk, 1, 1)) if blind.is_running else (),
        "names": names,
        "speeds": get_speeds_of_battle(battle) if blind.is_voted else {},
        "result": _build_result(battle, blind),
        "ratings": _get_rating_facts(battle) if blind.is_voted and not battle.is_blind else None,
        "aspects": list_aspect_choices(battle) if blind.is_voted else [],
        "next": _build_next_prompt(battle) if blind.is_voted else None,
        "notice": notice,
        "draft": draft,
    }


def _build_result(battle: Battle, blind: BlindBattle) -> Result | None:
    if not blind.is_voted:
        return None
    reason = get_reason(battle.vote)
    is_counted = reason == Reason.COUNTED
    why_not = "" if is_counted else REASONS[reason].to_voter
    return Result(Outcome(battle.vote.outcome), is_counted, why_not, receipt=issue_receipt(battle.vote))


def _get_rating_facts(battle: Battle) -> RatingFacts | None:
    """What the floor above knows of a revealed battle's models."""
    path = settings.BATTLE_RATING_FACTS
    return import_string(path)(battle) if path else None


def _build_next_prompt(battle: Battle) -> NextPrompt | None:
    arena = battle.arena
    if not arena.accepts_battles:
        return None
    is_chosen = battle.mode == Battle.Mode.SIDE_BY_SIDE
    return NextPrompt(
        key=uuid.uuid5(battle.key, "next"),  # known to this visitor only
        arena=arena.slug,
        limit=arena.max_prompt_characters,
        is_free=battle.pace == Battle.Pace.FREE and not is_chosen,
        choice=(battle.contender_a_id, battle.contender_b_id) if is_chosen else None,
        legal=build_notice(battle.voter, now=timezone.now(), consent=get_start_facts().consent),
    )


def render_refusal(request: HttpRequest, battle: Battle, refusal: Refusal) -> HttpResponse:
    """The battle's page with the refusal's message and the posted prompt as draft."""
    context = build_battle_context(battle, notice=refusal.message, draft=request.POST.get("prompt", ""))
    response = render(request, "battles/battle/battle.html", context, status=refusal.status)
    return set_retry_after(response, refusal)


def set_retry_after(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def build_rate_refusal(limit: RateLimited) -> Refusal:
    """The refusal of a visitor who has sent too many prompts."""
    message = _("You have sent many prompts. %(wait)s") % {"wait": describe_wait(limit.retry_after)}
    return Refusal(message, 429, limit.retry_after)


def get_first_error(form: SharedFieldsForm) -> str:
    """The first error message of an invalid form."""
    return next(iter(form.errors.values()))[0]
