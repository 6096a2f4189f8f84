"""Builders for tests: the least that a battle needs."""

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Sequence

from battles import services
from battles.models import Answer, Arena, Battle, Contender, Endpoint, LanguageModel, Vote, Voter
from battles.outcomes import Outcome
from battles.providers.base import (
    ErrorKind,
    Finish,
    FinishReason,
    Message,
    ModelList,
    ProviderError,
    Target,
    Thinking,
)

NOON = dt.datetime(2024, 4, 22, 12, tzinfo=dt.UTC)
WELL_BEHAVED = ("ordinary-fern", "quiet-lantern")


def make_arena(slug: str = "text", **settings) -> Arena:
    return Arena.objects.create(
        **{
            "slug": slug,
            "title": f"Arena {slug}",
            "vote_grace": 5,
            "minimum_votes": 1,
            "provisional_votes": 1,
        }
        | settings
    )


def make_endpoint(name: str = "Test", **fields) -> Endpoint:
    return Endpoint.objects.get_or_create(name=name, defaults={"wire_format": "demo"} | fields)[0]


def make_contender(arena: Arena, name: str, *, state=Contender.State.ACTIVE, **model) -> Contender:
    fields = {"slug": f"{arena.slug}-{name}", "name": name, "upstream_name": name}
    fields["endpoint"] = make_endpoint()
    return Contender.objects.create(
        arena=arena, model=LanguageModel.objects.create(**fields | model), state=state
    )


def make_pool(arena: Arena, names: Sequence[str] = ("left", "right")) -> list[Contender]:
    return [make_contender(arena, name) for name in names]


def make_voter() -> Voter:
    return Voter.objects.create(address_hash="0" * 32)


def open_battle(
    arena: Arena, *, voter: Voter | None = None, prompt="What is a heron?", now=NOON, **more
) -> Battle:
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
    """A provider that says what it is told: strings and Thinking are pieces, numbers are seconds to wait, an
    Event is waited for, an ErrorKind, a ProviderError or a FinishReason ends the answer; None waits for ever.
    A tuple of scripts is one for each call, and the last for all that follow. `running` and `busiest` count
    the calls under way."""

    def __init__(self, scripts: dict[str, list | tuple] | None = None):
        self.scripts = scripts or {}
        self.calls: list[tuple[str, list[Message]]] = []
        self.targets: list[Target] = []
        self.running = self.busiest = 0

    def asked(self, name: str) -> int:
        """How often this model was asked."""
        return sum(called == name for called, _messages in self.calls)

    async def stream(self, target: Target, messages: list[Message]) -> AsyncIterator[str | Thinking | Finish]:
        self.calls.append((target.upstream_name, messages))
        self.targets.append(target)
        script = self.scripts.get(target.upstream_name, ["Hello ", "there.", FinishReason.STOP])
        if isinstance(script, tuple):
            script = script[min(self.asked(target.upstream_name), len(script)) - 1]
        self.running += 1
        self.busiest = max(self.busiest, self.running)
        try:
            async for piece in self._play(script, target):
                yield piece
        finally:
            self.running -= 1

    async def _play(self, script: list, target: Target) -> AsyncIterator[str | Thinking | Finish]:
        for step in script:
            if isinstance(step, ProviderError):
                raise step
            if isinstance(step, ErrorKind):
                raise ProviderError(step, f"{target.upstream_name} said no")
            if isinstance(step, FinishReason):
                yield Finish(step, input_tokens=3, output_tokens=7)
            elif isinstance(step, str | Thinking):
                yield step
            elif isinstance(step, asyncio.Event):
                await step.wait()
            else:
                await asyncio.sleep(3600 if step is None else step)

    async def list_models(self, target: Target) -> ModelList:
        return ModelList(list(self.scripts))
