"""Tables beside the boards: wins per pair, ranks by category, how the boards treat one vote.

They are read from what a rebuild stored; nothing is rated here.
"""

from ratings.tables.vote_inclusion import Inclusion, get_inclusion

__all__ = ["Inclusion", "get_inclusion"]
