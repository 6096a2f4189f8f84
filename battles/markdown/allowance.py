"""The CPU time that one text may use.

Which text a model writes is decided by a stranger, and some grammars need quadratic time for some texts.
So the allowance is a multiple of what plain CommonMark needs for a text of the same length on this machine.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import FrameType
from typing import Protocol

from markdown_it import MarkdownIt

ALLOWED_MULTIPLE = 2.5
"""Together with what is outside the allowance the cost stays under 5: the timer rings some milliseconds late,
and sanitising, bounded by the size of the HTML, follows. Code of the dearest lexers needs about 2.5."""

MIN_SECONDS = 0.02
"""The timer of the operating system has a resolution of some milliseconds."""

AGAIN_SECONDS = 0.005
"""Some code swallows the exception (a callback, a destructor): it is raised again after this time."""

SAMPLE = (
    "Herons are **wading birds** with *long* legs.\nThey wait for fish, see [this](https://example.com/x).\n"
    "\n- one `item`\n- two\n\n## A heading\n\n> A quote of some words & more.\n\n```\nplain = code\n```\n\n"
)


class OverBudget(BaseException):
    """The allowance is used up. Not an Exception: libraries that catch those must not go on."""


class Allowance(Protocol):
    """CPU time that is used up part by part."""

    def limit(self) -> "contextmanager[None]":  # type: ignore[valid-type]
        """Return a context whose work is charged. Raises OverBudget in it when nothing is left."""


class CpuAllowance:
    """An allowance in seconds of this process's CPU time. Only the main thread of a process can use it."""

    def __init__(self, seconds: float):
        self._left = seconds
        self._is_armed = False

    @contextmanager
    def limit(self) -> Iterator[None]:
        """Interrupt the work in this context when the allowance is used up."""
        if self._left <= 0:
            raise OverBudget
        before = signal.signal(signal.SIGPROF, self._interrupt)
        started = time.process_time()
        self._is_armed = True
        signal.setitimer(signal.ITIMER_PROF, self._left, AGAIN_SECONDS)
        try:
            yield
        finally:
            self._is_armed = False
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
            self._left -= time.process_time() - started

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        if self._is_armed:
            self._left = 0.0
            raise OverBudget


def build_allowance(text: str) -> CpuAllowance:
    """Build the allowance of one text by its length in bytes."""
    seconds = ALLOWED_MULTIPLE * seconds_per_byte() * len(text.encode("utf-8", "replace"))
    return CpuAllowance(max(MIN_SECONDS, seconds))


@lru_cache(maxsize=1)
def seconds_per_byte() -> float:
    """Measure what plain CommonMark needs for ordinary text on this machine, once per process."""
    sample = SAMPLE * 40
    return min(_measure(sample) for _ in range(5)) / len(sample.encode())


def _measure(text: str) -> float:
    parser = MarkdownIt("commonmark")
    started = time.process_time()
    parser.render(text)
    return time.process_time() - started
