"""A lock in the shared cache, for work that is only wasteful when done twice.

The lock expires. Releasing it deletes it only while it is still the caller's, never that of a later holder.
For work that must not be done twice a lock in the database with a fencing number is needed, as
ratings.rebuild.lease.
"""

import contextlib
import uuid
from collections.abc import Iterator

from django.core.cache import cache


@contextlib.contextmanager
def cache_lock(key: str, *, seconds: float) -> Iterator[bool]:
    """Try to take the lock for at most `seconds`; the block learns whether it did. Does not wait."""
    token = uuid.uuid4().hex
    is_taken = cache.add(key, token, seconds)
    try:
        yield is_taken
    finally:
        if is_taken and cache.get(key) == token:
            cache.delete(key)
