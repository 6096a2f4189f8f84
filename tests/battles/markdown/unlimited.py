"""Rendering without a limit of time: what is compared does not depend on the machine."""

from collections.abc import Iterator
from contextlib import contextmanager


class Unlimited:
    """An allowance that is never used up."""

    @contextmanager
    def limit(self) -> Iterator[None]:
        """Do nothing."""
        yield
