"""Does an answer refuse to do what was asked?

Only the beginning of the answer counts, without quotations: a character in a story may refuse anything.
"I do not know" is no refusal, and neither is a reservation before the real answer.
"""

import re
from collections.abc import Mapping

from battles.detectors.categories.facts import JSON, Detector, Readings
from battles.detectors.categories.refusal.phrases import REFUSAL, REFUSALS, RESERVATION
from battles.detectors.code_blocks import find_code_blocks
from battles.detectors.guarded import match_any
from battles.detectors.word_traits import WordTraits
from battles.tags import Tag

VERSION = "3"

_OPENING = 400
"""Characters at the beginning of an answer in which a refusal is searched; a code block ends them earlier."""

_MAX_SENTENCES = 4
"""Sentences, or lines, in which it is searched."""

_BRIEF = 800
"""Characters; a shorter answer does not help after a reservation."""

_RESERVATION_WITHIN = 300
"""Characters behind a refusal in which a reservation is searched."""

_SENTENCE_END = re.compile(r"[.!?…]+(?=\s)|[。！？।]|(?<=\w)\n")
_TRAITS = WordTraits(parts=REFUSALS.parts)
_QUOTED = re.compile(
    r"\"[^\"\n]*(?:\"|$)|“[^”\n]*(?:”|$)|«[^»\n]*(?:»|$)|「[^」\n]*(?:」|$)|^[ \t]*>[^\n]*", re.MULTILINE
)


def refuses(answer: str) -> bool:
    """Check whether the answer declines the request at its beginning.

    - The opening states, outside quotations, that the writer cannot or will not do it.
    - A "however, I can" that is followed by a longer answer makes it no refusal.
    """
    beginning = answer[: 2 * _OPENING].lower()
    possible = set(REFUSALS.list_possible(_TRAITS.read(beginning[:_OPENING].split()).parts))
    if not possible:
        return False
    opening = _opening(beginning)
    refusal = REFUSAL.search(opening) if match_any(possible, opening) else None
    if refusal is None:
        return False
    return len(answer) <= _BRIEF or not RESERVATION.search(
        beginning, refusal.end(), refusal.end() + _RESERVATION_WITHIN
    )


def _opening(beginning: str) -> str:
    """Return the first sentences; quotations become blanks, so that positions do not change."""
    blocks = find_code_blocks(beginning)
    words = beginning[: min(_OPENING, blocks[0].start if blocks else _OPENING)]
    words = _QUOTED.sub(lambda quotation: " " * len(quotation.group()), words)
    ends = [end.end() for end in _SENTENCE_END.finditer(words)]
    return words[: ends[_MAX_SENTENCES - 1]] if len(ends) >= _MAX_SENTENCES else words


def combine(readings: Readings) -> dict[str, JSON]:
    """Return for each side whether one of its answers refuses."""
    return {"a": any(readings.answers_a), "b": any(readings.answers_b)}


def implies(value: Mapping[str, JSON]) -> Tag:
    """The tag REFUSAL if at least one side refuses."""
    return Tag.REFUSAL if value["a"] or value["b"] else Tag(0)


DETECTOR = Detector("refusal", VERSION, combine, implies, read_answer=refuses)
