"""Integer keys of votes as consecutive numbers: `numpy.unique`, quicker where the keys are not large."""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

MAX_TABLE = 1 << 22
"""Keys below this are looked up in a table indexed by key; from it on they are sorted."""
DIGIT_BITS = 16


def number_keys(key: Integers) -> tuple[Integers, Integers]:
    """(G,) the distinct keys, ascending, and (N,) each key's index among them. No key is negative."""
    highest = int(key.max(initial=-1))
    if highest < MAX_TABLE:
        table = np.zeros(highest + 1, dtype=np.int64)
        table[key] = 1
        distinct = np.flatnonzero(table)
        table[distinct] = np.arange(distinct.size)
        return distinct, table[key]
    order = stable_order(key)
    ordered = key[order]
    is_first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    number = np.empty(key.size, dtype=np.int64)
    number[order] = np.cumsum(is_first) - 1
    return ordered[is_first], number


def stable_order(key: Integers) -> Integers:
    """(N,) indices that sort the keys, none of them negative; equal keys keep their order."""
    # numpy sorts 16-bit integers by radix, which is quicker than comparing 64-bit ones.
    order = np.argsort(key.astype(np.uint16), kind="stable")
    for bits in range(DIGIT_BITS, int(key.max(initial=0)).bit_length(), DIGIT_BITS):
        digit = (key >> bits).astype(np.uint16)
        order = order[np.argsort(digit[order], kind="stable")]
    return order
