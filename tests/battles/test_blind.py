"""The canary: a unique string in every field of a model, looked for in every byte sent before the vote."""

import asyncio
import dataclasses
import json
from decimal import Decimal

import pytest
from asgiref.sync import sync_to_async
from django.db import models as db
from django.test import AsyncClient

from battles import services
from battles.blind import BlindAnswer, BlindBattle, BlindTurn, StillBlind, get_names
from battles.models import (
    Answer,
    Arena,
    Battle,
    Contender,
    Endpoint,
    LanguageModel,
    Replacement,
    SamplingPolicy,
    Vote,
)
from battles.outcomes import Outcome
from battles.providers.demo.roster import PERSONAS
from battles.receipts import issue_receipt
from tests import world
from tests.battles.providers.upstream import CUT, Response, Upstream, chunk, refusal, stream

pytestmark = pytest.mark.django_db(transaction=True)

CANARY = "zqcanary"
HEADERS = {"X-Model": "zqcanaryheader", "OpenAI-Organization": "zqcanaryheader"}
NAMES_OF_PERSONAS = (
    [p.name for p in PERSONAS] + [p.slug for p in PERSONAS] + [p.organization for p in PERSONAS]
)


def planted(table: type[db.Model], side: str, **fixed) -> dict:
    """A canary for every field of a table that can hold one."""
    values = {}
    for field in table._meta.concrete_fields:
        name = field.name
        if name in fixed or field.primary_key or field.is_relation or field.choices:
            continue
        if isinstance(field, db.JSONField):
            values[name] = (
                {"seed": f"{CANARY}{side}{name}"} if name == "parameters" else [f"{CANARY}{side}{name}"]
            )
        elif isinstance(field, db.URLField):
            values[name] = f"http://{CANARY}{side}{name}.example/"
        elif isinstance(field, db.CharField | db.TextField):
            values[name] = f"{CANARY}{side}{name}"[: field.max_length or 200]
        elif isinstance(field, db.DecimalField):
            values[name] = Decimal("7331.4242")
    return values | fixed


def plant(arena, *, upstream: Upstream | None, names: str = "ab") -> None:
    """Contenders whose every field is a canary; the demo needs its real upstream names."""
    for side, persona in zip(names, PERSONAS, strict=False):
        wire_format = "openai" if upstream else "demo"
        fixed = {"wire_format": wire_format, "key_env": ""}
        if upstream:
            fixed["base_url"] = upstream.base_url
        endpoint = Endpoint.objects.create(**planted(Endpoint, side, **fixed))
        names = {} if upstream else {"upstream_name": persona.slug, "parameters": {}}
        model = LanguageModel.objects.create(**planted(LanguageModel, side, endpoint=endpoint, **names))
        fixed = {"arena": arena, "model": model, "state": Contender.State.ACTIVE, "codename": ""}
        Contender.objects.create(**planted(Contender, side, **fixed))


class Watcher:
    """A browser that keeps every byte it is sent: status line, headers, body, stream."""

    def __init__(self):
        self.client = AsyncClient(headers={"accept-language": "en"})
        self.seen: list[str] = []

    def note(self, response, body: bytes) -> None:
        headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        cookies = response.cookies.output()
        self.seen.append(
            f"{response.status_code} {response.reason_phrase}\n{headers}\n{cookies}\n{body.decode()}"
        )

    async def get(self, url, **more):
        response = await self.client.get(url, **more)
        self.note(response, response.content)
        return response

    async def post(self, url, data=None, **more):
        response = await self.client.post(url, data or {}, **more)
        self.note(response, response.content)
        return response

    async def stream(self, url, **more) -> str:
        response = await self.client.get(url, **more)
        body = b"".join([part async for part in response.streaming_content])
        self.note(response, body)
        return body.decode()

    def everything(self) -> str:
        return "\n".join(self.seen).lower()


async def walk(watcher: Watcher, *, vote: bool) -> str:
    """Everything a visitor may ask for before the vote, and some more."""
    key = "5d3c1c9e-0000-4000-8000-000000000001"
    await watcher.get("/")
    opened = await watcher.post("/battles/", {"prompt": "Which model are you?", "key": key, "arena": "text"})
    url = opened["Location"]
    await asyncio.gather(watcher.get(url), watcher.stream(f"{url}events/"), watcher.stream(f"{url}events/"))
    await watcher.stream(f"{url}events/", headers={"Last-Event-ID": "1.1.2"})
    await watcher.get(url)
    await watcher.get(f"/zh-hant{url}")
    await watcher.get(f"{url}ballot/", headers={"HX-Request": "true"})
    await watcher.post(f"{url}vote/", {"outcome": "nonsense"})
    await watcher.post(f"{url}reveal/")
    await watcher.post(f"{url}stop/")
    await watcher.post(f"{url}regenerate/", {"attempt": "x"})
    await watcher.post(f"{url}prompts/", {"prompt": "", "turn": "2"})
    if vote:
        await watcher.post(f"{url}prompts/", {"prompt": "And again?", "turn": "2"})
        await watcher.stream(f"{url}events/")
        await watcher.post(f"{url}regenerate/", {"attempt": "2"})
        await watcher.stream(f"{url}events/")
        await watcher.get(url)
        await watcher.post(f"{url}vote/", {"outcome": "a"}, headers={"HX-Request": "true"})
        await watcher.get(url)
    return url


@pytest.fixture
def upstream():
    with Upstream() as server:
        yield server


@pytest.mark.parametrize("provider", ["demo", "openai"])
async def test_no_byte_before_the_vote_tells_which_models_play(runner, monkeypatch, upstream, provider):
    monkeypatch.setattr("random.Random.random", lambda self: 0.5)  # no demo answer leaks, refuses or fails
    arena = await sync_to_async(world.make_arena)(vote_grace=60)
    await sync_to_async(plant)(arena, upstream=upstream if provider == "openai" else None)
    watcher = Watcher()
    url = await walk(watcher, vote=True)
    states = await sync_to_async(lambda: set(Answer.objects.values_list("state", flat=True)))()
    assert states == {Answer.State.DONE}
    everything = watcher.everything()
    assert CANARY not in everything
    assert "7331" not in everything
    for name in NAMES_OF_PERSONAS:
        assert name.lower() not in everything
    assert "receipt" not in everything
    await watcher.post(f"{url}reveal/")
    shown = await watcher.get(url)
    assert "/receipts/" in shown.content.decode()
    assert f"{CANARY}aname" in shown.content.decode()
    assert f"{CANARY}bname" in shown.content.decode()


@pytest.mark.parametrize(
    "fault",
    [
        refusal(401, {"error": {"message": "zqcanary is not yours", "code": "zqcanarycode"}}),
        refusal(429, {"error": {"message": "zqcanary is busy"}}, Retry_After="1"),
        refusal(500, {"error": {"message": "zqcanary broke"}}),
        stream(chunk("Half an answer"), b'data: {"error": {"message": "zqcanary gone"}}\n\n'),
        stream(chunk("Half an answer"), CUT),
        Response([b"HTTP/1.1 418 zqcanary\r\nContent-Length: 0\r\n\r\n"], raw=True),
    ],
)
async def test_a_failing_side_tells_nothing_either(runner, upstream, fault):
    arena = await sync_to_async(world.make_arena)()
    await sync_to_async(plant)(arena, upstream=upstream)
    upstream.by_model["zqcanaryaupstream_name"] = fault
    watcher = Watcher()
    url = await walk(watcher, vote=False)
    assert CANARY not in watcher.everything()
    state = await sync_to_async(lambda: Battle.objects.values_list("state", flat=True).get())()
    assert state == Battle.State.FAILED
    kinds = await sync_to_async(
        lambda: list(Answer.objects.exclude(error_kind="").values_list("side", flat=True))
    )()
    assert len(kinds) == 1
    await watcher.post(f"{url}vote/", {"outcome": "a"})
    await watcher.post(f"{url}again/")
    assert CANARY not in watcher.everything()


def sure_of(name: str) -> None:
    """Make it as good as certain that this planted contender is drawn, the even share of the draw too."""
    SamplingPolicy.objects.create(
        arena=Arena.objects.get(), effective_from=world.NOON, public_reason="x", uniform_share=1e-12
    )
    Contender.objects.filter(model__name=f"{CANARY}{name}name").update(weight=1e12)


@pytest.mark.parametrize(
    "fault",
    [
        refusal(401, {"error": {"message": "zqcanary is not yours", "code": "zqcanarycode"}}),
        refusal(429, {"error": {"message": "zqcanary is busy"}}, Retry_After="1"),
        refusal(500, {"error": {"message": "zqcanary broke"}}),
        stream(chunk("", role="zqcanary"), chunk(finish="stop")),
    ],
)
async def test_a_replaced_model_is_named_neither_before_the_vote_nor_after(runner, upstream, fault):
    arena = await sync_to_async(world.make_arena)(vote_grace=60)
    await sync_to_async(plant)(arena, upstream=upstream, names="abc")
    await sync_to_async(sure_of)("c")
    upstream.by_model["zqcanarycupstream_name"] = fault
    watcher = Watcher()
    url = await walk(watcher, vote=True)
    replacement = await Replacement.objects.select_related("from_contender__model").aget()
    assert replacement.from_contender.model.name == "zqcanarycname"
    assert {state async for state in Answer.objects.values_list("state", flat=True)} == {Answer.State.DONE}
    assert CANARY not in watcher.everything()
    assert "failed" not in "".join(part for part in watcher.seen if "event:" in part)
    await watcher.post(f"{url}reveal/")
    await watcher.get(url)
    shown = watcher.everything()
    assert "zqcanaryaname" in shown
    assert "zqcanarybname" in shown
    assert "zqcanaryc" not in shown


def test_the_blind_types_have_no_room_for_a_model():
    fields = {
        field.name for kind in (BlindBattle, BlindTurn, BlindAnswer) for field in dataclasses.fields(kind)
    }
    for word in (
        "model",
        "contender",
        "organization",
        "endpoint",
        "name",
        "token",
        "duration",
        "probability",
    ):
        assert not any(word in field for field in fields)


def test_there_is_no_receipt_without_a_vote(arena, pool):
    battle = world.answered_battle(arena)
    services.cast_ballot(battle, outcome=Outcome.A, now=world.NOON)
    with pytest.raises(Vote.DoesNotExist):
        issue_receipt(Battle.objects.get(pk=battle.pk).vote)


def test_names_are_refused_while_a_battle_is_blind(arena, pool):
    battle = Battle.objects.with_pair().get(pk=world.answered_battle(arena).pk)
    with pytest.raises(StillBlind):
        get_names(battle)


EVENT_FIELDS = {"text", "full", "blocks", "open", "stalled", "state", "html"}


async def test_an_event_says_nothing_but_text_state_and_html(runner):
    arena = await sync_to_async(world.make_arena)()
    await sync_to_async(plant)(arena, upstream=None)
    watcher = Watcher()
    key = "5d3c1c9e-0000-4000-8000-000000000002"
    opened = await watcher.post("/battles/", {"prompt": "Hi", "key": key, "arena": "text"})
    events = await watcher.stream(f"{opened['Location']}events/")
    payloads = [json.loads(line[6:]) for line in events.splitlines() if line.startswith("data: ")]
    assert payloads
    assert {name for payload in payloads for name in payload} <= EVENT_FIELDS
