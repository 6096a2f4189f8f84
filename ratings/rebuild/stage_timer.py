"""Time that the stages of a rebuild take."""

import contextlib
import time
from collections.abc import Iterator


class StageTimer:
    """Adds up the seconds of each named stage, starting from the given ones."""

    def __init__(self, stages: dict[str, float] | None = None) -> None:
        self.stages: dict[str, float] = {} if stages is None else stages

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.stages[name] = round(self.stages.get(name, 0.0) + time.perf_counter() - start, 4)
