"""Simulated arenas: the effect of sampling rules and attacks on a board."""

from ratings.core.simulation.trials import MAX_VOTES, attack, bring_within, rules, widest
from ratings.core.simulation.world import SECTIONS, Voters, Votes, World, invent, to_outcome_counts

__all__ = [
    "MAX_VOTES",
    "SECTIONS",
    "Voters",
    "Votes",
    "World",
    "attack",
    "bring_within",
    "invent",
    "rules",
    "to_outcome_counts",
    "widest",
]
