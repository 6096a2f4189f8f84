"""Cutting text into the pieces in which a model would have streamed it."""

import re

_ONE_BY_ONE = "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
"""Kana, Han, Hangul and full-width signs: a character is about a token."""

_PIECE = re.compile(rf"\s*(?:[{_ONE_BY_ONE}]|[^\s{_ONE_BY_ONE}]{{1,7}})|\s+")


def pieces(text: str) -> list[str]:
    """The text in tokens: single CJK characters, parts of words elsewhere; joined they are the text."""
    return _PIECE.findall(text)


def count_tokens(text: str) -> int:
    """An estimate, the same as the number of pieces."""
    return sum(1 for _ in _PIECE.finditer(text))
