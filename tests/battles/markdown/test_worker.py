"""The process that renders: what it returns, and what is shown if it hangs or dies."""

import asyncio
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from battles.markdown.worker import RenderProcess
from tests.patience import PATIENCE_SECONDS


@pytest.fixture
def process():
    process = RenderProcess()
    yield process
    process.close()


def pids(process):
    return process.list_pids()


def test_it_renders_in_another_process(process):
    assert process.render("**a**").html == "<p><strong>a</strong></p>\n"
    assert pids(process) != [os.getpid()]


async def test_many_texts_are_rendered_without_blocking_the_loop(process):
    rendered = await asyncio.gather(*(process.render_async(f"*{number}*") for number in range(20)))
    assert [each.html for each in rendered] == [f"<p><em>{number}</em></p>\n" for number in range(20)]


def test_an_empty_text_starts_no_process(process):
    assert process.render(" \n").html == ""
    assert process.list_pids() == []


def test_after_its_death_a_text_is_shown_as_it_is_and_the_next_is_rendered(process, caplog):
    process.render("first")
    (pid,) = pids(process)
    os.kill(pid, signal.SIGKILL)
    texts = [process.render("**a** <b>") for _ in range(3)]
    assert texts[-1].html == "<p><strong>a</strong> &lt;b&gt;</p>\n"
    for lost in (each for each in texts if not each.is_final):
        assert lost.html == "<p>**a** &lt;b&gt;</p>"


def test_a_process_that_hangs_is_given_up(caplog):
    process = RenderProcess(seconds=0.0)
    rendered = process.render("**a**")
    assert (rendered.html, rendered.is_final) == ("<p>**a**</p>", False)
    assert process.list_pids() == []
    assert "a text of 5 characters is shown as it is" in caplog.text


async def test_a_caller_that_leaves_does_not_end_the_process(process):
    await process.render_async("first")
    long = "a **second** text\n\n" * 500  # so that it is not done before the caller leaves
    task = asyncio.create_task(process.render_async(long))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await process.render_async("*third*")).html == "<p><em>third</em></p>\n"


def test_texts_that_wait_when_the_process_dies_are_shown_as_they_are(process):
    process.render("first")
    (pid,) = pids(process)
    os.kill(pid, signal.SIGSTOP)  # busy
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(process.render, f"**{number}**") for number in range(4)]
        while len(process._worker._waiting) < 3:
            time.sleep(0.001)
        os.kill(pid, signal.SIGKILL)
        htmls = [each.result(PATIENCE_SECONDS).html for each in waiting]
    assert htmls == [f"<p>**{number}**</p>" for number in range(4)]
    assert process.render("**a**").is_final


def test_an_error_in_the_process_ends_one_text_only(process):
    errors = []
    worker = process._get_worker()
    done = threading.Event()
    worker.ask(int, "no number", lambda result, error: (errors.append(error), done.set()))
    assert done.wait(PATIENCE_SECONDS)
    assert isinstance(errors[0], ValueError)
    assert process.render("**a**").html == "<p><strong>a</strong></p>\n"
    assert pids(process) == [worker.pid]


def test_a_text_larger_than_the_pipe_is_rendered_while_others_wait(process):
    long = "word " * 100_000
    with ThreadPoolExecutor(3) as threads:
        sizes = [len(each.html) for each in threads.map(process.render, [long, "**a**", long])]
    assert sizes[0] == sizes[2] > 200_000
    assert sizes[1] == len("<p><strong>a</strong></p>\n")


async def test_several_loops_and_threads_share_the_process(process):
    def render_in_a_loop(number: int) -> str:
        return asyncio.run(process.render_async(f"*{number}*")).html

    here = asyncio.gather(*(process.render_async(f"*{number}*") for number in range(5)))
    there = await asyncio.gather(*(asyncio.to_thread(render_in_a_loop, number) for number in range(5)))
    assert there == [each.html for each in await here]
    assert len(pids(process)) == 1
