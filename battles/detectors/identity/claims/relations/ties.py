"""Words by which a speaker ties a person, a place or an address to itself, in the same sentence."""

import re

from battles.detectors.identity.claims.signatures import NEGATION
from battles.detectors.identity.folding import fold_pattern
from battles.detectors.word_files import read_words

SENTENCE_WITHIN = 200
"""Characters before and behind a place in which its sentence is read."""

MAX_TIE = 80
"""Characters of a tie itself."""

FILE = read_words(__package__, "words.toml")
BOUNDARY = re.compile(r"[.!?…](?=[\s\"'*_)\]]|\Z)|[。！？؟।\n]")
_LINK = re.compile(
    r"[\s\"'*_,:()=-]*\Z"
    rf"|[^;\n]*?(?:{'|'.join(fold_pattern(each) for each in FILE['links'].values())})(?:\W+\w+){{0,2}}\W*\Z"
)
"""What is between "my founder" and the person who it is."""


def compile_ties(table: str) -> re.Pattern[str]:
    """Return the expression for all languages of a table of words.toml."""
    return re.compile("|".join(fold_pattern(each) for each in FILE[table].values()))


def is_tied(
    text: str,
    span: tuple[int, int],
    tie: re.Pattern[str],
    *,
    is_linked: bool = False,
    within: int = SENTENCE_WITHIN,
) -> bool:
    """Check for a tie in the sentence of a span, without a negation in between.

    is_linked: there must be nothing or "is" between the two.
    within: the largest number of characters between the two.
    """
    reach = min(SENTENCE_WITHIN, within + MAX_TIE)
    start, end = max(0, span[0] - reach), span[1] + reach
    for boundary in BOUNDARY.finditer(text, start, span[0]):
        if boundary.end() < span[0] or boundary.group() != ".":  # "chat.NAME.com"
            start = boundary.end()
    boundary_behind = BOUNDARY.search(text, span[1], end)
    end = boundary_behind.start() if boundary_behind else min(end, len(text))
    for found in tie.finditer(text, start, end):
        first, last = sorted((found.start(), found.end(), span[0], span[1]))[1:3]
        between = text[first:last]
        if (
            len(between) <= within
            and not NEGATION.search(between)
            and (not is_linked or _LINK.match(between))
        ):
            return True
    return False
