"""The expressions of phrases.toml: how assistants decline in each language."""

import re

from battles.detectors.guarded import ByParts, GuardedPattern
from battles.detectors.word_files import read_words

_FILE = read_words(__package__, "phrases.toml")


def _fill_in(expression: str) -> str:
    for name, part in _FILE["parts"].items():
        expression = expression.replace(f"{{{name}}}", part)
    return expression


_REFUSALS = [_fill_in(expression) for expressions in _FILE["refusals"].values() for expression in expressions]
REFUSAL = re.compile("|".join(_REFUSALS))
"""A statement, in lower case, that the writer cannot or will not do something."""

REFUSALS = ByParts((pattern, pattern.parts) for pattern in map(GuardedPattern, _REFUSALS))
"""Its single expressions, by the parts of words that a text with one of them has."""

RESERVATION = re.compile(_fill_in("|".join(_FILE["reservations"].values())))
"""The continuation of a sentence that declines only a part: "…, but I can …"."""
