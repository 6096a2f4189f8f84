"""The places where an answer identifies its author, in plain words, fields, disguises or by relations.

`battles.detectors.identity.leaks` puts them together.
"""

from battles.detectors.identity.claims.alternatives import find_alternatives
from battles.detectors.identity.claims.claims import LeakKind, Reading, find_claims, kind_of_name
from battles.detectors.identity.claims.fields import find_fields
from battles.detectors.identity.claims.hidden_claims import find_hidden_claims
from battles.detectors.identity.claims.others_speech import is_others_speech
from battles.detectors.identity.claims.relations import (
    find_people_of_makers,
    find_related_makers,
    find_whereabouts,
)
from battles.detectors.identity.claims.signatures import (
    find_affirmation,
    find_identification,
    is_denied,
    is_likened,
)

__all__ = [
    "LeakKind",
    "Reading",
    "find_affirmation",
    "find_alternatives",
    "find_claims",
    "find_fields",
    "find_hidden_claims",
    "find_identification",
    "find_people_of_makers",
    "find_related_makers",
    "find_whereabouts",
    "is_denied",
    "is_likened",
    "is_others_speech",
    "kind_of_name",
]
