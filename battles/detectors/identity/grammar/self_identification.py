"""Find the names by which the speaker of a masked sentence identifies itself.

Either an anchor, a word for the speaker ("I am", "my creator", "as an"), leads to a name (attribution.py), or
the words behind a name tie it to the speaker ("NAME made me").
"""

import re
from bisect import bisect_left

from battles.detectors.identity.budget import ATTRIBUTION, Budget
from battles.detectors.identity.grammar.attribution import COMPARED_BEHIND, Attribution
from battles.detectors.identity.grammar.language import Language
from battles.detectors.identity.grammar.languages import LANGUAGES
from battles.detectors.identity.grammar.sentences import Sentence

MAX_GAP = 170
"""The largest distance between an anchor and a name, in characters."""

HYPOTHETICAL_WITHIN = 60
DENIED_WITHIN = 20
"""Characters before an anchor in which an "if", before a name in which a "not", makes a statement unreal."""

MAX_NAMES_PER_ANCHOR = 6
"""Names that are tried from one anchor; limits the work for a text made of names."""

_QUOTE = re.compile(r"[\"「『《]|(?<!\w)'")


def find_self_identifications(sentence: Sentence, budget: Budget) -> set[int]:
    """Return the numbers of the mentions by which the sentence's speaker identifies itself.

    With an exhausted budget the result is incomplete.
    """
    numbers: set[int] = set()
    for language in LANGUAGES:
        if language.may_identify(sentence.text, sentence.words) and budget.spend(len(sentence.text)):
            _add_self_identifications(sentence, language, numbers, budget)
    return numbers


def find_listener_names(sentence: Sentence, budget: Budget) -> set[int]:
    """Return the numbers of the mentions that the sentence attributes to its listener: "you are NAME".

    With an exhausted budget the result is incomplete.
    """
    numbers: set[int] = set()
    for language in LANGUAGES:
        if not budget.spend(len(sentence.text) // 4):
            break
        for anchor in language.listener_anchors.finditer(sentence.text):
            numbers.update(_attributed_names(sentence, anchor, language, numbers, budget))
    return numbers


def _add_self_identifications(
    sentence: Sentence, language: Language, numbers: set[int], budget: Budget
) -> None:
    """Add what this language's expressions find; known numbers are not examined again."""
    text = sentence.text
    for anchor in language.anchors.finditer(text):
        if not language.hypothetical_end.search(
            text, max(0, anchor.start() - HYPOTHETICAL_WITHIN), anchor.start()
        ):
            numbers.update(
                number
                for number in _attributed_names(sentence, anchor, language, numbers, budget)
                if not _is_quoted_speech(sentence, anchor.start(), number)
            )
    for number, position in enumerate(sentence.positions):
        if number not in numbers and _is_tied_from_behind(text, number, position, language):
            numbers.add(number)


def _is_tied_from_behind(text: str, number: int, position: int, language: Language) -> bool:
    """Check whether the words behind a name tie it to the speaker."""
    if COMPARED_BEHIND.match(text, position + 1):
        return False
    if language.after_name_pattern.match(text, position + 1):
        return not language.contrast_pattern.search(text, max(0, position - DENIED_WITHIN), position)
    if number == 0 and language.name_opens_pattern.match(text, position + 1):
        return not language.count_unknown(text[:position])
    return False


def _attributed_names(
    sentence: Sentence, anchor: re.Match[str], language: Language, known: set[int], budget: Budget
) -> list[int]:
    """Return the numbers of the mentions, other than the known ones, that one anchor leads to."""
    numbers = []
    first = bisect_left(sentence.positions, anchor.end())
    for number in range(first, min(first + MAX_NAMES_PER_ANCHOR, len(sentence.positions))):
        position = sentence.positions[number]
        gap = sentence.text[anchor.end() : position]
        if len(gap) > MAX_GAP or language.contrast_pattern.search(gap):
            break
        if number not in known and budget.spend(ATTRIBUTION):
            attribution = Attribution(
                kind=str(anchor.lastgroup),
                before=sentence.text[: anchor.start()],
                anchor=anchor.group(),
                gap=gap,
                mask=sentence.text[position],
                after=sentence.text[position + 1 :],
                language=language,
            )
            if attribution.names_speaker():
                numbers.append(number)
    return numbers


def _is_quoted_speech(sentence: Sentence, anchor: int, number: int) -> bool:
    """Check for 'Asked for its name, NAME says: "I am NAME"': the speaker is named before the quotation."""
    maker = sentence.mentions[number].known.maker
    for mention, position in zip(sentence.mentions, sentence.positions, strict=True):
        if position >= anchor:
            return False
        if mention.known.maker == maker and _QUOTE.search(sentence.text, position, anchor):
            return True
    return False
