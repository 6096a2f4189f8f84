"""Requests for a function, a program or code. The expressions are in requests.toml."""

from battles.detectors.guarded import ByParts, GuardedPattern, get_part
from battles.detectors.word_files import read_words

_FILE = read_words(__package__, "requests.toml")
_BETWEEN = r"(?: [\w'-]+){0,4}? "

_REQUESTS = (
    *(
        (
            tuple(each["verbs"]),
            GuardedPattern(rf"\b(?:{'|'.join(each['verbs'])})\w*{_BETWEEN}{each['requested']}\b"),
        )
        for each in _FILE["verb_first"]
    ),
    *((tuple(each["parts"]), GuardedPattern(each["request"])) for each in _FILE["other_order"]),
)
"""Beside each expression the parts of which one must be in the text: most texts need only this check."""


_BY_PARTS = ByParts(
    ((parts, request), request.parts or frozenset(map(get_part, parts))) for parts, request in _REQUESTS
)
PARTS = _BY_PARTS.parts
"""Of words; a text without any of them asks for no code."""


def asks_for_code(lowered: str, word_parts: set[str]) -> bool:
    """Check whether a lower-case text asks to write or repair code.

    word_parts: those of PARTS that its words have.
    """
    return any(
        any(part in lowered for part in parts) and request.matches(lowered)
        for parts, request in _BY_PARTS.list_possible(word_parts)
    )
