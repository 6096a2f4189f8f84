"""Render in a process of its own, so that no text stops the event loop or a request for long.

The process needs neither Django nor a database. It starts with the first text. If it hangs or dies, the text
is shown as it is, and the next text starts another process.
"""

import asyncio
import contextlib
import functools
import logging
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from battles.markdown.allowance import build_allowance, seconds_per_byte
from battles.markdown.closed_blocks import ClosedBlocks, References, render_closed_blocks
from battles.markdown.rendering import render, render_plain

Growing = tuple[str, References, str]
"""A text that still grows, and what is known of the blocks before it: link references and stub."""

MAX_SECONDS = 30.0
"""Wall time that a caller waits, the queue included."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rendered:
    """The HTML of a text. is_final: False if the process failed, so that another try may do better."""

    html: str
    is_final: bool = True


class RenderProcess:
    """One worker process; usable from any thread and from any event loop."""

    def __init__(self, seconds: float = MAX_SECONDS):
        self._seconds = seconds
        self._lock = threading.Lock()
        self._worker: Worker | None = None

    def render(self, text: str) -> Rendered:
        """Render a text; waits for the process. Never raises."""
        if not text.strip():
            return Rendered("")
        worker, answer = None, Future[str]()
        try:
            worker = self._get_worker()
            worker.ask(render_in_allowance, text, functools.partial(_settle, answer))
            return Rendered(answer.result(self._seconds))
        except Exception as error:
            return self._give_up(worker, text, error)

    async def render_async(self, text: str) -> Rendered:
        """Render a text without blocking the event loop. Raises nothing but CancelledError."""
        if not text.strip():
            return Rendered("")
        worker = None
        try:
            worker = self._get_worker()
            return Rendered(await self._ask(worker, render_in_allowance, text))
        except Exception as error:
            return self._give_up(worker, text, error)

    async def close_blocks(self, sources: list[Growing]) -> list[ClosedBlocks] | None:
        """Render the closed blocks of texts that still grow, all in one piece of work; None on failure.

        sources: (text, link references and stub of the blocks before it). Raises nothing but CancelledError.
        """
        worker = None
        try:
            worker = self._get_worker()
            blocks: list[ClosedBlocks] = await self._ask(worker, close_in_allowance, sources)
            return blocks
        except Exception as error:
            self._give_up(worker, "".join(text for text, _references, _stub in sources), error)
            return None

    def close(self) -> None:
        """End the process; the next text starts another one."""
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.end(wait=True)

    def list_pids(self) -> list[int]:
        """The process that runs now, if one does."""
        return [self._worker.pid] if self._worker is not None else []

    async def _ask(self, worker: "Worker", work: Callable[..., Any], argument: Any) -> Any:
        loop = asyncio.get_running_loop()
        answer = loop.create_future()

        def settle(result: Any, error: Exception | None) -> None:
            with contextlib.suppress(RuntimeError):  # the loop was closed
                loop.call_soon_threadsafe(_settle, answer, result, error)

        worker.ask(work, argument, settle)
        return await asyncio.wait_for(answer, self._seconds)

    def _get_worker(self) -> "Worker":
        with self._lock:
            if self._worker is None or not self._worker.is_alive:
                self._worker = Worker()
            return self._worker

    def _give_up(self, worker: "Worker | None", text: str, error: Exception) -> Rendered:
        """Show the text as it is. A process that died or hung is no surprise (Ctrl-C while it starts)."""
        is_expected = isinstance(error, WorkerLost | TimeoutError)
        logger.warning(
            "rendering failed (%s): a text of %d characters is shown as it is",
            type(error).__name__,
            len(text),
            exc_info=None if is_expected else error,
        )
        with self._lock:
            if self._worker is worker:
                self._worker = None
        if worker is not None:
            worker.end(wait=False)
        return Rendered(render_plain(text), is_final=False)


def _settle(answer: "Future[Any] | asyncio.Future[Any]", result: Any, error: Exception | None) -> None:
    if answer.done():  # the caller has left
        return
    if error is None:
        answer.set_result(result)
    else:
        answer.set_exception(error)


class WorkerLost(Exception):
    """The process died before it answered."""


class Work(NamedTuple):
    """One piece of work. settle: called once, in a thread of its own, with the result or the error."""

    work: Callable[..., Any]
    argument: Any
    settle: Callable[[Any, Exception | None], None]


class Worker:
    """A process that works on one thing after the other, and a thread that reads its answers.

    `ProcessPoolExecutor` passes each piece of work through two threads and two pipes; for a short text this
    takes two thirds of its processor time. Only an idle process is written to, so that writing waits for
    nobody.
    """

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, far_end = context.Pipe()
        self._process = context.Process(target=_serve, args=(far_end,), daemon=True)
        self._process.start()
        far_end.close()
        self._lock = threading.Lock()
        self._waiting: deque[Work] = deque()
        self._current: Work | None = None
        self._is_idle = False
        self.is_alive = True
        threading.Thread(target=self._read_answers, name="renderer", daemon=True).start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None  # noqa: S101 - narrows the type
        return self._process.pid

    def ask(
        self, work: Callable[..., Any], argument: Any, settle: Callable[[Any, Exception | None], None]
    ) -> None:
        """Have a function called in the process. Errors are settled too, WorkerLost if the process dies."""
        with self._lock:
            if self.is_alive:
                self._waiting.append(Work(work, argument, settle))
                self._send_next()
                return
        settle(None, WorkerLost())

    def end(self, *, wait: bool) -> None:
        """Kill the process. wait: until it has ended."""
        self._process.kill()
        if wait:
            self._process.join()

    def _send_next(self) -> None:
        """Send the next piece of work if the process is idle. To be called with the lock."""
        if self._is_idle and self._waiting:
            self._is_idle = False
            self._current = self._waiting.popleft()
            with contextlib.suppress(OSError):  # it has died: the thread that reads notices
                self._pipe.send_bytes(pickle.dumps(self._current[:2]))

    def _read_answers(self) -> None:
        try:
            self._pipe.recv_bytes()  # it has started
            while True:
                self._take_next()
                result, error = pickle.loads(self._pipe.recv_bytes())  # noqa: S301  from our own process
                if self._current is not None:
                    self._current.settle(result, error)
        except (EOFError, OSError):
            pass
        finally:
            self._lose()

    def _take_next(self) -> None:
        with self._lock:
            self._is_idle, self._current = True, None
            self._send_next()

    def _lose(self) -> None:
        with self._lock:
            self.is_alive = False
            lost = [*([self._current] if self._current else []), *self._waiting]
            self._waiting.clear()
        for each in lost:
            each.settle(None, WorkerLost())
        self._pipe.close()


def _serve(pipe: Connection) -> None:
    """Work until the other end of the pipe is closed."""
    _init_worker()
    pipe.send_bytes(b"")
    while True:
        try:
            work, argument = pickle.loads(pipe.recv_bytes())  # noqa: S301  from the process that started this
        except EOFError:
            return
        try:
            answer = (work(argument), None)
        except Exception as error:
            answer = (None, error)
        pipe.send_bytes(pickle.dumps(answer))


def render_in_allowance(text: str) -> str:
    """Render a text within the CPU time for its length; runs in the main thread of a process."""
    return render(text, build_allowance(text))


def close_in_allowance(sources: list[Growing]) -> list[ClosedBlocks]:
    """Render the closed blocks of each text within the CPU time for its length."""
    return [
        render_closed_blocks(text, references=references, stub=stub, allowance=build_allowance(stub + text))
        for text, references, stub in sources
    ]


def _init_worker() -> None:
    """Ignore Ctrl-C, which the parent handles; exit with the parent; measure this machine."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    seconds_per_byte()


def _exit_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
