"""Decide for each name of a masked sentence whether the speaker says it of itself."""

import re
from enum import Enum

from battles.identity.grammar import MASKS, Language
from battles.identity.languages import LANGUAGES
from battles.identity.names import NameClass
from battles.identity.sentences import Sentence

REACH = 170
"""The farthest a name may stand from the words that speak of oneself, in characters."""

MODELS = MASKS[NameClass.MODEL] + MASKS[NameClass.WORD]
COMPANY = MASKS[NameClass.COMPANY]
WORD = MASKS[NameClass.WORD]


class Told(Enum):
    """How a name was given away."""

    BY_SPEAKER = "by speaker"
    SIGNATURE = "signature"


def tells(sentence: Sentence) -> dict[int, Told]:
    """Number of a mention in the sentence → how it is told of oneself; other mentions are left out."""
    told: dict[int, Told] = {}
    for language in LANGUAGES:
        for anchor in language.anchors.finditer(sentence.text):
            for number in _told_after(sentence, anchor, language):
                told.setdefault(number, Told.BY_SPEAKER)
        for number, position in enumerate(sentence.positions):
            if language.after_name.match(sentence.text, position + 1):
                told.setdefault(number, Told.BY_SPEAKER)
    return told


def _told_after(sentence: Sentence, anchor: re.Match[str], language: Language) -> list[int]:
    found = []
    for number, position in enumerate(sentence.positions):
        if not anchor.end() <= position <= anchor.end() + REACH:
            continue
        gap = sentence.text[anchor.end() : position]
        after = sentence.text[position + 1 :]
        if _is_told(str(anchor.lastgroup), gap, sentence.text[position], after, language):
            found.append(number)
    return found


def _is_told(kind: str, gap: str, mask: str, after: str, language: Language) -> bool:
    if language.hards.search(gap):
        return False
    tight = language.tight.match(gap) is not None
    made_after = language.after_maker.match(after) is not None
    if kind == "named":
        return tight and (mask != COMPANY or made_after)
    if kind == "mine":
        return not language.stops.search(gap) and len(gap) < 60
    if tight and kind == "am":
        return made_after or mask != COMPANY
    if tight and kind == "role" and mask != COMPANY:
        return made_after or _speaks_on(after)
    return _described(gap, mask, after, language)


def _described(gap: str, mask: str, after: str, language: Language) -> bool:
    """ "… a large language model trained by NAME": what I am, then how the name comes in."""
    found = list(language.evidence.finditer(gap))
    if not found or language.stops.search(gap, 0, found[0].start()):
        return False
    rest = gap[found[-1].end() :]
    if language.stops.search(rest):
        return False
    if any(match.lastgroup == "made" for match in found):
        return True
    return language.tight.match(rest) is not None and "," not in rest


_FIRST_PERSON = re.compile(r"\W{0,4}(?:i|my|me|ich|je|j'|mon|yo|eu|io|я|мой|我|ja)\b|[^.]{0,40}我")


def _speaks_on(after: str) -> bool:
    return _FIRST_PERSON.match(after) is not None
