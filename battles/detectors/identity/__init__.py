"""Identity leaks: names and texts in, leaks out. What a leak costs is decided elsewhere."""

from battles.detectors.identity.index import NameIndex
from battles.detectors.identity.leaks import Leak, LeakKind, find_leaks
from battles.detectors.identity.lexicon import LEXICON_VERSION
from battles.detectors.identity.names import ModelNames

DETECTOR = "identity"
RULES_VERSION = "2"
VERSION = f"{RULES_VERSION}+{LEXICON_VERSION}"
"""The rules' version and the lexicon's: an annotation made with another one is out of date."""

__all__ = ["DETECTOR", "VERSION", "Leak", "LeakKind", "ModelNames", "NameIndex", "find_leaks"]
