"""Render in a process of its own, so that no text stops the event loop or a request for long.

The process needs neither Django nor a database. It starts with the first text. If it hangs or dies, the text
is shown as it is, and the next text starts another process.
"""

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

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
        self._pool: ProcessPoolExecutor | None = None

    def render(self, text: str) -> Rendered:
        """Render a text; waits for the process. Never raises."""
        if not text.strip():
            return Rendered("")
        pool, future = self._submit(render_in_allowance, text)
        try:
            return Rendered(future.result(self._seconds))
        except Exception as error:
            return self._give_up(pool, text, error)

    async def render_async(self, text: str) -> Rendered:
        """Render a text without blocking the event loop. Raises nothing but CancelledError."""
        if not text.strip():
            return Rendered("")
        pool, future = self._submit(render_in_allowance, text)
        try:
            return Rendered(await asyncio.wait_for(asyncio.wrap_future(future), self._seconds))
        except Exception as error:
            return self._give_up(pool, text, error)

    async def close_blocks(self, sources: list[Growing]) -> list[ClosedBlocks] | None:
        """Render the closed blocks of texts that still grow, all in one piece of work; None on failure.

        sources: (text, link references and stub of the blocks before it). Raises nothing but CancelledError.
        """
        pool, future = self._submit(close_in_allowance, sources)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._seconds)
        except Exception as error:
            self._give_up(pool, "".join(text for text, _references, _stub in sources), error)
            return None

    def close(self) -> None:
        """End the process; the next text starts another one."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            _end(pool, wait=True)

    def _submit(self, work: Callable[..., Any], argument: Any) -> tuple[ProcessPoolExecutor | None, Future]:
        with self._lock:
            try:
                if self._pool is None:
                    context = multiprocessing.get_context("spawn")
                    self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_init_worker)
                return self._pool, self._pool.submit(work, argument)
            except Exception as error:
                failed: Future = Future()
                failed.set_exception(error)
                return self._pool, failed

    def _give_up(self, pool: ProcessPoolExecutor | None, text: str, error: Exception) -> Rendered:
        """Show the text as it is. A process that died or hung is no surprise (Ctrl-C while it starts)."""
        is_expected = isinstance(error, BrokenProcessPool | TimeoutError)
        logger.warning(
            "rendering failed (%s): a text of %d characters is shown as it is",
            type(error).__name__,
            len(text),
            exc_info=None if is_expected else error,
        )
        with self._lock:
            if self._pool is pool:
                self._pool = None
        if pool is not None:
            _end(pool, wait=False)
        return Rendered(render_plain(text), is_final=False)


def render_in_allowance(text: str) -> str:
    """Render a text within the CPU time for its length; runs in the main thread of a process."""
    return render(text, build_allowance(text))


def close_in_allowance(sources: list[Growing]) -> list[ClosedBlocks]:
    """Render the closed blocks of each text within the CPU time for its length."""
    return [
        render_closed_blocks(text, references=references, stub=stub, allowance=build_allowance(stub + text))
        for text, references, stub in sources
    ]


def _end(pool: ProcessPoolExecutor, *, wait: bool) -> None:
    """Kill the pool's process. wait: until its semaphores are released too, some milliseconds later."""
    for process in list((pool._processes or {}).values()):
        with contextlib.suppress(OSError):
            process.kill()
    pool.shutdown(wait=wait, cancel_futures=True)


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
