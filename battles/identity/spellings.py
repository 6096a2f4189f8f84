"""One regular expression for many spellings: whole words, optional separators, version tails."""

import re
from collections.abc import Iterable

SEPARATOR = r"[ \-_.*/]{0,2}"
TAIL = (
    r"(?:[ \-_]?(?:v|m|k|r|o)?\d{1,8}(?:[.\-]\d{1,8}){0,4}[a-z]{0,2}"
    r"|[ \-_](?:turbo|mini|pro|plus|flash|ultra|nano|opus|sonnet|haiku|instruct|chat|preview|large|small|medium|max|lite"
    r"|vision|omni|instant|advanced|codex|architecture|\d+(?:\.\d+)?b|\d+x\d+b|bot|it)(?![a-z0-9]))"
)
"""What may follow a model's name and still be the name: "-4", " 3.5", "-turbo", "-0613", " 70B"."""

ARABIC_CLITIC = r"(?:[وبلفك]{0,2}(?:ال)?)"
CYRILLIC_ENDING = r"(?:а|у|е|о|ом|ем|ы|и|ов|ой|ам|ами|ах|я|ю|ский|ской|ского)?"

_SEPARATORS = re.compile(r"[ \-_.*/]+")

_Trie = dict[str, "_Trie"]
_END = ""


def spelling_key(spelling: str) -> str:
    """What all variants of one spelling share: the folded text without separators."""
    return _SEPARATORS.sub("", spelling)


def alternation(spellings: Iterable[str]) -> str:
    """A pattern that matches any of the folded spellings, the longest first, separators optional.

    Built as a prefix tree, so that the time at one position does not grow with the number of names.
    """
    trie: _Trie = {}
    for spelling in spellings:
        node = trie
        for token in _tokens(spelling):
            node = node.setdefault(token, {})
        node[_END] = {}
    return _pattern(trie)


def spelling_words(spelling: str) -> list[str]:
    """The parts of a spelling between which a separator may stand."""
    return [word for word in _SEPARATORS.split(spelling) if word]


def _tokens(spelling: str) -> list[str]:
    tokens: list[str] = []
    for number, word in enumerate(spelling_words(spelling)):
        if number:
            tokens.append(SEPARATOR)
        tokens.extend(re.escape(character) for character in word)
    return tokens


def _pattern(trie: _Trie) -> str:
    branches = [token + _pattern(below) for token, below in sorted(trie.items()) if token != _END]
    branches.sort(key=lambda branch: branch.startswith("["))
    if not branches:
        return ""
    if len(branches) == 1 and _END not in trie:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if _END in trie else ''}"
