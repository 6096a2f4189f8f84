"""Names and signs of programs inside of prose: `camelCase`, `snake_case`, calls, file names, options."""

import re

from battles.detectors.word_traits import Expression, Traits

_WEIGHT, _MAX_SCORE = 1.0, 2.0

_EXTENSIONS = (
    "py ipynb js jsx mjs ts tsx json yaml yml toml ini cfg conf sh bat ps1 sql c h cpp hpp cc cs java kt "
    "swift rb go rs php html htm css scss xml jar dll exe so gz nix tf lua pl r m vhd sv"
)

_KINDS = (
    # camelCase, but no iPhone, eBay, macOS and no mRNA
    r"(?<![\w/.@#])(?!i[A-Z]|e[A-Z]|mac|[a-z]{1,2}RNA)[a-z][a-z\d]+(?:[A-Z][a-z\d]+)+(?![\w@])",
    # snake_case, but no marks of a chat format (<|im_end|>)
    r"(?<![\w/@#:|])[A-Za-z][A-Za-z\d]+(?:_[a-z\d]{2,})+(?![\w@|])",
    # call()
    r"(?<![\w/.])[a-z_][\w.]{2,}\(\)",
    # `a span`
    r"(?<!`)`[^`\n]{2,60}`(?!`)",
    # file.py, but no address
    rf"(?<![/\w.@-])[\w-]+\.(?:{'|'.join(_EXTENSIONS.split())})\b(?![./])",
    # an option after a command: grep -r, --force
    r"(?<=[a-z] )-(?:[a-z]|-[a-z][\w-]+)(?= [\w./<$-]|$|=|\?$)",
    # a path
    r"(?<![\w:/.])(?:~|/(?:etc|usr|var|home|opt|bin|dev|proc|tmp))/[\w.-]+|\b[A-Z]:\\\w+",
)
_PATTERNS = tuple(map(re.compile, _KINDS))
_CAMEL_CASE, _SNAKE_CASE, _CALL, _SPAN, _FILE_NAME, _OPTION, _PATH = _PATTERNS

EXPRESSIONS = {
    "camel case": Expression(_CAMEL_CASE),
    "snake case": Expression(_SNAKE_CASE, "_"),
    "call": Expression(_CALL, "()"),
    "file name": Expression(_FILE_NAME, "."),
}
"""The kinds that are found in a single word."""

_IN_TEXT = ((("`",), _SPAN), ((" -",), _OPTION), (("/", ":\\"), _PATH))
"""The other kinds, beside each the texts of which one must be there: most texts need only this check."""


def score_identifiers(prose: str, traits: Traits) -> float:
    """Score the kinds of names and signs in a text: each kind once, at most like one technology's name.

    traits: of its words, with EXPRESSIONS.
    """
    in_words = sum(name in traits.words for name in EXPRESSIONS)
    in_text = sum(
        any(text in prose for text in needed) and pattern.search(prose) is not None
        for needed, pattern in _IN_TEXT
    )
    return min(_MAX_SCORE, _WEIGHT * (in_words + in_text))
