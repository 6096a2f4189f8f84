import numpy as np
import pytest

from ratings.core.connectivity import (
    beats_or_ties,
    beyond,
    main_component,
    require_connected,
    strong_components,
)
from ratings.core.errors import NotConnected
from tests.ratings.core.simulated import draw_log, log_of


def test_components_of_a_known_graph():
    arrows = np.zeros((6, 6), dtype=bool)
    for start, end in [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 3)]:
        arrows[start, end] = True
    assert strong_components(arrows).tolist() == [0, 0, 0, 1, 1, 2]


def test_a_tie_connects_both_ways_and_a_win_only_one():
    require_connected(beats_or_ties(log_of([(0, 1, 3, 1)], 2)))
    require_connected(beats_or_ties(log_of([(0, 1, 4, 1)], 2)))
    with pytest.raises(NotConnected):
        require_connected(beats_or_ties(log_of([(0, 1, 1, 5)], 2)))


@pytest.mark.parametrize("models", [0, 1])
def test_fewer_than_two_models_are_not_connected(models):
    with pytest.raises(NotConnected):
        require_connected(np.zeros((models, models), dtype=bool))


def test_the_main_component_is_the_largest():
    triangle = [(0, 1, 1, 2), (1, 2, 1, 2), (2, 0, 1, 2)]
    pair = [(3, 4, 3, 50)]
    assert main_component(log_of(triangle + pair, 6)).tolist() == [0, 1, 2]


def test_of_two_equal_islands_the_one_with_more_votes_is_the_main():
    assert main_component(log_of([(0, 1, 3, 2), (2, 3, 3, 9)], 4)).tolist() == [2, 3]


def test_without_two_comparable_models_nobody_is_in_the_main_component():
    assert main_component(log_of([(0, 1, 1, 5), (0, 2, 1, 5)], 3)).size == 0


def test_beyond_the_main_component_there_is_above_below_and_nowhere():
    cells = [(0, 1, 3, 4), (2, 0, 1, 3), (1, 3, 1, 3), (2, 4, 1, 1), (4, 3, 1, 1)]
    log = log_of(cells, 6)
    np.testing.assert_array_equal(
        beyond(log, main_component(log)), [np.nan, np.nan, np.inf, -np.inf, np.nan, np.nan]
    )


def test_components_agree_with_reachability_on_random_graphs():
    rng = np.random.default_rng(7)
    for size in (1, 4, 9):
        for density in (0.05, 0.2, 0.5):
            arrows = rng.random((size, size)) < density
            reach = np.linalg.matrix_power(arrows + np.eye(size), size) > 0
            labels = strong_components(arrows)
            np.testing.assert_array_equal(labels[:, None] == labels, reach & reach.T)


def test_an_ordinary_log_is_connected():
    assert main_component(draw_log(2000, 10, seed=8).outcomes).tolist() == list(range(10))
