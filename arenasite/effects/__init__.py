"""Effects of decisions on the boards, before and after: combines moderation and ratings."""

from arenasite.effects.top_ten import moves_top_ten

__all__ = ["moves_top_ten"]
