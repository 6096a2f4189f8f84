"""Keys and days of suspicions about groups."""

import datetime as dt
import hashlib

import numpy as np
from numpy.typing import NDArray


def list_days(days: NDArray[np.int64]) -> list[str]:
    """The first and the last day, in ISO form."""
    if not days.size or days.min() < 0:
        return []
    epoch = dt.date(1970, 1, 1)
    return [(epoch + dt.timedelta(days=int(day))).isoformat() for day in (days.min(), days.max())]


def build_key(*words: object) -> str:
    """The key of a group's campaign: a digest, so that it names no network."""
    return hashlib.sha256(" ".join(map(str, words)).encode()).hexdigest()
