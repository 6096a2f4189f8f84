"""Builders for tests: the least that a battle needs."""

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Sequence

from battles import services
from battles.models import Answer, Arena, Battle, Contender, Endpoint, LanguageModel, Vote, Voter
from battles.outcomes import Outcome
from battles.providers.base import ErrorKind, Finish, FinishReason, Message, ProviderError, Target

NOON = dt.datetime(2024, 4, 22, 12, tzinfo=dt.UTC)
WELL_BEHAVED = ("ordinary-fern", "quiet-lantern")


def make_arena(slug: str = "text", **settings) -> Arena:
    return Arena.objects.create(
        **{"slug": slug, "title": f"Arena {slug}", "vote_grace": 5, "minimum_votes": 1, "provisional_votes": 1}
        | settings
    )


def make_contender(arena: Arena, name: str, *, state=Contender.State.ACTIVE, **model) -> Contender:
    endpoint, _new = Endpoint.objects.get_or_create(name="Test", wire_format="demo")
    fields = {"slug": f"{arena.slug}-{name}", "name": name, "endpoint": endpoint, "upstream_name": name}
    return Contender.objects.create(
        arena=arena, model=LanguageModel.objects.create(**fields | model), state=state
    )


def make_pool(arena: Arena, names: Sequence[str] = ("left", "right")) -> list[Contender]:
    return [make_contender(arena, name) for name in names]


def make_voter() -> Voter:
    return Voter.objects.create(address_hash="0" * 32)


def open_battle(arena: Arena, *, voter: Voter | None = None, prompt="What is a heron?", now=NOON, **more) -> Battle:
    battle, _is_new = services.open_battle(
        arena=arena, voter=voter or make_voter(), prompt=prompt, key=uuid.uuid4(), now=now, **more
    )
    return battle


def answered_battle(arena: Arena, *, a="A wading bird.", b="A bird that waits.", **more) -> Battle:
    """A battle whose sides have answered, as the end of generation stores it."""
    battle = open_battle(arena, **more)
    for side, text in (("a", a), ("b", b)):
        Answer.objects.filter(prompt__battle=battle, side=side).update(state=Answer.State.DONE, text=text)
    Battle.objects.filter(pk=battle.pk).update(state=Battle.State.ANSWERED)
    battle.refresh_from_db()
    return battle


def voted_battle(arena: Arena, outcome: Outcome = Outcome.A, *, now=NOON, **more) -> Battle:
    battle = answered_battle(arena, now=now, **more)
    services.cast_ballot(battle, outcome=outcome, now=now)
    return services.reveal(battle, now=now)


def stored_vote(
    arena: Arena, a: Contender, b: Contender, outcome: Outcome, *, at=NOON, tags=0, mode="anonymous"
) -> Vote:
    """A counted vote without texts, as a simulated history stores it; `at` None: without a time."""
    battle = Battle.objects.create(
        arena=arena,
        mode=mode,
        origin=Battle.Origin.SIMULATED if at else Battle.Origin.IMPORTED,
        state=Battle.State.VOTED,
        contender_a=a,
        contender_b=b,
        tags=tags,
        opened_at=at,
    )
    return Vote.objects.create(
        battle=battle, arena=arena, outcome=outcome, cast_at=at, day=at.date() if at else None
    )


class ScriptedProvider:
    """A provider that says what it is told: strings are pieces, numbers are seconds to wait, an ErrorKind
    or a FinishReason ends the answer; None waits for ever."""

    def __init__(self, scripts: dict[str, list] | None = None):
        self.scripts = scripts or {}
        self.calls: list[tuple[str, list[Message]]] = []

    async def stream(self, target: Target, messages: list[Message]) -> AsyncIterator[str | Finish]:
        self.calls.append((target.upstream_name, messages))
        script = self.scripts.get(target.upstream_name, ["Hello ", "there.", FinishReason.STOP])
        for step in script:
            if isinstance(step, ErrorKind):
                raise ProviderError(step, f"{target.upstream_name} said no")
            if isinstance(step, FinishReason):
                yield Finish(step, input_tokens=3, output_tokens=7)
            elif isinstance(step, str):
                yield step
            else:
                await asyncio.sleep(3600 if step is None else step)

    async def list_models(self, target: Target) -> list[str]:
        return list(self.scripts)
