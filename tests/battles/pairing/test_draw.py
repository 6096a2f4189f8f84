"""The draw: probabilities that are the real ones, sides without preference."""

import numpy as np
import pytest

from battles.pairing.draw import TooFewContenders, pair_table, sequential_pair_weights


def test_the_original_draw_has_its_closed_form():
    weights = np.array([5.0, 1.0, 1.0, 3.0])
    rng = np.random.default_rng(1)
    rounds = 40_000
    first = rng.choice(4, size=rounds, p=weights / weights.sum())
    drawn = np.zeros((4, 4))
    for i in first:
        rest = weights.copy()
        rest[i] = 0
        drawn[i, rng.choice(4, p=rest / rest.sum())] += 1
    seen = (drawn + drawn.T)[np.triu_indices(4, 1)] / rounds
    assert sequential_pair_weights(weights) == pytest.approx(seen, abs=0.01)
    assert sequential_pair_weights(weights).sum() == pytest.approx(1.0)


def test_pairs_come_as_often_as_their_probability_says_and_on_both_sides():
    weights = np.array([0.6, 0.3, 0.1])
    rng = np.random.default_rng(2)
    draws = [pair_table(weights, 3).draw(rng) for _ in range(6_000)]
    share = sum({d.a, d.b} == {0, 1} for d in draws) / len(draws)
    assert share == pytest.approx(0.6, abs=0.03)
    assert next(d.probability for d in draws if {d.a, d.b} == {0, 1}) == pytest.approx(0.6)
    assert np.mean([d.a < d.b for d in draws]) == pytest.approx(0.5, abs=0.03)


def test_a_pair_without_weight_is_never_drawn():
    rng = np.random.default_rng(3)
    assert all(
        {d.a, d.b} == {1, 2} for d in (pair_table(np.array([0.0, 0.0, 2.0]), 3).draw(rng) for _ in range(50))
    )


@pytest.mark.parametrize("weights", [[], [0.0]])
def test_no_pair_is_an_error_and_not_a_battle(weights):
    with pytest.raises(TooFewContenders):
        pair_table(np.array(weights), len(weights) + 1)


def test_two_positive_weights_are_needed():
    with pytest.raises(TooFewContenders):
        sequential_pair_weights(np.array([1.0, 0.0]))
