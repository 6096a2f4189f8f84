"""Known names in a text: the lexicon, the spellings of names, and the index that finds them.

Nothing here knows whether a name identifies the speaker; see the rooms grammar and claims.
"""

from battles.detectors.identity.names.index import PLAIN_WORD, NameIndex
from battles.detectors.identity.names.known_names import KnownName, Mention, ModelNames, NameClass
from battles.detectors.identity.names.lexicon import LEXICON_VERSION
from battles.detectors.identity.names.odd_words import ODD, SIGN, SIGN_IN_WORD, SIGNS, TURNED, Words
from battles.detectors.identity.names.spellings import spelling_key

__all__ = [
    "LEXICON_VERSION",
    "ODD",
    "PLAIN_WORD",
    "SIGN",
    "SIGNS",
    "SIGN_IN_WORD",
    "TURNED",
    "KnownName",
    "Mention",
    "ModelNames",
    "NameClass",
    "NameIndex",
    "Words",
    "spelling_key",
]
