"""Effects of decisions on the boards, before and after: combines moderation and ratings."""

from arenasite.effects.ranks import moves_ranks
from arenasite.effects.settings import rated_contenders

__all__ = ["moves_ranks", "rated_contenders"]
