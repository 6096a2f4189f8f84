"""Makers that an answer gives away by what is related to its speaker.

Its founder, its maker's town and its kin (people.py), its maker's people at work (people_of_makers.py), and
where it can be found and used (whereabouts.py). The expressions are in words.toml.
"""

from battles.detectors.identity.claims.relations.people import find_related_makers
from battles.detectors.identity.claims.relations.people_of_makers import find_people_of_makers
from battles.detectors.identity.claims.relations.whereabouts import find_whereabouts

__all__ = ["find_people_of_makers", "find_related_makers", "find_whereabouts"]
