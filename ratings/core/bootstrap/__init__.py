"""Bootstrap intervals of Bradley–Terry strengths: resampled counts, and their refits by a shared solver."""

from ratings.core.bootstrap.intervals import bootstrap

__all__ = [
    "bootstrap",
]
