"""Keys as consecutive numbers: the same as numpy.unique, by table and by sorting."""

import numpy as np
import pytest

from moderation.statistics.keys import MAX_TABLE, number_keys, stable_order


@pytest.mark.parametrize("highest", [1, 1_000, MAX_TABLE - 1, MAX_TABLE, 2**20 * MAX_TABLE])
def test_keys_are_numbered_as_numpy_numbers_them(highest):
    key = np.random.default_rng(highest).integers(0, highest + 1, 5_000)
    key[:100] = key[100:200]  # some are equal, however many there are
    key[0] = highest
    distinct, number = number_keys(key)
    expected, inverse = np.unique(key, return_inverse=True)
    assert np.array_equal(distinct, expected)
    assert np.array_equal(number, inverse)


def test_no_keys_have_no_numbers():
    distinct, number = number_keys(np.zeros(0, dtype=np.int64))
    assert distinct.size == number.size == 0


def test_equal_keys_keep_their_order():
    key = np.random.default_rng(3).integers(0, 1 << 40, 2_000) % 50 << 30
    assert np.array_equal(stable_order(key), np.argsort(key, kind="stable"))
