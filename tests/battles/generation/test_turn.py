"""One turn from prompt to stored texts, with providers that answer, fail, stall and are stopped."""

import asyncio

import pytest
from asgiref.sync import sync_to_async

from battles import services
from battles.generation import event_stream
from battles.generation.claims import get_newest_turn
from battles.generation.storage import call_records
from battles.models import Annotation, Answer, Battle
from battles.providers.base import ErrorKind, FinishReason, Thinking
from battles.tags import Tag
from tests import world
from tests.patience import PATIENCE_SECONDS, patiently
from tests.world import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def opened(**more) -> Battle:
    arena = world.make_arena()
    world.make_pool(arena)
    return world.open_battle(arena, **more)


@sync_to_async
def stored(battle: Battle) -> tuple[Battle, dict[str, Answer]]:
    battle = Battle.objects.with_pair().get(pk=battle.pk)
    answers = Answer.objects.defer(None).filter(prompt__battle=battle).select_related("contender__model")
    return battle, {answer.contender.model.upstream_name: answer for answer in answers}


async def run(runner, battle: Battle):
    turn = runner.start(await sync_to_async(get_newest_turn)(battle), str(battle.key))
    await patiently(turn.task)
    return turn


async def until_one_has_ended(turn, other: str) -> None:
    """Wait until one side has ended and the other has this text."""
    async for _events in turn.log.follow(0, quiet=0.02):
        if len(turn.ends) == 1 and other in [side.text for side in turn.release.sides.values()]:
            return


async def test_both_answers_are_stored_with_their_measures(runner, scripted):
    battle = await opened()
    turn = await run(runner, battle)
    battle, answers = await stored(battle)
    assert battle.state == Battle.State.ANSWERED
    for answer in answers.values():
        assert (answer.state, answer.text, answer.finish_reason) == ("done", "Hello there.", "stop")
        assert (answer.input_tokens, answer.output_tokens) == (3, 7)
        assert 0 <= answer.first_token_ms <= answer.duration_ms
    assert turn.log.events[-1].name == "done"


async def test_thinking_is_kept_for_staff_and_reaches_nobody_else(runner, scripted):
    scripted.scripts["left"] = [
        Thinking("I am ChatGPT, made by OpenAI."),
        "Hello there.",
        FinishReason.STOP,
    ]
    battle = await opened()
    turn = await run(runner, battle)
    battle, answers = await stored(battle)
    assert answers["left"].thinking == "I am ChatGPT, made by OpenAI."
    assert (answers["left"].text, answers["right"].thinking) == ("Hello there.", "")
    assert "ChatGPT" not in repr(turn.log.events)
    assert not Tag(battle.tags) & Tag.IDENTITY_LEAK
    await sync_to_async(services.continue_battle)(battle, prompt="And then?", turn=2, now=NOON)
    await run(runner, battle)
    assert "ChatGPT" not in repr(scripted.calls)


async def test_facts_are_noted_when_the_answers_end(runner, scripted):
    scripted.scripts["left"] = ["I am ChatGPT, a model made by OpenAI.", FinishReason.STOP]
    battle = await opened(prompt="Write a Python function that sorts a list of numbers, please.")
    await run(runner, battle)
    battle, _answers = await stored(battle)
    assert Tag(battle.tags) & Tag.IDENTITY_LEAK
    assert Tag(battle.tags) & Tag.ENGLISH
    assert Tag(battle.tags) & Tag.CODING
    names = await sync_to_async(lambda: set(Annotation.objects.values_list("detector", flat=True)))()
    assert {"identity", "language", "coding", "style"} <= names


async def test_a_readers_stream_ends_with_the_answers_and_does_not_wait_for_the_records(
    runner, scripted, monkeypatch
):
    monkeypatch.setattr(call_records, "COLLECT_SECONDS", 60.0)
    battle = await opened()
    key = await sync_to_async(get_newest_turn)(battle)
    turn = runner.start(key, str(battle.key))
    async with asyncio.timeout(PATIENCE_SECONDS):
        chunks = [chunk async for chunk in event_stream.stream_turn(key, "")]
    assert b"event: done" in chunks[-1]
    assert not turn.task.done()
    runner._get_records().hurry()
    await patiently(turn.task)


async def test_starting_a_turn_twice_asks_each_model_once(runner, scripted):
    battle = await opened()
    first, second = await asyncio.gather(run(runner, battle), run(runner, battle))
    assert first is second
    assert sorted(name for name, _messages in scripted.calls) == ["left", "right"]


@pytest.mark.parametrize("kind", list(ErrorKind))
async def test_a_failing_side_fails_the_battle_and_keeps_the_other_answer(runner, scripted, kind):
    scripted.scripts["left"] = ["Half an ", kind]
    battle = await opened()
    await run(runner, battle)
    battle, answers = await stored(battle)
    assert battle.state == Battle.State.FAILED
    assert Tag(battle.tags) & Tag.FAILED_ANSWER
    assert (answers["left"].state, answers["left"].error_kind) == ("failed", kind.value)
    assert answers["left"].text == "Half an "
    assert (answers["right"].state, answers["right"].text) == ("done", "Hello there.")


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ([FinishReason.STOP], ErrorKind.EMPTY),
        (["  \n", FinishReason.STOP], ErrorKind.EMPTY),
        (["no end"], ErrorKind.TRUNCATED),
    ],
)
async def test_an_answer_without_text_or_end_is_a_failure(runner, scripted, script, kind):
    scripted.scripts["left"] = script
    battle = await opened()
    await run(runner, battle)
    _battle, answers = await stored(battle)
    assert answers["left"].error_kind == kind.value


async def test_a_bug_in_a_provider_is_a_failed_side_and_not_a_hung_battle(runner, scripted, caplog):
    scripted.scripts["left"] = [object()]  # no provider yields this: sleeping on it raises TypeError
    battle = await opened()
    await run(runner, battle)
    battle, answers = await stored(battle)
    assert battle.state == Battle.State.FAILED
    assert answers["left"].error_kind == ErrorKind.INTERNAL.value
    assert "TypeError" in caplog.text


async def test_stopping_keeps_what_was_said_and_says_so(runner, scripted):
    scripted.scripts["left"] = ["So far ", None]
    battle = await opened()
    key = await sync_to_async(get_newest_turn)(battle)
    turn = runner.start(key, str(battle.key))
    async for events in turn.log.follow(0):
        if any("So far" in str(event.data) for event in events):
            break
    await sync_to_async(runner.request_stop)(key)
    await patiently(turn.task)
    battle, answers = await stored(battle)
    assert battle.state == Battle.State.ANSWERED
    assert Tag(battle.tags) & Tag.STOPPED
    assert (answers["left"].state, answers["left"].text) == ("stopped", "So far ")


async def test_each_model_sees_its_own_side_only(runner, scripted):
    scripted.scripts = {
        "left": ["left's words", FinishReason.STOP],
        "right": ["right's words", FinishReason.STOP],
    }
    battle = await opened(prompt="First")
    await run(runner, battle)
    await sync_to_async(services.continue_battle)(battle, prompt="Second", turn=2, now=NOON)
    await run(runner, battle)
    seen = {name: [m.content for m in messages] for name, messages in scripted.calls if len(messages) > 1}
    assert seen == {
        "left": ["First", "left's words", "Second"],
        "right": ["First", "right's words", "Second"],
    }


async def test_a_regenerated_answer_replaces_the_earlier_one_in_the_conversation(runner, scripted):
    battle = await opened(prompt="First")
    await run(runner, battle)
    scripted.scripts = {name: ["better", FinishReason.STOP] for name in ("left", "right")}
    await sync_to_async(services.regenerate)(battle, attempt=2, now=NOON)
    await run(runner, battle)
    await sync_to_async(services.continue_battle)(battle, prompt="Second", turn=2, now=NOON)
    await run(runner, battle)
    longest = max((messages for _name, messages in scripted.calls), key=len)
    assert [message.content for message in longest] == ["First", "better", "Second"]


async def test_shutdown_marks_what_does_not_end_in_time(runner, scripted):
    scripted.scripts["left"] = ["So far ", None]
    battle = await opened()
    turn = runner.start(await sync_to_async(get_newest_turn)(battle), str(battle.key))
    await patiently(until_one_has_ended(turn, other="So far "))
    await runner.shutdown(patience=0.01)
    battle, answers = await stored(battle)
    assert battle.state == Battle.State.INTERRUPTED
    assert (answers["left"].state, answers["left"].text) == ("interrupted", "So far ")
    assert answers["right"].state == "done"


async def test_a_turn_interrupted_meanwhile_stores_nothing(runner, scripted):
    late = asyncio.Event()
    scripted.scripts["left"] = [late, "late", FinishReason.STOP]
    battle = await opened()
    turn = runner.start(await sync_to_async(get_newest_turn)(battle), str(battle.key))
    await sync_to_async(services.interrupt)(Battle.objects.all())
    late.set()
    await patiently(turn.task)
    battle, _answers = await stored(battle)
    assert battle.state == Battle.State.INTERRUPTED


async def test_hostile_text_is_stored_as_text(runner, scripted):
    scripted.scripts["left"] = ["nul \x00 and \ud83d lone", FinishReason.STOP]
    battle = await opened()
    await run(runner, battle)
    _battle, answers = await stored(battle)
    assert answers["left"].text == "nul  and ? lone"


async def test_a_missing_key_is_a_failed_side_that_names_the_variable_to_staff_only(runner, scripted):
    battle = await opened()
    await sync_to_async(
        lambda: type(battle.contender_a.model.endpoint).objects.update(key_env="UNSET_API_KEY")
    )()
    turn = await run(runner, battle)
    battle, answers = await stored(battle)
    assert battle.state == Battle.State.FAILED
    assert answers["left"].error_kind == ErrorKind.AUTH.value
    assert "UNSET_API_KEY" in answers["left"].error_detail
    assert "UNSET_API_KEY" not in repr(turn.log.events)
