"""How many statements something needs."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def statements(work: Callable[[], Any]) -> tuple[Any, int]:
    """The result of the work and how many statements it needed, transaction's begin and end left out."""
    with CaptureQueriesContext(connection) as captured:
        result = work()
    return result, sum(not query["sql"].startswith(("BEGIN", "COMMIT")) for query in captured)


def count_statements(work: Callable[[], Any]) -> int:
    """The number alone."""
    return statements(work)[1]
