"""What a killed process has shown is stored with the interrupted battle."""

import asyncio
import os
import stat
import time
import uuid

import pytest
from asgiref.sync import sync_to_async

from battles.generation.claims import claim_turn, get_newest_turn, give_up_dead
from battles.generation.storage import shown_texts
from battles.generation.storage.shown_texts import ShownTexts, ShownTurn, delete_leftovers, store_shown_texts
from battles.generation.storage.spool import FOLDER, save_end, store_spooled
from battles.generation.storage.turn_end import StoreResult, store_end
from battles.models import Answer, Battle
from battles.providers.base import FinishReason
from tests import world
from tests.battles.generation.test_process_files import leave_dead
from tests.battles.generation.test_turn_end import make_end, opened, texts
from tests.patience import PATIENCE_SECONDS, patiently

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / FOLDER


@pytest.fixture
def process():
    return uuid.uuid4()


@pytest.fixture
def battle(arena, pool, process):
    battle = world.open_battle(arena)
    claim_turn(get_newest_turn(battle), process)
    battle.refresh_from_db()
    return battle


def show(battle: Battle, a: str, b: str) -> ShownTurn:
    key = get_newest_turn(battle)
    answers = Answer.objects.filter(prompt__battle=battle).order_by("side")
    return ShownTurn(key, battle.fence, dict(zip(answers.values_list("pk", flat=True), (a, b), strict=True)))


def save(shown: ShownTexts, turn: ShownTurn) -> None:
    pieces = shown._collect([turn])
    if pieces:
        shown_texts._append(pieces)


def test_the_shown_text_of_a_killed_process_is_stored_with_the_interrupted_battle(battle, process, folder):
    shown = ShownTexts(process)
    save(shown, show(battle, "A he", ""))
    save(shown, show(battle, "A heron\n蒼鷺 \ud800", "A st"))
    [path] = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().count("A he") == 1  # each piece is written once
    leave_dead(process, battle.pk)
    assert give_up_dead() == 1
    battle.refresh_from_db()
    assert battle.state == Battle.State.INTERRUPTED
    assert texts(battle) == ["A heron\n蒼鷺 ?", "A st"]
    assert set(Answer.objects.values_list("state", flat=True)) == {Answer.State.INTERRUPTED}
    assert battle.unread_since is not None  # the detectors read it as any other
    assert list(folder.iterdir()) == []
    assert give_up_dead() == 0


def test_a_line_cut_by_the_kill_costs_that_line_only(battle, process, folder):
    save(ShownTexts(process), show(battle, "A heron", "A stork"))
    [path] = folder.iterdir()
    path.write_bytes(path.read_bytes()[:-4])
    leave_dead(process, battle.pk)
    give_up_dead()
    assert texts(battle) == ["A heron", ""]


def test_damaged_files_do_not_keep_the_others(battle, process, folder):
    save(ShownTexts(process), show(battle, "A he", "A st"))
    [whole] = folder.iterdir()
    for name, content in ((f"0.1.1.1.{process.hex}.shown", b"{\n"), (f"0.{process.hex}.shown", b"")):
        (folder / name).write_bytes(content)
    assert store_shown_texts(process) == 1
    assert texts(battle) == ["A he", "A st"]
    assert not whole.exists()
    assert sorted(path.suffix for path in folder.iterdir()) == [".bad", ".bad"]


def test_a_side_that_has_ended_keeps_its_whole_answer(battle, process):
    save(ShownTexts(process), show(battle, "A bi", "A st"))
    assert store_end(make_end(battle, sides="a")) == StoreResult.STORED
    leave_dead(process, battle.pk)
    give_up_dead()
    assert texts(battle) == ["A bird.", "A st"]
    assert list(Answer.objects.order_by("side").values_list("state", flat=True)) == ["done", "interrupted"]


def test_a_spooled_end_is_worth_more_than_what_was_shown(battle, process):
    save(ShownTexts(process), show(battle, "A bi", "A bi"))
    save_end(make_end(battle))
    leave_dead(process, battle.pk)
    store_spooled()
    give_up_dead()
    battle.refresh_from_db()
    assert (battle.state, texts(battle)) == (Battle.State.ANSWERED, ["A bird."] * 2)


def test_an_erased_battle_gets_no_text_back(battle, process, folder):
    save(ShownTexts(process), show(battle, "A heron", "A stork"))
    Battle.objects.filter(pk=battle.pk).update(fence=battle.fence + 1, state=Battle.State.INTERRUPTED)
    leave_dead(process, battle.pk)
    give_up_dead()
    assert texts(battle) == ["", ""]
    assert list(folder.iterdir()) == []


def test_the_files_of_another_process_stay_and_old_ones_go(battle, process, folder):
    save(ShownTexts(process), show(battle, "A heron", ""))
    assert store_shown_texts(uuid.uuid4()) == 0
    delete_leftovers()
    [path] = folder.iterdir()
    old = time.time() - shown_texts.LEFTOVER_SECONDS - 1
    os.utime(path, (old, old))
    delete_leftovers()
    assert list(folder.iterdir()) == []


async def test_a_running_turn_keeps_its_text_and_an_ended_one_leaves_no_file(
    runner, scripted, folder, monkeypatch
):
    monkeypatch.setattr("battles.generation.runner.WATCH_SECONDS", 0.02)
    more = asyncio.Event()
    scripted.scripts["left"] = ["Slow. ", more, FinishReason.STOP]
    battle = await opened()
    turn = runner.start(await sync_to_async(get_newest_turn)(battle), str(battle.key))
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not any("Slow. " in path.read_text() for path in folder.glob("*.shown")):  # noqa: ASYNC110  a file has no event
            await asyncio.sleep(0.02)
    more.set()
    await patiently(turn.task)
    await runner.shutdown(patience=0)
    assert list(folder.iterdir()) == []


async def test_a_full_disk_stops_no_turn_and_the_text_is_written_as_a_whole_later(
    battle, process, folder, monkeypatch, caplog
):
    shown = ShownTexts(process)
    turn = await sync_to_async(show)(battle, "A heron", "")
    await shown.save([turn])

    def full(pieces):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shown_texts, "_append", full)
        await shown.save([await sync_to_async(show)(battle, "A heron stands", "")])
    assert "No space left" in caplog.text
    await shown.save([await sync_to_async(show)(battle, "A heron stands here", "")])
    [path] = folder.iterdir()
    assert path.read_text().count("A heron stands here") == 1
    assert len(path.read_text().splitlines()) == 1
