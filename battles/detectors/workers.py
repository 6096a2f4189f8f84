"""Run detectors in worker processes, which need neither Django nor a database."""

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

MAX_CHUNK_CHARACTERS = 200_000
MAX_CHUNK_JOBS = 200


def parse_worker_count(value: str) -> int:
    """Parse a number of worker processes from a command line. Raises ValueError."""
    count = int(value)
    if count < 0:
        raise ValueError(value)
    return count


class Job(NamedTuple):
    """One battle's texts, the names to find, and the detectors to run (None: all)."""

    texts: Texts
    models: tuple[ModelNames, ...]
    detectors: frozenset[str] | None = None


def run_jobs(jobs: Sequence[Job]) -> list[tuple[Fact, ...]]:
    """Return the facts of each job, in order."""
    return [detect_facts(job.texts, job.models, job.detectors) for job in jobs]


class PendingFacts:
    """The facts of jobs that were submitted; `facts` waits for all of them."""

    def __init__(self, jobs: Sequence[Job], futures: Sequence[Future[list[tuple[Fact, ...]]]] | None) -> None:
        self._jobs = jobs if futures is None else ()
        self._futures = futures or ()

    @property
    def is_done(self) -> bool:
        """Whether `facts` returns without waiting for another process."""
        return all(future.done() for future in self._futures)

    def facts(self) -> list[tuple[Fact, ...]]:
        """Return the facts of each job, in order. Raises a detector's exception, or BrokenProcessPool."""
        return run_jobs(self._jobs) + [facts for future in self._futures for facts in future.result()]


class Detectors:
    """A pool of worker processes, started with the first job; with `workers=0` jobs run in this process.

    On exit, after an exception or Ctrl-C too, jobs that have not begun are cancelled; the others are awaited.
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

    def submit(self, jobs: Sequence[Job]) -> PendingFacts:
        """Submit jobs in chunks of limited size."""
        if not self._workers or not jobs:
            return PendingFacts(jobs, None)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=multiprocessing.get_context("spawn"), initializer=_init_worker
            )
        return PendingFacts(jobs, [self._pool.submit(run_jobs, chunk) for chunk in _chunks(jobs)])


def _chunks(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    chunk: list[Job] = []
    characters = 0
    for job in jobs:
        chunk.append(job)
        characters += job.texts.characters
        if len(chunk) == MAX_CHUNK_JOBS or characters >= MAX_CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _init_worker() -> None:
    """Ignore Ctrl-C, which the parent handles, and exit when the parent exits for any reason."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, daemon=True).start()


def _exit_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
