"""Requests for a function, a program or code. The expressions are in requests.toml."""

from battles.detectors.guarded import GuardedPattern
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


def asks_for_code(lowered: str) -> bool:
    """Check whether a lower-case text asks to write or repair code."""
    return any(
        any(part in lowered for part in parts) and request.matches(lowered) for parts, request in _REQUESTS
    )
