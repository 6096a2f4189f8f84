"""What a decision would move on the boards, and what it did move: where moderation and ratings meet."""

from arenasite.effects.top_ten import moves_top_ten

__all__ = ["moves_top_ten"]
