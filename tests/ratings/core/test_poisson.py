import math

import numpy as np
import pytest

from ratings.core.bootstrap.poisson import EXACT_UP_TO, normal_like, normal_table, poisson_table


@pytest.mark.parametrize("count", [1, 2, 7, 20, EXACT_UP_TO])
def test_a_small_count_is_poisson_to_one_part_in_65536(count):
    share = np.bincount(poisson_table(count), minlength=100) / 65536
    mass = [math.exp(-count + value * math.log(count) - math.lgamma(value + 1)) for value in range(100)]
    np.testing.assert_allclose(share, mass, atol=1.01 / 65536)


def test_the_normal_table_is_standard_and_symmetric():
    table = normal_table().astype(np.float64)
    assert table.mean() == pytest.approx(0, abs=1e-7)
    assert table.var() == pytest.approx(1, abs=1e-6)
    assert (table**4).mean() == pytest.approx(3, abs=0.02)
    assert np.all(np.diff(table) >= 0)


@pytest.mark.parametrize("count", [33, 100, 5000, 80_000])
def test_a_large_count_has_the_first_three_poisson_moments(count):
    every = np.arange(65536, dtype=np.uint16)
    drawn = np.empty(65536, dtype=np.float32)
    normal_like(np.full(1, count, dtype=np.float32), every, out=drawn)
    values = drawn.astype(np.float64)
    assert values.min() > 0
    assert values.mean() == pytest.approx(count, rel=1e-4)
    assert values.var() == pytest.approx(count, rel=3e-3)
    skewness = ((values - values.mean()) ** 3).mean() / values.std() ** 3
    assert skewness == pytest.approx(1 / math.sqrt(count), rel=0.03)
