"""Effects of decisions on the boards, before and after: combines moderation and ratings."""

from arenasite.effects.ranks import moves_ranks

__all__ = ["moves_ranks"]
