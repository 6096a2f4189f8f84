"""Detectors in processes of their own, which need neither Django nor a database."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import NamedTuple

from battles.detectors.categories import Fact
from battles.detectors.identity import ModelNames
from battles.detectors.run import Texts, detect_facts

CHUNK_CHARACTERS = 200_000
CHUNK_JOBS = 200


def worker_count(value: str) -> int:
    """A number of worker processes from a command line. Raises ValueError."""
    count = int(value)
    if count < 0:
        raise ValueError(value)
    return count


class Job(NamedTuple):
    """One battle's texts, the names to look for, and the detectors to run (None: all)."""

    texts: Texts
    models: tuple[ModelNames, ...]
    detectors: frozenset[str] | None = None


def run_jobs(jobs: Sequence[Job]) -> list[tuple[Fact, ...]]:
    """The facts of each job, in their order."""
    return [detect_facts(job.texts, job.models, job.detectors) for job in jobs]


class PendingFacts:
    """Jobs that were given out; `facts` waits for all of them."""

    def __init__(self, jobs: Sequence[Job], futures: Sequence[Future[list[tuple[Fact, ...]]]] | None) -> None:
        self._jobs = jobs if futures is None else ()
        self._futures = futures or ()

    @property
    def is_done(self) -> bool:
        """Whether `facts` would not wait for another process."""
        return all(future.done() for future in self._futures)

    def facts(self) -> list[tuple[Fact, ...]]:
        """The facts of each job, in order. Raises whatever a detector raised, or BrokenProcessPool."""
        return run_jobs(self._jobs) + [facts for future in self._futures for facts in future.result()]


class Detectors:
    """A pool of worker processes, started with the first job; `workers=0` works in this process.

    Left by an exception, Ctrl-C too, it drops what has not begun and waits for the rest: a chunk each.
    """

    def __init__(self, *, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Detectors":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def begin(self, jobs: Sequence[Job]) -> PendingFacts:
        """Give jobs out in chunks of bounded size."""
        if not self._workers or not jobs:
            return PendingFacts(jobs, None)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_work
            )
        return PendingFacts(jobs, [self._pool.submit(run_jobs, chunk) for chunk in _chunks(jobs)])


def _chunks(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    chunk: list[Job] = []
    characters = 0
    for job in jobs:
        chunk.append(job)
        characters += job.texts.characters
        if len(chunk) == CHUNK_JOBS or characters >= CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _begin_work() -> None:
    """Leave Ctrl-C to the parent, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
