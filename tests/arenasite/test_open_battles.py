"""No public byte depends on an open battle: every public GET before and after, byte for byte."""

import uuid

import pytest
from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.utils import timezone

from battles import services
from battles.endpoints.health import Call, record_calls
from battles.generation import assignment
from battles.models import Answer, Battle, Contender, ModelHealth, Replacement
from battles.outcomes import Outcome
from battles.providers.base import ErrorKind, FinishReason
from ratings.rebuild.run import rebuild
from tests import world
from tests.arenasite.public_bytes import differences, public_addresses, read_public_bytes
from tests.battles.whole_battle import run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NAMES = ("almond", "birch", "cedar", "dogwood", "elder")
ANSWER = ["An answer of some length. " * 20, FinishReason.STOP]


@pytest.fixture
def scripted(monkeypatch):
    provider = world.ScriptedProvider(dict.fromkeys([*NAMES, "zz-secret"], ANSWER))
    monkeypatch.setattr(assignment, "get_provider", lambda wire_format: provider)
    return provider


def measured_votes(arena, pairs, count=22):
    """Votes with measured answers, so that every model page shows a speed."""
    for a, b in pairs:
        for _ in range(count):
            battle = world.open_battle(arena, now=timezone.now(), choice=(a.pk, b.pk))
            Answer.objects.filter(prompt__battle=battle).update(
                state=Answer.State.DONE, text="word " * 60, first_token_ms=120, duration_ms=620
            )
            Battle.objects.filter(pk=battle.pk).update(
                state=Battle.State.ANSWERED, mode=Battle.Mode.ANONYMOUS, pair_probability=0.1
            )
            battle.refresh_from_db()
            services.cast_ballot(battle, outcome=Outcome.A, now=timezone.now())
            services.reveal(battle, now=timezone.now())


@sync_to_async
def build_site():
    """An arena with boards, speeds, a preview under a codename, and a private arena."""
    arena = world.make_arena(offers_previews=True)
    pool = [world.make_contender(arena, name, organization="Woods") for name in NAMES]
    preview = world.make_contender(arena, "zz-secret", state=Contender.State.PREVIEW, organization="Hidden")
    Contender.objects.filter(pk=preview.pk).update(codename="Amber Fox")
    world.make_contender(arena, "draft-name", state=Contender.State.DRAFT)
    world.make_arena("private", visibility="hidden")
    measured_votes(arena, [(pool[0], pool[1]), (pool[2], pool[3]), (pool[4], preview)])
    rebuild(arena)
    return arena


@sync_to_async
def read(keys=()):
    cache.clear()
    return read_public_bytes(public_addresses(tuple(map(str, keys))))


@sync_to_async
def open_battle(arena):
    now = timezone.now()
    return services.open_battle(
        arena=arena, voter=world.make_voter(), prompt="What is a heron?", key=uuid.uuid4(), now=now
    )[0]


async def fight_several_turns(runner, arena):
    """One battle of three turns, the second of them generated three times."""
    battle = await open_battle(arena)
    await run(runner, battle)
    await sync_to_async(services.continue_battle)(battle, prompt="And a crane?", turn=2, now=timezone.now())
    await run(runner, battle)
    for attempt in (2, 3):
        await sync_to_async(services.regenerate)(battle, attempt=attempt, now=timezone.now())
        await run(runner, battle)
    await sync_to_async(services.continue_battle)(battle, prompt="And an egret?", turn=3, now=timezone.now())
    await run(runner, battle)
    return battle


async def test_open_battles_of_every_kind_change_no_public_byte(runner, scripted):
    arena = await build_site()
    left_running = await open_battle(arena)
    before = await read([left_running.key])
    assert sum(status == 200 for status, _body, _headers in before.values()) > 60
    assert sum(b"120" in body for address, (_s, body, _h) in before.items() if "/models/" in address) >= 5

    answered = [await fight_several_turns(runner, arena) for _ in range(4)]
    scripted.scripts["almond"] = scripted.scripts["birch"] = [ErrorKind.BAD_REQUEST]
    for _ in range(12):
        await run(runner, await open_battle(arena))
    scripted.scripts["cedar"] = ["Half an ans", ErrorKind.TIMEOUT_IDLE]
    for _ in range(12):
        await run(runner, await open_battle(arena))

    @sync_to_async
    def happened():
        benched = ModelHealth.objects.filter(benched_until__gt=timezone.now()).count()
        states = set(Battle.objects.filter(origin="live").values_list("state", flat=True))
        return Replacement.objects.count(), benched, states

    replacements, benched, states = await happened()
    assert replacements
    assert benched
    assert states >= {"running", "answered", "failed", "voted"}
    after = await read([left_running.key])
    assert differences(before, after) == []

    for battle in answered:
        await sync_to_async(services.cast_ballot)(battle, outcome=Outcome.B, now=timezone.now())
    assert differences(before, await read([left_running.key])) == []


async def test_a_vote_moves_the_public_speed_and_a_ballot_does_not(runner, scripted):
    arena = await build_site()
    before = await read()

    @sync_to_async
    def slow_votes(state):
        battle = Battle.objects.filter(state="voted").first()
        contender = battle.contender_a
        for _ in range(60):
            opened = world.open_battle(arena, now=timezone.now())
            Battle.objects.filter(pk=opened.pk).update(state=state, settles_at=None)
            Answer.objects.filter(prompt__battle=opened).update(
                contender=contender, state="done", text="word " * 60, first_token_ms=999, duration_ms=2000
            )

    await slow_votes("answered")
    assert differences(before, await read()) == []
    await slow_votes("voted")
    changed = differences(before, await read())
    assert any("/models/" in address for address in changed)


async def test_benching_changes_nothing_that_a_visitor_can_list(runner, scripted):
    arena = await build_site()
    before = await read()

    @sync_to_async
    def bench():
        now = timezone.now()
        for contender in Contender.objects.filter(arena=arena).select_related("model")[:3]:
            call = Call(contender.model_id, contender.model.endpoint_id, now, 20, ErrorKind.EMPTY)
            record_calls([call] * 5, now=now)
        return Contender.objects.drawable(arena).count()

    assert await bench() < len(NAMES)
    assert differences(before, await read()) == []
