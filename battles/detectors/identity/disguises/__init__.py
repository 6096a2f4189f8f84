"""Names that a text disguises or encodes: leet, turned letters, Base64, numbers as letters.

Whether a disguised name is a claim is decided in the room claims.
"""

from battles.detectors.identity.disguises.disguised_names import (
    Disguise,
    find_disguised_names,
    find_disguises,
)
from battles.detectors.identity.disguises.encodings import find_encoded_texts

__all__ = [
    "Disguise",
    "find_disguised_names",
    "find_disguises",
    "find_encoded_texts",
]
