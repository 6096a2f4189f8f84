"""Storing the end of a turn: once, under the newest number, and later where the database is away."""

import asyncio
import dataclasses
import json
import logging
import stat
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from battles import services
from battles.generation.claims import claim_turn, get_newest_turn
from battles.generation.storage import persistence, spool, turn_end
from battles.generation.storage.spool import save_end, store_spooled
from battles.generation.storage.turn_end import AnswerEnd, StoreResult, TurnEnd, store_end
from battles.models import Answer, Battle
from battles.providers.base import FinishReason
from tests import world
from tests.battles.whole_battle import run, stored
from tests.patience import PATIENCE_SECONDS, patiently, until
from tests.world import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / spool.FOLDER


def make_end(battle: Battle, *, sides: str = "ab", text: str = "A bird.", state: str = "done") -> TurnEnd:
    key = get_newest_turn(battle)
    answers = Answer.objects.filter(
        prompt__battle=battle, prompt__turn=key[1], attempt=key[2], side__in=list(sides)
    )
    ends = [
        AnswerEnd(answer.pk, state, text, "stop", "", "", 0, 3, 7, 100, 2000)
        for answer in answers.order_by("side")
    ]
    return TurnEnd(key, battle.fence, tuple(ends), is_final=len(ends) == 2)


@pytest.fixture
def battle(arena, pool):
    battle = world.open_battle(arena)
    claim_turn(get_newest_turn(battle), uuid.uuid4())
    battle.refresh_from_db()
    return battle


def texts(battle: Battle) -> list[str]:
    return list(
        Answer.objects.filter(prompt__battle=battle)
        .order_by("attempt", "side")
        .values_list("text", flat=True)
    )


def test_the_end_of_one_side_is_stored_before_that_of_the_turn(battle):
    assert store_end(make_end(battle, sides="a")) == StoreResult.STORED
    battle.refresh_from_db()
    assert (battle.state, texts(battle)) == ("running", ["A bird.", ""])
    assert store_end(make_end(battle)) == StoreResult.STORED
    battle.refresh_from_db()
    assert (battle.state, texts(battle)) == ("answered", ["A bird.", "A bird."])


def test_the_same_end_again_changes_nothing(battle):
    end = make_end(battle)
    store_end(end)
    changed = dataclasses.replace(end, answers=make_end(battle, text="Other words.").answers)
    assert store_end(changed) == StoreResult.STORED
    assert texts(battle) == ["A bird.", "A bird."]


def test_an_end_under_an_old_number_is_refused(battle):
    end = make_end(battle)
    store_end(end)
    services.regenerate(battle, attempt=2, now=NOON)
    assert store_end(end) == StoreResult.STORED  # nobody has claimed the new attempt yet
    claim_turn(get_newest_turn(battle), uuid.uuid4())
    assert store_end(end) == StoreResult.REFUSED
    battle.refresh_from_db()
    assert (battle.state, texts(battle)) == ("running", ["A bird.", "A bird.", "", ""])


def test_a_battle_interrupted_meanwhile_keeps_the_texts_and_stays_interrupted(battle):
    services.interrupt(Battle.objects.all())
    assert store_end(make_end(battle)) == StoreResult.LATE
    battle.refresh_from_db()
    assert (battle.state, texts(battle)) == ("interrupted", ["A bird.", "A bird."])


# The spool


def test_a_spooled_end_is_stored_and_its_file_deleted(battle, folder):
    for end in (make_end(battle), make_end(battle, sides="a"), make_end(battle)):
        save_end(end)
    paths = list(folder.iterdir())
    assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o600, 0o600]
    assert store_spooled() == 2
    battle.refresh_from_db()
    assert (battle.state, texts(battle)) == ("answered", ["A bird.", "A bird."])
    assert list(folder.iterdir()) == []
    assert store_spooled() == 0


def test_a_spooled_end_waits_while_the_database_is_away(battle, folder, monkeypatch):
    save_end(make_end(battle))

    def away(end):
        raise OperationalError("the server is gone")

    with monkeypatch.context() as patch:
        patch.setattr(spool, "store_end", away)
        assert store_spooled() == 0
    assert len(list(folder.iterdir())) == 1
    assert store_spooled() == 1


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        '{"key": [1, 2]',
        json.dumps({"key": [1, 1, 1], "fence": 1, "answers": [{}], "is_final": True}),
    ],
)
def test_a_damaged_file_is_put_aside_and_stops_no_other(battle, folder, content, caplog):
    save_end(make_end(battle))
    (folder / "0.1.1.1.2.json").write_text(content)
    assert store_spooled() == 1
    assert [path.name for path in folder.iterdir()] == ["0.1.1.1.2.bad"]
    assert "not the end of a turn" in caplog.text


def test_an_end_of_another_release_is_stored(battle, folder):
    save_end(make_end(battle))
    [path] = folder.iterdir()
    content = json.loads(path.read_text())
    for answer in content["answers"]:
        answer["a_later_field"] = 1
        del answer["thinking"]
    path.write_text(json.dumps(content))
    assert store_spooled() == 1
    assert texts(battle) == ["A bird.", "A bird."]


def test_an_end_of_a_deleted_battle_is_dropped(battle, folder):
    save_end(dataclasses.replace(make_end(battle), key=(10**9, 1, 1)))
    assert store_spooled() == 0
    assert list(folder.iterdir()) == []


# A database that is away at the end of a turn


class Outage:
    """A store_end that fails so many times."""

    def __init__(self, failures: int):
        self.failures = failures

    def __call__(self, end: TurnEnd) -> StoreResult:
        if self.failures:
            self.failures -= 1
            raise OperationalError("the server is gone")
        return turn_end.store_end(end)


def has_shown(turn, *texts: str) -> bool:
    """Whether readers have these texts whole."""
    shown = [side.text[: side.released] for side in turn.release.sides.values()]
    return all(shown.count(text) >= texts.count(text) for text in texts)


def list_states(turn) -> dict[str, list[str]]:
    """The states that readers were told, by side."""
    states = {"a": [], "b": []}
    for event in turn.log.events:
        if "state" in event.data:
            states[event.name].append(event.data["state"])
    return states


@sync_to_async
def opened() -> Battle:
    arena = world.make_arena()
    world.make_pool(arena)
    return world.open_battle(arena)


async def test_an_end_is_stored_after_the_outage_and_shown_only_then(
    runner, scripted, monkeypatch, folder, caplog
):
    monkeypatch.setattr(persistence, "PAUSES", (0.05,))
    monkeypatch.setattr(persistence, "SAVING_SECONDS", 0.02)
    outage = Outage(failures=10**6)
    monkeypatch.setattr(persistence, "store_end", outage)
    outage.__name__ = "store_end"
    battle = await opened()
    with caplog.at_level(logging.ERROR):
        turn = runner.start(await sync_to_async(get_newest_turn)(battle), str(battle.key))
        await until(lambda: list_states(turn) == {"a": ["saving"], "b": ["saving"]})
        outage.failures = 0
        await patiently(turn.task)
    battle, a, b, _replacements = await stored(battle)
    assert (battle.state, a.text, b.text) == ("answered", "Hello there.", "Hello there.")
    assert list_states(turn) == {"a": ["saving", "done"], "b": ["saving", "done"]}
    assert turn.log.events[-1].name == "done"
    assert list(folder.iterdir()) == []


async def test_what_the_database_did_not_accept_before_the_shutdown_is_stored_at_the_next_start(
    runner, scripted, monkeypatch, folder
):
    monkeypatch.setattr(persistence, "SAVING_SECONDS", 0.02)
    monkeypatch.setattr("battles.generation.runner.STORE_SECONDS", 0.1)
    outage = Outage(failures=10**6)
    outage.__name__ = "store_end"
    monkeypatch.setattr(persistence, "store_end", outage)
    scripted.scripts["right"] = ["So far ", None]
    battle = await opened()
    turn = runner.start(await sync_to_async(get_newest_turn)(battle), str(battle.key))
    await until(lambda: has_shown(turn, "So far ") and list(folder.glob("*.json")))
    await runner.shutdown(patience=0)
    assert "done" not in [event.name for event in turn.log.events]
    battle, *_rest = await stored(battle)
    assert battle.state == "running"
    assert len(list(folder.glob("*.json"))) == 2
    assert await sync_to_async(store_spooled)() == 2
    battle, a, b, _replacements = await stored(battle)
    assert battle.state == "interrupted"
    assert {(answer.state, answer.text) for answer in (a, b)} == {
        ("done", "Hello there."),
        ("interrupted", "So far "),
    }


async def test_a_text_whose_rendering_hangs_at_the_shutdown_is_spooled_as_far_as_it_was_shown(
    runner, scripted, monkeypatch, folder
):
    monkeypatch.setattr("battles.generation.runner.STORE_SECONDS", 0.1)

    async def hang(text):
        await asyncio.Event().wait()

    monkeypatch.setattr("battles.generation.turn.PROCESS.render_async", hang)
    battle = await opened()
    turn = runner.start(await sync_to_async(get_newest_turn)(battle), str(battle.key))
    await until(lambda: has_shown(turn, "Hello there.", "Hello there."))
    await runner.shutdown(patience=0)
    assert len(list(folder.iterdir())) == 1
    await sync_to_async(store_spooled)()
    battle, a, b, _replacements = await stored(battle)
    assert battle.state == "interrupted"
    assert [(answer.state, answer.text) for answer in (a, b)] == [("interrupted", "Hello there.")] * 2


async def test_a_turn_released_at_shutdown_is_generated_by_the_next_process(runner, scripted, monkeypatch):
    monkeypatch.setattr("battles.generation.runner.STORE_SECONDS", 0.05)
    never, has_begun = asyncio.Event(), asyncio.Event()

    async def wait_for_ever(side, turn, stopped):
        has_begun.set()
        await never.wait()

    battle = await opened()
    key = await sync_to_async(get_newest_turn)(battle)
    with monkeypatch.context() as patch:
        patch.setattr("battles.generation.turn.run_side", wait_for_ever)
        runner.start(key, str(battle.key))
        await patiently(has_begun.wait())
        await runner.shutdown(patience=0)
    runner.is_stopping = False
    runner.bind()  # the next process
    await asyncio.sleep(0.01)
    await run(runner, battle)
    battle, a, _b, _replacements = await stored(battle)
    assert (battle.state, battle.fence, a.text) == ("answered", 2, "Hello there.")


async def test_a_turn_of_an_earlier_loop_is_not_taken_for_one_of_the_same_numbers(runner, scripted):
    battle = await opened()
    earlier = await run(runner, battle)  # its loop ends before it would forget the log
    assert runner.get(earlier.key) is earlier
    runner.bind()
    assert runner.get(earlier.key) is None
    later = runner.start(earlier.key, str(battle.key))
    runner._forget(earlier)
    assert runner.get(earlier.key) is later
    await patiently(later.task)


async def test_a_turn_that_another_process_has_claimed_is_not_generated_here(runner, scripted):
    battle = await opened()
    key = await sync_to_async(get_newest_turn)(battle)
    await sync_to_async(claim_turn)(key, uuid.uuid4())
    turn = await run(runner, battle)
    assert scripted.calls == []
    assert turn.log.events == []
    assert turn.log.is_closed


async def test_a_side_that_ends_first_is_stored_first(runner, scripted):
    more = asyncio.Event()
    scripted.scripts["left"] = ["Slow. ", more, FinishReason.STOP]
    battle = await opened()
    turn = runner.start(await sync_to_async(get_newest_turn)(battle), str(battle.key))
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for events in turn.log.follow(0):
            if any(event.data.get("state") == "done" for event in events):
                break
    battle, a, b, _replacements = await stored(battle)
    assert (battle.state, sorted([a.state, b.state])) == ("running", ["done", "running"])
    more.set()
    await patiently(turn.task)
    battle, a, b, _replacements = await stored(battle)
    assert (battle.state, a.state, b.state) == ("answered", "done", "done")
