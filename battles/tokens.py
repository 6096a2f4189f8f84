"""How many tokens a text has, estimated without any model's tokenizer.

Models count differently, so one count for all of them is an estimate by nature. It serves comparisons
(length in style control, length classes), never billing.
"""

from dataclasses import dataclass

import numpy as np

VERSION = "2"


@dataclass(frozen=True)
class _Kind:
    """A kind of character and what an unbroken run of it costs.

    The first `free` characters of a run cost `first` tokens together, every further one `further`.
    """

    ranges: tuple[tuple[int, int], ...]
    first: float
    free: int
    further: float


_KINDS = (
    _Kind(((0x21, 0x7E), (0x2010, 0x203A), (0x3001, 0x303F), (0xFF01, 0xFF65)), 0.86, 2, 0.18),  # marks
    _Kind(((0x30, 0x39),), 1.6, 3, 0.33),
    _Kind(((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x300, 0x36F), (0x1E00, 0x1EFF)), 0.83, 4, 0.15),
    _Kind(((0x400, 0x52F),), 1.31, 4, 0.12),
    _Kind(((0x370, 0x3FF), (0x1F00, 0x1FFF)), 1.25, 3, 0.4),
    _Kind(((0x530, 0x58F), (0x10A0, 0x10FF)), 1.58, 3, 0.21),
    _Kind(((0x590, 0x5FF),), 1.1, 2, 0.37),
    _Kind(((0x600, 0x8FF), (0xFB50, 0xFDFF)), 1.24, 3, 0.24),
    _Kind(((0x900, 0xDFF),), 0.91, 2, 0.36),
    _Kind(((0xE00, 0x109F), (0x1780, 0x17FF)), 1.99, 3, 0.4),
    _Kind(((0x3040, 0x30FF),), 1.14, 2, 0.61),
    _Kind(((0x3400, 0x9FFF),), 1.09, 1, 0.71),
    _Kind(((0xAC00, 0xD7AF),), 1.47, 2, 0.76),
    _Kind(((0x09, 0x09), (0x0B, 0x0C), (0x20, 0x20), (0xA0, 0xA0), (0x3000, 0x3000)), 0.0, 1, 0.0),
    _Kind(((0x0A, 0x0A), (0x0D, 0x0D)), 0.38, 1, 0.06),
)
"""Costs fitted by least squares to the counts of the public o200k vocabulary; docs/detectors.md tells how.
Later kinds win where ranges overlap. What is in no range (emoji, rare scripts) is a symbol."""

_SYMBOL = _Kind((), 1.36, 1, 0.13)
_SPACE = 13
_INDENT = 0.89

_ACCENTS = (((0xC0, 0xFF), 0.88), ((0x100, 0x24F), 1.4), ((0x402, 0x40F), 0.79), ((0x450, 0x52F), 1.33))
"""Letters outside the large vocabularies' favourite alphabets break a word into more tokens."""


def _tables() -> tuple[np.ndarray, np.ndarray]:
    """By code point of the basic plane: the kind of the character, and what it costs extra."""
    kinds = np.full(0x10000, len(_KINDS), dtype=np.uint8)
    for number, kind in enumerate(_KINDS):
        for first, last in kind.ranges:
            kinds[first : last + 1] = number
    extra = np.zeros(0x10000)
    for (first, last), cost in _ACCENTS:
        extra[first : last + 1] = cost
    return kinds, extra


_KIND_OF, _EXTRA_OF = _tables()
_FIRST = np.array([kind.first for kind in (*_KINDS, _SYMBOL)])
_FREE = np.array([kind.free for kind in (*_KINDS, _SYMBOL)])
_FURTHER = np.array([kind.further for kind in (*_KINDS, _SYMBOL)])


def estimate_tokens(text: str) -> int:
    """Tokens of a vocabulary of about 200,000 entries; 0 for an empty or blank text, else at least 1."""
    if not text or text.isspace():
        return 0
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    points = np.minimum(points, 0xFFFF)
    kinds = _KIND_OF[points]
    starts = np.concatenate(([0], np.flatnonzero(kinds[1:] != kinds[:-1]) + 1))
    lengths = np.diff(starts, append=len(kinds))
    kinds = kinds[starts]
    total = (_FIRST[kinds] + _FURTHER[kinds] * np.maximum(lengths - _FREE[kinds], 0)).sum()
    total += _INDENT * np.count_nonzero((kinds == _SPACE) & (lengths > 1))
    if not text.isascii():
        total += _EXTRA_OF[points].sum()
    return max(round(float(total)), 1)
