"""Invented arenas: what sampling rules and attacks do to a board."""

from ratings.core.simulation.trials import MOST_VOTES, attack, bring_within, rules, widest
from ratings.core.simulation.world import SECTIONS, Voters, Votes, World, invent, tally_of

__all__ = [
    "MOST_VOTES",
    "SECTIONS",
    "Voters",
    "Votes",
    "World",
    "attack",
    "bring_within",
    "invent",
    "rules",
    "tally_of",
    "widest",
]
