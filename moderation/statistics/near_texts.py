"""Near-duplicate texts by MinHash [Broder1997]: sketches, their similarity, and groups.

A text is normalised (NFKC, case, digits as one 0, runs of anything but letters as one space) and read as the
set of its shingles, SHINGLE consecutive characters. Of HASHES hash functions the sketch keeps each one's
smallest value over the set: two sketches agree in a share of places that estimates the Jaccard similarity of
the sets, with a standard deviation of at most 0.5 / √HASHES.

Groups are found by bands of ROWS places: only texts that agree in a whole band are compared, and each of them
with the first one of its band, so the cost is linear in the number of texts.
"""

import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

Sketches = NDArray[np.uint32]
Integers = NDArray[np.int64]

SHINGLE = 5
HASHES = 64
ROWS = 4
MAX_CHARACTERS = 2_000
"""Of a longer text only the start is read."""
SIMILAR = 0.7
VERSION = 1

_GAPS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
_BASE = np.uint64(1_099_511_628_211)
_rng = np.random.default_rng(20_261_130)
_FACTORS = _rng.integers(1, 2**63, HASHES, dtype=np.uint64) | np.uint64(1)
_SHIFTS = _rng.integers(0, 2**63, HASHES, dtype=np.uint64)


def normalise(text: str) -> str:
    """The text as its shingles are cut."""
    plain = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).casefold()
    return _GAPS.sub(" ", _DIGITS.sub("0", plain)).strip()[:MAX_CHARACTERS]


def sketch(text: str) -> Sketches:
    """(HASHES,) the sketch of a text. A text without a letter has that of the empty text."""
    codes = np.array([ord(each) for each in normalise(text)], dtype=np.uint64)
    if codes.size < SHINGLE:
        codes = np.concatenate([codes, np.zeros(SHINGLE - codes.size, dtype=np.uint64)])
    number = codes.size - SHINGLE + 1
    shingles = np.zeros(number, dtype=np.uint64)
    for k in range(SHINGLE):
        shingles = shingles * _BASE + codes[k : k + number]
    shingles = np.unique(shingles ^ (shingles >> np.uint64(29)))
    values = (shingles[:, None] * _FACTORS + _SHIFTS) >> np.uint64(32)
    return np.asarray(values.min(axis=0).astype(np.uint32))


def estimate_similarity(a: Sketches, b: Sketches) -> NDArray[np.float64]:
    """(n,) the estimated similarity of each two sketches, both (n, HASHES)."""
    return np.asarray((a == b).mean(axis=1))


def group_similar(sketches: Sketches, *, similar: float = SIMILAR) -> Integers:
    """(n,) group numbers of n sketches; −1 for a text without a similar one.

    The number is the index of the group's first text. Groups are connected: its outermost texts may be less
    similar than `similar`.
    """
    n = len(sketches)
    label = np.arange(n)
    if n < 2:
        return np.full(n, -1)
    first, other = _list_candidates(sketches)
    is_similar = estimate_similarity(sketches[first], sketches[other]) >= similar
    first, other = first[is_similar], other[is_similar]
    while True:
        low = np.minimum(label[first], label[other])
        after = label.copy()
        np.minimum.at(after, first, low)
        np.minimum.at(after, other, low)
        if np.array_equal(after, label):
            break
        label = after
    sizes = np.bincount(label, minlength=n)
    return np.where(sizes[label] > 1, label, -1)


def _list_candidates(sketches: Sketches) -> tuple[Integers, Integers]:
    """Pairs of texts that agree in a band: the first text of each band's value, and another one."""
    n, keys = len(sketches), []
    for start in range(0, HASHES, ROWS):
        band = np.zeros(n, dtype=np.uint64)
        for place in range(start, start + ROWS):
            band = (band ^ sketches[:, place]) * _BASE
        _values, first, index = np.unique(band, return_index=True, return_inverse=True)
        mine = first[index]
        other = np.flatnonzero(mine != np.arange(n))
        keys.append(mine[other] * n + other)
    first, other = np.divmod(np.unique(np.concatenate(keys)), n)
    return first, other
