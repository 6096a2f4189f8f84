"""Tables beside the boards: matchups, overview, inclusion of votes."""

from ratings.tables.vote_inclusion import Inclusion, inclusion_of

__all__ = ["Inclusion", "inclusion_of"]
