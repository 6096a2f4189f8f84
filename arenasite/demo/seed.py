"""The demo's data: an arena of invented models with a simulated history, and its administrator."""

import datetime as dt
import itertools
import uuid

import numpy as np
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from battles.counting import mark_days_dirty
from battles.models import (
    Arena,
    Battle,
    BattleStyle,
    Contender,
    ContenderChange,
    Endpoint,
    LanguageModel,
    Vote,
    Voter,
)
from battles.providers.demo import PERSONAS, History, Persona, simulate_history
from ratings.models import ModelSpeed
from ratings.rebuild import publish_past_boards

SLUG = "demo"
TITLE = "Demo arena"
DESCRIPTION = "Invented models with a simulated history; battles fought here are real."
REASON = "Invented for the demo."
"""These words are translated where they are shown: arenasite.front.site_words."""

VOTES = 30_000
SEED = 20240422
BATCH = 2_000
SAMPLER = "simulated"
PUBLISHED_DAYS_AGO = (28, 7)


@transaction.atomic
def seed(*, votes: int = VOTES) -> bool:
    """Make the demo arena with its models and its history, all or nothing; False if it is there already."""
    arena, is_new = Arena.objects.get_or_create(
        slug=SLUG,
        defaults={
            "title": TITLE,
            "description": DESCRIPTION,
            "position": 10,
        },
    )
    if not is_new:
        return False
    endpoint = Endpoint.objects.create(name="Demo", wire_format="demo")
    contenders = [_contender(arena, endpoint, persona) for persona in PERSONAS]
    history = simulate_history(PERSONAS, votes=votes, seed=SEED, now=timezone.now())
    _store_history(arena, contenders, history)
    return True


def publish_history() -> None:
    """Publish the boards that the simulated history would have shown, so that there is a past to read."""
    today = timezone.now().date()
    publish_past_boards(
        Arena.objects.get(slug=SLUG), [today - dt.timedelta(days=ago) for ago in PUBLISHED_DAYS_AGO]
    )


def _contender(arena: Arena, endpoint: Endpoint, persona: Persona) -> Contender:
    model = LanguageModel.objects.create(
        slug=persona.slug,
        name=persona.name,
        organization=persona.organization,
        license=persona.license,
        open_weights=persona.open_weights,
        family=persona.family,
        aliases=list(persona.aliases),
        knowledge_cutoff=persona.knowledge_cutoff,
        input_price=persona.price_input,
        output_price=persona.price_output,
        is_simulated=True,
        endpoint=endpoint,
        upstream_name=persona.slug,
    )
    ModelSpeed.objects.create(
        model=model,
        first_token_ms=1000 * persona.first_token_delay,
        tokens_per_second=persona.speed,
        answers=0,
        measured_at=timezone.now(),
    )
    contender = Contender.objects.create(arena=arena, model=model, state=Contender.State.ACTIVE)
    ContenderChange.objects.create(contender=contender, to_state=Contender.State.ACTIVE, reason=REASON)
    return contender


def _store_history(arena: Arena, contenders: list[Contender], history: History) -> None:
    voters = Voter.objects.bulk_create(
        [Voter(origin=Voter.Origin.SIMULATED) for _ in range(int(history.voter.max()) + 1)], batch_size=BATCH
    )
    battles = Battle.objects.bulk_create(
        [_battle(arena, contenders, voters, history, i) for i in range(len(history))], batch_size=BATCH
    )
    votes = [
        Vote(battle=battle, arena=arena, outcome=int(outcome), cast_at=_moment(at), day=_moment(at).date())
        for battle, outcome, at in zip(battles, history.outcome, history.cast_at, strict=True)
    ]
    Vote.objects.bulk_create(votes, batch_size=BATCH)
    BattleStyle.objects.bulk_create(
        [
            _style(battle, a, b)
            for battle, a, b in zip(battles, history.style_a, history.style_b, strict=True)
        ],
        batch_size=BATCH,
    )
    mark_days_dirty((arena.pk, vote.day) for vote in votes)


def _battle(arena, contenders, voters, history: History, i: int) -> Battle:
    at = _moment(history.cast_at[i])
    return Battle(
        key=uuid.uuid5(uuid.NAMESPACE_OID, f"{SLUG}:{i}"),
        arena=arena,
        origin=Battle.Origin.SIMULATED,
        state=Battle.State.VOTED,
        contender_a=contenders[history.contender_a[i]],
        contender_b=contenders[history.contender_b[i]],
        pair_probability=float(history.pair_probability[i]),
        sampler=SAMPLER,
        voter=voters[history.voter[i]],
        tags=int(history.tags[i]),
        opened_at=at - dt.timedelta(minutes=1),
    )


def _style(battle: Battle, a: np.ndarray, b: np.ndarray) -> BattleStyle:
    names = ("tokens", "headers", "lists", "bold")
    counts = {
        f"{name}_{side}": int(value)
        for side, values in (("a", a), ("b", b))
        for name, value in zip(names, values, strict=True)
    }
    return BattleStyle(battle=battle, **counts)


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(float(seconds), dt.UTC)


def ensure_admin() -> tuple[str, str] | None:
    """An administrator with a random password, made once: its name and password, or None if there is one."""
    users = get_user_model().objects
    if users.filter(is_superuser=True).exists():
        return None
    names = itertools.chain(["admin"], (f"admin{number}" for number in itertools.count(2)))
    name = next(name for name in names if not users.filter(username=name).exists())
    password = get_random_string(16)
    users.create_superuser(name, password=password)
    return name, password
