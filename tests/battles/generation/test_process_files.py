"""A killed process is known at once: what it had not begun is free, the rest is interrupted."""

import os
import signal
import subprocess
import sys
import uuid

import pytest

from battles.generation.claims import claim_turn, get_newest_turn, give_up_dead, list_unclaimed
from battles.generation.storage.process_files import FOLDER, ProcessFile, list_dead
from battles.models import Battle
from tests import world
from tests.battles.generation.test_claims import at


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / FOLDER


@pytest.fixture
def own():
    file = ProcessFile()
    file.open(uuid.uuid4())
    yield file
    file.close()


def leave_dead(process: uuid.UUID, *begun: int) -> None:
    """The file of a process that was killed after it had begun these battles."""
    file = ProcessFile()
    file.open(process)
    for battle_id in begun:
        file.note_begun(battle_id)
    os.close(file._descriptor)
    file._descriptor = None


def test_a_living_process_is_not_dead_and_a_stopped_one_leaves_nothing(own, folder):
    own.note_begun(7)
    assert list(list_dead()) == []
    own.close()
    assert list(folder.iterdir()) == []


def test_what_ended_is_not_begun_any_more(own, folder):
    process = uuid.uuid4()
    file = ProcessFile()
    file.open(process)
    for battle_id in (1, 2, 3):
        file.note_begun(battle_id)
    file.note_ended(2, is_last=False)
    os.write(file._descriptor, b"-")  # killed in mid-line
    os.close(file._descriptor)
    [dead] = list_dead()
    assert (dead.process, dead.begun) == (process, {1, 3})
    assert list(list_dead()) == []
    own.note_begun(4)
    own.note_ended(4, is_last=True)
    assert [path.stat().st_size for path in folder.iterdir()] == [0]


def test_a_process_that_is_really_killed_is_found(folder):
    process = uuid.uuid4()
    code = (
        "import sys, time, uuid, django; from django.conf import settings\n"
        f"settings.configure(DATA_DIR={str(folder.parent)!r})\n"
        "from battles.generation.storage.process_files import ProcessFile\n"
        f"file = ProcessFile(); file.open(uuid.UUID({process.hex!r})); file.note_begun(5)\n"
        "print('open', flush=True); time.sleep(600)"
    )
    code = code.replace("from battles.generation.storage.process_files", "from process_files")
    path = os.path.join(os.path.dirname(sys.modules["battles.generation.storage.process_files"].__file__))
    with subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout.readline() == b"open\n"
        assert list(list_dead()) == []
        child.send_signal(signal.SIGKILL)
        child.wait()
        [dead] = list_dead()
    assert (dead.process, dead.begun) == (process, {5})


@pytest.mark.django_db
def test_turns_of_a_dead_process_are_free_or_interrupted_at_once(arena, pool):
    process = uuid.uuid4()
    shown, silent, elsewhere = (world.open_battle(arena) for _number in range(3))
    for battle, claimant in ((shown, process), (silent, process), (elsewhere, uuid.uuid4())):
        claim_turn(get_newest_turn(battle), claimant, clock=lambda: at(0))
    leave_dead(process, shown.pk)
    assert give_up_dead() == 1
    states = dict(Battle.objects.values_list("pk", "state"))
    assert states == {shown.pk: "interrupted", silent.pk: "running", elsewhere.pk: "running"}
    assert [key[0] for key, _battle in list_unclaimed(now=at(10))] == [silent.pk]
    assert give_up_dead() == 0


@pytest.mark.django_db
def test_a_dead_process_is_kept_until_the_database_has_taken_it(arena, pool, folder):
    leave_dead(uuid.uuid4())
    iterator = list_dead()
    next(iterator)
    iterator.close()  # what an error of the database does
    assert len(list(folder.iterdir())) == 1
