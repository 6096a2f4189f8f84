"""Immutable files of every board and day, and what describes them: manifest, index, Croissant."""

from ratings.files.description import describe_latest
from ratings.files.ranges import Unsatisfiable, build_range_problem, choose_range
from ratings.files.release import release_arena
from ratings.files.static_site import export_site
from ratings.files.targets import ObjectStore, StoreFailed, StoreMissing

__all__ = [
    "ObjectStore",
    "StoreFailed",
    "StoreMissing",
    "Unsatisfiable",
    "build_range_problem",
    "choose_range",
    "describe_latest",
    "export_site",
    "release_arena",
]
