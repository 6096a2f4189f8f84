"""Find the frames of a masked sentence by which its speaker says a name of itself.

A frame is an anchor, a word for the speaker ("I am", "my creator", "as an"), with a way to a name (ways.py).
Or it stands behind the name and ties it to the speaker ("NAME made me").
"""

import re
from bisect import bisect_left

from battles.detectors.identity.attribution import Way
from battles.detectors.identity.grammar import Language
from battles.detectors.identity.languages import LANGUAGES
from battles.detectors.identity.sentences import Sentence

REACH = 170
"""The farthest a name may stand from the anchor, in characters."""

SUPPOSED_WITHIN = 30
DENIED_WITHIN = 20
"""How many characters before an anchor an "if", before a name a "not" makes the telling untrue."""

NAMES_AHEAD = 6
"""How many names are tried from one anchor; bounds the work in a text made of names."""

_QUOTE = re.compile(r"[\"「『《]|(?<!\w)'")


def told(sentence: Sentence) -> set[int]:
    """Numbers of the mentions that the sentence's speaker says of itself."""
    found: set[int] = set()
    for language in LANGUAGES:
        if language.may_speak(sentence.text, sentence.words):
            _tell(sentence, language, found)
    return found


def assigned(sentence: Sentence) -> set[int]:
    """Numbers of the mentions that the sentence says of its listener: "you are NAME"."""
    found: set[int] = set()
    for language in LANGUAGES:
        for anchor in language.assignments.finditer(sentence.text):
            found.update(_reached(sentence, anchor, language, found))
    return found


def _tell(sentence: Sentence, language: Language, found: set[int]) -> None:
    """Add what this language's frames find; what is found already is not looked at again."""
    text = sentence.text
    for anchor in language.anchors.finditer(text):
        if not language.supposes.search(text, max(0, anchor.start() - SUPPOSED_WITHIN), anchor.start()):
            reached = _reached(sentence, anchor, language, found)
            found.update(
                number for number in reached if not _quotes_another(sentence, anchor.start(), number)
            )
    for number, position in enumerate(sentence.positions):
        if number not in found and _told_behind(text, number, position, language):
            found.add(number)


def _told_behind(text: str, number: int, position: int, language: Language) -> bool:
    """Whether what follows the name ties it to the speaker."""
    if language.told_after.match(text, position + 1):
        return not language.hards.search(text, max(0, position - DENIED_WITHIN), position)
    if number == 0 and language.told_bare.match(text, position + 1):
        return not language.unknown(text[:position])
    return False


def _reached(sentence: Sentence, anchor: re.Match[str], language: Language, found: set[int]) -> list[int]:
    """Numbers of the mentions, other than those found, that a way leads to from one anchor."""
    reached = []
    first = bisect_left(sentence.positions, anchor.end())
    for number in range(first, min(first + NAMES_AHEAD, len(sentence.positions))):
        position = sentence.positions[number]
        gap = sentence.text[anchor.end() : position]
        if len(gap) > REACH or language.hards.search(gap):
            break
        if number not in found:
            way = Way(
                kind=str(anchor.lastgroup),
                before=sentence.text[: anchor.start()],
                anchor=anchor.group(),
                gap=gap,
                mask=sentence.text[position],
                after=sentence.text[position + 1 :],
                language=language,
            )
            if way.tells():
                reached.append(number)
    return reached


def _quotes_another(sentence: Sentence, anchor: int, number: int) -> bool:
    """ "Asked for its name, NAME says: "I am NAME" ": the speaker is somebody named before the quotation."""
    maker = sentence.mentions[number].known.maker
    for mention, position in zip(sentence.mentions, sentence.positions, strict=True):
        if position >= anchor:
            return False
        if mention.known.maker == maker and _QUOTE.search(sentence.text, position, anchor):
            return True
    return False
