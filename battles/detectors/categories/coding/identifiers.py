"""Names and signs of programs inside of prose: `camelCase`, `snake_case`, calls, file names, options."""

import re

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
_NEEDED = (("",), ("_",), ("()",), ("`",), (".",), (" -",), ("/", ":\\"))
"""Of each kind the texts of which one must be there: most texts need only this check."""

_PATTERNS = tuple(zip(_NEEDED, map(re.compile, _KINDS), strict=True))


def score_identifiers(prose: str) -> float:
    """Score the kinds of names and signs in a text: each kind once, at most like one technology's name."""
    return min(
        _MAX_SCORE,
        sum(
            _WEIGHT
            for needed, pattern in _PATTERNS
            if any(text in prose for text in needed) and pattern.search(prose)
        ),
    )
