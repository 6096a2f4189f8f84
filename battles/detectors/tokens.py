"""Estimate the number of tokens of a text without a model's tokenizer.

Models count differently, so one count for all of them can only be an estimate. It is for comparisons (length
in style control, length classes), never for billing.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

VERSION = "3"


@dataclass(frozen=True)
class _Kind:
    """A kind of character, and the tokens of an unbroken run of it.

    The first `free` characters of a run cost `first` together, every further one `further`.
    """

    ranges: tuple[tuple[int, int], ...]
    first: float
    free: int
    further: float


_BLANKS = _Kind(((0x09, 0x09), (0x0B, 0x0C), (0x20, 0x20), (0xA0, 0xA0), (0x3000, 0x3000)), 0.0, 1, 0.0)
_SYMBOLS = _Kind(((0x0000, 0xFFFF),), 1.36, 1, 0.13)
"""Emoji and scripts that are not listed."""

_KINDS = (
    _SYMBOLS,
    _Kind(((0x21, 0x7E), (0x2010, 0x203A), (0x3001, 0x303F), (0xFF01, 0xFF65)), 0.86, 2, 0.18),  # marks
    _Kind(((0x30, 0x39),), 1.6, 3, 0.33),  # digits
    _Kind(
        ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x300, 0x36F), (0x1E00, 0x1EFF)), 0.83, 4, 0.15
    ),  # Latin
    _Kind(((0x400, 0x52F),), 1.31, 4, 0.12),  # Cyrillic
    _Kind(((0x370, 0x3FF), (0x1F00, 0x1FFF)), 1.25, 3, 0.4),  # Greek
    _Kind(((0x530, 0x58F), (0x10A0, 0x10FF)), 1.58, 3, 0.21),  # Armenian, Georgian
    _Kind(((0x590, 0x5FF),), 1.1, 2, 0.37),  # Hebrew
    _Kind(((0x600, 0x8FF), (0xFB50, 0xFDFF)), 1.24, 3, 0.24),  # Arabic
    _Kind(((0x900, 0xDFF),), 0.91, 2, 0.36),  # scripts of India
    _Kind(((0xE00, 0x109F), (0x1780, 0x17FF)), 1.99, 3, 0.4),  # Thai, Lao, Burmese, Khmer
    _Kind(((0x3040, 0x30FF),), 1.14, 2, 0.61),  # kana
    _Kind(((0x3400, 0x9FFF),), 1.09, 1, 0.71),  # Han
    _Kind(((0xAC00, 0xD7AF),), 1.47, 2, 0.76),  # Hangul
    _BLANKS,
    _Kind(((0x0A, 0x0A), (0x0D, 0x0D)), 0.38, 1, 0.06),  # line ends
)
"""Where ranges overlap the later kind wins. The costs are fitted by least squares to the counts of the public
o200k vocabulary; docs/detectors.md has the sample and the errors."""

_INDENT = 0.89
"""The cost of a run of several blanks; a single one belongs to the word behind it."""

_ACCENTS = (((0xC0, 0xFF), 0.88), ((0x100, 0x24F), 1.4), ((0x402, 0x40F), 0.79), ((0x450, 0x52F), 1.33))
"""Extra tokens for each letter outside the alphabets that large vocabularies prefer."""

_BASIC_PLANE = 0x10000

_KEPT_TEXTS = 8
"""Estimates that are kept: several detectors ask for the same text, one after the other."""


def _tables() -> tuple[np.ndarray, np.ndarray]:
    """Return for each code point of the basic plane the number of its kind, and its extra cost."""
    kinds = np.zeros(_BASIC_PLANE, dtype=np.uint8)
    for number, kind in enumerate(_KINDS):
        for first, last in kind.ranges:
            kinds[first : last + 1] = number
    extra = np.zeros(_BASIC_PLANE)
    for (first, last), cost in _ACCENTS:
        extra[first : last + 1] = cost
    return kinds, extra


_KIND_OF, _EXTRA_OF = _tables()
_FIRST = np.array([kind.first for kind in _KINDS])
_FREE = np.array([kind.free for kind in _KINDS])
_FURTHER = np.array([kind.further for kind in _KINDS])
_BLANK = _KINDS.index(_BLANKS)


@lru_cache(maxsize=_KEPT_TEXTS)
def estimate_tokens(text: str) -> int:
    """Estimate the tokens in a vocabulary of about 200,000 entries; 0 for a blank text, else at least 1."""
    if not text or text.isspace():
        return 0
    points = _code_points(text)
    kinds = _KIND_OF[points]
    changes = np.flatnonzero(kinds[1:] != kinds[:-1]) + 1
    starts = np.concatenate(([0], changes))
    lengths = np.concatenate((changes, [len(kinds)])) - starts
    kinds = kinds[starts]
    total = (_FIRST[kinds] + _FURTHER[kinds] * np.maximum(lengths - _FREE[kinds], 0)).sum()
    total += _INDENT * np.count_nonzero((kinds == _BLANK) & (lengths > 1))
    if not text.isascii():
        total += _EXTRA_OF[points].sum()
    return max(round(float(total)), 1)


def _code_points(text: str) -> np.ndarray:
    """Return the code points, those outside the basic plane as its last one."""
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return np.minimum(points, _BASIC_PLANE - 1)
