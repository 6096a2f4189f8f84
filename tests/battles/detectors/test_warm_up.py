"""A web process reads a text at its start, so that its first visitor waits for no expression to be built."""

import subprocess
import sys
import threading

from arenasite.web import lifespan

FIRST_TEXTS = """
import re
from battles.detectors import warm_up
from battles.detectors.run import build_index, read_answer_text, read_prompt_text
warm_up()
built = []
build = re._compiler.compile
re._compiler.compile = lambda *arguments: built.append(arguments[0]) or build(*arguments)
re.compile("an expression that is new")
assert len(built) == 1
names = build_index(())
prompt = read_prompt_text("Which bird stands in the water, and who says so?", names, is_first=True)
read_answer_text("A heron. I think that it stands still, then it strikes.", [prompt], names)
print(built[1:])
"""


def test_the_first_texts_after_it_build_no_expression():
    done = subprocess.run([sys.executable, "-c", FIRST_TEXTS], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_a_web_process_does_it_beside_its_event_loop(runner, monkeypatch):
    threads = []
    monkeypatch.setattr(lifespan, "warm_up", lambda: threads.append(threading.current_thread()))
    monkeypatch.setattr(lifespan, "_tune_process", lambda: None)
    monkeypatch.setattr(lifespan, "listen", lambda: None)
    monkeypatch.setattr(lifespan, "sweep_forever", _nothing)
    monkeypatch.setattr(lifespan, "_release_viewers_on_signal", lambda loop: None)
    started = lifespan.Lifespan(None)
    started._start()
    await started._warming
    assert threads
    assert threads[0] is not threading.main_thread()
    await started._sweeper


async def _nothing() -> None:
    """In place of the sweep."""
