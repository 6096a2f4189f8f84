"""Tables derived from the boards: matchups, overview, inclusion of votes."""

from ratings.tables.vote_inclusion import Inclusion, get_inclusion

__all__ = ["Inclusion", "get_inclusion"]
