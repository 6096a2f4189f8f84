"""Sentences in which a speaker names itself, in every language of `languages`.

A sentence is masked (each name becomes one character), and the words between the speaker and a name decide.
Whose text it is, an answer's or a prompt's, does not matter here.
"""

from battles.detectors.identity.grammar.language import LATIN, MASKS, NAME, Language
from battles.detectors.identity.grammar.languages import LANGUAGES
from battles.detectors.identity.grammar.self_identification import (
    find_listener_names,
    find_self_identifications,
)
from battles.detectors.identity.grammar.sentences import Sentence, split_sentences

__all__ = [
    "LANGUAGES",
    "LATIN",
    "MASKS",
    "NAME",
    "Language",
    "Sentence",
    "find_listener_names",
    "find_self_identifications",
    "split_sentences",
]
