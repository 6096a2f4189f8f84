"""A side that fails in a whole battle: asked again, replaced in silence, or told in neutral words."""

import asyncio

import pytest
from asgiref.sync import sync_to_async

from battles import services
from battles.endpoints import retries as retrying
from battles.endpoints.retries import TRANSIENT_KINDS
from battles.generation import side_stream as generation
from battles.generation.claims import get_newest_turn
from battles.generation.storage import turn_end
from battles.models import Answer, Battle, Contender, Endpoint, ModelHealth, Replacement
from battles.providers.base import ErrorKind, FinishReason, ProviderError
from battles.tags import Tag
from tests import world
from tests.battles.whole_battle import name_of, run, stored
from tests.patience import PATIENCE_SECONDS, patiently, until
from tests.world import NOON

pytestmark = pytest.mark.django_db(transaction=True)

FOR_GOOD = [kind for kind in ErrorKind if kind not in TRANSIENT_KINDS]
POOL = ("left", "middle", "right")
WELL = ["Hello ", "there.", FinishReason.STOP]


@sync_to_async
def opened(names=POOL, *, pair=("left", "right"), choose=False, limit=None, **model) -> Battle:
    """A battle of these two, side A first, in an arena with all of `names`."""
    arena = world.make_arena()
    pool = {name: world.make_contender(arena, name, **model) for name in names}
    if limit:
        Endpoint.objects.update(max_concurrency=limit)
    a, b = (pool[name] for name in pair)
    battle = world.open_battle(arena, choice=(a.pk, b.pk))
    if not choose:
        Battle.objects.filter(pk=battle.pk).update(mode=Battle.Mode.ANONYMOUS, pair_probability=1 / 3)
    return battle


@sync_to_async
def noted() -> list[str]:
    """The models of which an end was noted."""
    return list(ModelHealth.objects.values_list("model__name", flat=True))


# Asked again


@pytest.mark.parametrize("kind", sorted(TRANSIENT_KINDS))
async def test_a_passing_failure_before_the_first_token_is_asked_again(runner, scripted, pauses, kind):
    scripted.scripts["left"] = ([kind], [kind], WELL)
    battle = await opened()
    await run(runner, battle)
    battle, a, b, replacements = await stored(battle)
    assert battle.state == Battle.State.ANSWERED
    assert (name_of(a), a.state, a.text, a.retries, a.error_kind) == ("left", "done", "Hello there.", 2, "")
    assert (b.retries, scripted.asked("left"), scripted.asked("right")) == (0, 3, 1)
    assert (len(pauses), replacements) == (2, [])


async def test_retry_after_is_honoured_and_a_long_one_not_waited_for(runner, scripted, pauses):
    scripted.scripts["left"] = ([ProviderError(ErrorKind.RATE_LIMITED, retry_after=4.0)], WELL)
    scripted.scripts["right"] = [ProviderError(ErrorKind.RATE_LIMITED, retry_after=60.0)]
    battle = await opened(("left", "right"))
    await run(runner, battle)
    _battle, a, b, _replacements = await stored(battle)
    assert [4.0 < pause < 5.0 for pause in pauses] == [True]
    assert (a.state, a.retries) == ("done", 1)
    assert (b.state, b.retries, b.error_kind) == ("failed", 0, "rate_limited")


async def test_a_failure_after_the_first_token_is_not_asked_again(runner, scripted, pauses):
    scripted.scripts["left"] = ["Half an ", ErrorKind.UPSTREAM_5XX]
    battle = await opened()
    await run(runner, battle)
    battle, a, _b, replacements = await stored(battle)
    assert battle.state == Battle.State.FAILED
    assert (name_of(a), a.text, a.error_kind) == ("left", "Half an ", "upstream_5xx")
    assert (scripted.asked("left"), pauses, replacements) == (1, [], [])


# Replaced


@pytest.mark.parametrize("kind", list(ErrorKind))
async def test_who_fails_in_silence_is_replaced_before_anybody_sees_it(runner, scripted, kind):
    scripted.scripts["left"] = [kind]
    battle = await opened()
    turn = await run(runner, battle)
    battle, a, b, replacements = await stored(battle)
    assert battle.state == Battle.State.ANSWERED
    assert not Tag(battle.tags) & Tag.FAILED_ANSWER
    assert (name_of(a), a.state, a.text, a.error_kind, a.error_detail) == (
        "middle",
        "done",
        "Hello there.",
        "",
        "",
    )
    assert battle.contender_a.model.name == "middle"
    assert name_of(b) == "right"
    (replacement,) = replacements
    assert (replacement.side, replacement.from_contender.model.name) == ("a", "left")
    assert (replacement.error_kind, replacement.probability) == (kind.value, 1.0)
    assert replacement.error_detail == "left said no"
    assert replacement.retries == (2 if kind in TRANSIENT_KINDS else 0)
    assert "failed" not in repr(turn.log.events)
    said = [event.data for event in turn.log.events if event.name == "a"]
    assert "".join(data.get("text", "") for data in said) == "Hello there."
    assert [data["state"] for data in said if "state" in data] == ["done"]
    assert [event.name for event in turn.log.events].count("done") == 1


async def test_the_replaced_models_failure_counts_for_its_health_and_the_answer_for_the_other(
    runner, scripted
):
    scripted.scripts["left"] = [ErrorKind.AUTH]
    battle = await opened()
    await run(runner, battle)

    @sync_to_async
    def kinds_by_model():
        rows = ModelHealth.objects.select_related("model")
        return {row.model.name: [kind for kind, *_measures in row.recent] for row in rows}

    kinds = await kinds_by_model()
    assert kinds == {"left": ["auth"], "middle": [""], "right": [""]}


async def test_a_side_is_replaced_while_the_other_is_already_read(runner, scripted):
    scripted.scripts["left"] = [0.05, ErrorKind.AUTH]
    battle = await opened()
    turn = await run(runner, battle)
    _battle, a, b, _replacements = await stored(battle)
    assert (name_of(a), a.state, name_of(b), b.state) == ("middle", "done", "right", "done")
    assert turn.log.events[0].name == "b"


async def test_a_replacement_that_fails_after_its_first_token_is_told(runner, scripted):
    scripted.scripts |= {"left": [ErrorKind.AUTH], "middle": ["Half an ", ErrorKind.TRUNCATED]}
    battle = await opened()
    await run(runner, battle)
    battle, a, b, replacements = await stored(battle)
    assert battle.state == Battle.State.FAILED
    assert (name_of(a), a.state, a.text, a.error_kind) == ("middle", "failed", "Half an ", "truncated")
    assert (b.state, len(replacements)) == ("done", 1)


async def test_where_nobody_is_left_the_last_failure_is_told(runner, scripted):
    scripted.scripts |= {"left": [ErrorKind.AUTH], "middle": [ErrorKind.CONTENT_FILTER]}
    battle = await opened()
    await run(runner, battle)
    battle, a, b, replacements = await stored(battle)
    assert battle.state == Battle.State.FAILED
    assert (name_of(a), a.error_kind, b.text) == ("middle", "content_filter", "Hello there.")
    assert len(replacements) == 1


async def test_both_sides_may_be_replaced_and_never_meet_themselves(runner, scripted):
    names = ("left", "right", "three", "four", "five", "six", "seven")
    scripted.scripts = {name: [ErrorKind.AUTH] for name in names}
    battle = await opened(names)
    await run(runner, battle)
    battle, _a, _b, replacements = await stored(battle)
    assert battle.state == Battle.State.FAILED
    asked = [name for name, _messages in scripted.calls]
    assert sorted(replacement.side for replacement in replacements) == ["a", "a", "b", "b"]
    assert len(asked) == len(set(asked)) == 6
    assert battle.contender_a_id != battle.contender_b_id


async def test_models_the_visitor_chose_are_never_replaced(runner, scripted):
    scripted.scripts["left"] = [ErrorKind.AUTH]
    battle = await opened(choose=True)
    await run(runner, battle)
    battle, a, _b, replacements = await stored(battle)
    assert (battle.state, name_of(a), a.error_kind, replacements) == ("failed", "left", "auth", [])


async def test_later_turns_are_retried_and_not_replaced(runner, scripted):
    battle = await opened()
    await run(runner, battle)
    await sync_to_async(services.continue_battle)(battle, prompt="Second", turn=2, now=NOON)
    scripted.scripts["left"] = [ErrorKind.CONNECT]
    before = scripted.asked("left")
    await run(runner, battle)
    later = Answer.objects.filter(prompt__turn=2).order_by("side")
    states = [row async for row in later.values_list("state", "error_kind", "retries")]
    assert states == [("failed", "connect", 2), ("done", "", 0)]
    assert scripted.asked("left") - before == 3
    assert not await Replacement.objects.aexists()


async def test_a_replacement_that_goes_wrong_is_a_failed_side_and_not_a_hung_battle(
    runner, scripted, monkeypatch, caplog
):
    def broken(*_args, **_more):
        raise RuntimeError("no database today")

    monkeypatch.setattr(generation, "replace_contender", broken)
    scripted.scripts["left"] = [ErrorKind.AUTH]
    battle = await opened()
    await run(runner, battle)
    battle, a, _b, _replacements = await stored(battle)
    assert (battle.state, a.error_kind) == ("failed", "auth")
    assert "no database today" in caplog.text


async def test_measures_that_cannot_be_noted_cost_no_answer(runner, scripted, monkeypatch, caplog):
    def broken(*_args, **_more):
        raise RuntimeError("no measures today")

    monkeypatch.setattr(turn_end, "record_calls", broken)
    scripted.scripts["left"] = [ErrorKind.AUTH]
    battle = await opened()
    await run(runner, battle)
    battle, a, _b, _replacements = await stored(battle)
    assert (battle.state, name_of(a), a.state) == ("answered", "middle", "done")
    assert "no measures today" in caplog.text


async def test_stopping_ends_a_side_that_waits_to_be_asked_again(runner, scripted, monkeypatch):
    waiting = asyncio.Event()

    async def long_pause(_seconds):
        waiting.set()
        await asyncio.sleep(3600)

    monkeypatch.setattr(retrying, "sleep", long_pause)
    scripted.scripts["left"] = [ErrorKind.CONNECT]
    battle = await opened()
    turn = runner.start(await sync_to_async(get_newest_turn)(battle), str(battle.key))
    await patiently(waiting.wait())
    turn.stop.set()
    await patiently(turn.task)
    battle, a, _b, _replacements = await stored(battle)
    assert (a.state, a.text) == ("stopped", "")
    assert await noted() == ["right"]  # what was stopped says nothing of a model


# Benched


async def test_a_model_that_keeps_failing_leaves_the_draw(runner, scripted):
    scripted.scripts["left"] = [ErrorKind.MALFORMED]
    battle = await opened()
    await run(runner, battle)
    arena = await sync_to_async(lambda: battle.arena)()
    pool = sync_to_async(lambda: set(Contender.objects.drawable(arena).values_list("model__name", flat=True)))
    for _ in range(2):
        assert "left" in await pool()
        await run(runner, await again(arena))
    assert await pool() == {"middle", "right"}


@sync_to_async
def again(arena, *, chosen=False) -> Battle:
    """Another battle of "left" and "right"."""
    pair = [Contender.objects.get(arena=arena, model__name=name).pk for name in ("left", "right")]
    battle = world.open_battle(arena, choice=tuple(pair))
    if not chosen:
        Battle.objects.filter(pk=battle.pk).update(mode=Battle.Mode.ANONYMOUS, pair_probability=1 / 3)
    return battle


@pytest.mark.parametrize("kind", [ErrorKind.MALFORMED, ErrorKind.RATE_LIMITED])
async def test_no_visitor_takes_a_model_out_of_the_draw_by_choosing_it(runner, scripted, kind):
    scripted.scripts["left"] = [kind]
    battle = await opened(choose=True)
    arena = await sync_to_async(lambda: battle.arena)()
    await run(runner, battle)
    for _ in range(5):
        await run(runner, await again(arena, chosen=True))
    pool = await sync_to_async(lambda: Contender.objects.drawable(arena).count())()
    assert pool == 3
    health = await sync_to_async(lambda: ModelHealth.objects.get(model__name="left"))()
    assert (len(health.recent), health.window, health.rate_limited_until) == (6, [], None)


async def test_a_providers_rate_limit_pauses_the_model_for_as_long_as_it_asks(runner, scripted):
    scripted.scripts["left"] = [ProviderError(ErrorKind.RATE_LIMITED, "slow down", retry_after=60)]
    battle = await opened()
    await run(runner, battle)
    health = await sync_to_async(lambda: ModelHealth.objects.get(model__name="left"))()
    assert (health.rate_limits, health.window, health.benched_until) == (1, [], None)
    pool = await sync_to_async(
        lambda: set(Contender.objects.drawable(battle.arena).values_list("model__name", flat=True))
    )()
    assert pool == {"middle", "right"}


# Places at the endpoint


async def test_an_endpoint_answers_so_many_at_once_and_no_more(runner, scripted):
    scripted.scripts = {name: ["Hello ", 0.01, "there.", FinishReason.STOP] for name in POOL}
    battle = await opened(limit=1)
    arena = await sync_to_async(lambda: battle.arena)()
    battles = [battle, *[await sync_to_async(world.open_battle)(arena) for _ in range(3)]]
    await asyncio.gather(*(run(runner, each) for each in battles))
    assert scripted.busiest == 1
    states = await sync_to_async(lambda: set(Battle.objects.values_list("state", flat=True)))()
    assert states == {Battle.State.ANSWERED}


async def test_who_waits_too_long_for_a_place_is_late_and_not_to_blame(runner, scripted):
    is_given_up = asyncio.Event()
    scripted.scripts = {name: ["Hello ", is_given_up, "there.", FinishReason.STOP] for name in POOL}
    battle = await opened(("left", "right"), limit=1, first_token_timeout=0.1)
    turn = runner.start(await sync_to_async(get_newest_turn)(battle), str(battle.key))
    await until(lambda: any(side.stream.error for side in turn.sides))
    is_given_up.set()
    await patiently(turn.task)
    battle, a, b, _replacements = await stored(battle)
    served, late = sorted((a, b), key=lambda answer: answer.error_kind)
    assert (served.state, late.state, late.error_kind) == ("done", "failed", "timeout_first")
    assert scripted.asked(name_of(late)) == 0
    assert await noted() == [name_of(served)]


async def test_waiting_for_a_place_counts_into_the_time_to_the_first_token(runner, scripted):
    scripted.scripts = {name: ["Hello ", 0.5, "there.", FinishReason.STOP] for name in POOL}
    battle = await opened(("left", "right"), limit=1, first_token_timeout=PATIENCE_SECONDS)
    await run(runner, battle)
    first, second = scripted.targets
    assert second.timeouts.first_token < first.timeouts.first_token - 0.3
    assert first.timeouts.first_token <= PATIENCE_SECONDS
