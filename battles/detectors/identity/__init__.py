"""Identity leaks: names and texts in, leaks out. Whether a leak excludes a vote is decided elsewhere."""

from battles.detectors.identity.claims import LeakKind
from battles.detectors.identity.leaks import Leak, find_leaks
from battles.detectors.identity.names import LEXICON_VERSION, ModelNames, NameIndex
from battles.detectors.identity.prompts import Prompting, combine_promptings, read_prompt, read_request

DETECTOR = "identity"
RULES_VERSION = "12"
VERSION = f"{RULES_VERSION}+{LEXICON_VERSION}"
"""The version of the rules and of the lexicon. An annotation of another version is outdated."""

__all__ = [
    "DETECTOR",
    "VERSION",
    "Leak",
    "LeakKind",
    "ModelNames",
    "NameIndex",
    "Prompting",
    "combine_promptings",
    "find_leaks",
    "read_prompt",
    "read_request",
]
