"""Objects that stay for long, kept from the garbage collector: it would walk them again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_frozen_for_good: list[bool] = []
"""Not empty after freeze_heap(). gc.get_freeze_count() walks all frozen objects to count them."""


def freeze_heap() -> None:
    """Keep the garbage collector from the objects of now until the process ends (a server, at its start)."""
    gc.freeze()
    _frozen_for_good.append(True)


@contextmanager
def frozen_heap() -> Iterator[None]:
    """Keep the garbage collector from the objects of now until the end of the block.

    Nothing happens where the heap is frozen for good: the end of the block would unfreeze it.
    """
    if _frozen_for_good:
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
