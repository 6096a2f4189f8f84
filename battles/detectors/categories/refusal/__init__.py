"""Whether an answer refuses to do what was asked.

Only what the answer says at its beginning counts, and only its own words: a character in a story may refuse
whatever it likes. Not knowing something is no refusal, and neither is a reservation before the real answer.
"""

import re
from collections.abc import Mapping

from battles.detectors.categories.facts import JSON, Conversation, Detector
from battles.detectors.categories.refusal.phrases import REFUSALS, RESERVATIONS
from battles.detectors.code_blocks import find_fences
from battles.tags import Tag

VERSION = "3"

_OPENING = 400
"""Characters at the beginning of an answer in which a refusal stands, unless fenced code ends it earlier."""

_SENTENCES = 4
"""Sentences, or lines, in which it stands."""

_BRIEF = 800
"""An answer this short does not go on to help after all."""

_GOES_ON = 300
"""Characters behind a refusal in which a reservation stands."""

_REFUSAL = re.compile("|".join(pattern for patterns in REFUSALS.values() for pattern in patterns))
_RESERVATION = re.compile("|".join(RESERVATIONS))
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s)|[。！？।]|(?<=\w)\n")
_QUOTED = re.compile(
    r"\"[^\"\n]*(?:\"|$)|“[^”\n]*(?:”|$)|«[^»\n]*(?:»|$)|「[^」\n]*(?:」|$)|^[ \t]*>[^\n]*", re.MULTILINE
)


def refuses(answer: str) -> bool:
    """Whether the answer declines the request at its beginning.

    - a statement that the writer cannot or will not do such a thing, in the opening and outside quotations;
    - unless a "however, I can" follows and an answer of some length with it.
    """
    beginning = answer[: 2 * _OPENING].lower()
    found = _REFUSAL.search(_opening(beginning))
    if found is None:
        return False
    return len(answer) <= _BRIEF or not _RESERVATION.search(beginning, found.end(), found.end() + _GOES_ON)


def _opening(beginning: str) -> str:
    """The first sentences; quotations are blanked out so that positions stay."""
    fences = find_fences(beginning)
    words = beginning[: min(_OPENING, fences[0].start if fences else _OPENING)]
    words = _QUOTED.sub(lambda quotation: " " * len(quotation.group()), words)
    ends = [end.end() for end in _SENTENCE_END.finditer(words)]
    return words[: ends[_SENTENCES - 1]] if len(ends) >= _SENTENCES else words


def observe(conversation: Conversation) -> dict[str, JSON]:
    """Per side whether any of its answers refuses."""
    return {
        "a": any(refuses(answer) for answer in conversation.answers_a),
        "b": any(refuses(answer) for answer in conversation.answers_b),
    }


def implies(value: Mapping[str, JSON]) -> Tag:
    """One refusing side is enough."""
    return Tag.REFUSAL if value["a"] or value["b"] else Tag(0)


DETECTOR = Detector("refusal", VERSION, observe, implies)
