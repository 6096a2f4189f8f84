"""The expressions of phrases.toml: how assistants decline in each language."""

import re
from collections.abc import Iterable

from battles.detectors.word_files import read_words

_FILE = read_words(__package__, "phrases.toml")


def _compile(expressions: Iterable[str]) -> re.Pattern[str]:
    pattern = "|".join(expressions)
    for name, part in _FILE["parts"].items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return re.compile(pattern)


REFUSAL = _compile(expression for expressions in _FILE["refusals"].values() for expression in expressions)
"""A statement, in lower case, that the writer cannot or will not do something."""

RESERVATION = _compile(_FILE["reservations"].values())
"""The continuation of a sentence that declines only a part: "…, but I can …"."""
