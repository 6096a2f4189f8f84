"""Votes to add or to turn, against all possibilities that are smaller by one."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from ratings.core.bradley_terry import fit
from ratings.core.outcome_counts import WINS_FIRST, WINS_SECOND, count_outcomes, merge
from ratings.core.quality.resistance import additions_to_flip, changed_voters_to_flip, changes_to_flip
from tests.ratings.core.simulated import draw_log

SEEDS = range(8)
MODELS = 4


def small_log(seed: int):
    log = draw_log(60, MODELS, seed=seed, skew=0.2, spread=0.25)
    whole = fit(log.outcomes)
    upper, lower = np.argsort(-whole.theta)[:2]
    return log, whole, int(upper), int(lower)


def is_flipped(outcomes, upper, lower) -> bool:
    theta = fit(outcomes).theta
    return bool(theta[upper] < theta[lower])


def any_addition_flips(whole, number, upper, lower) -> bool:
    if number == 0:
        return False
    ordered = list(itertools.permutations(range(MODELS), 2))
    for votes in itertools.combinations_with_replacement(ordered, number):
        a, b = np.array(votes).T
        extra = count_outcomes(a, b, np.ones(number, dtype=int), MODELS)
        if is_flipped(merge([whole.outcomes, extra]), upper, lower):
            return True
    return False


def any_change_flips(whole, number, upper, lower) -> bool:
    """Turn `number` votes of any cells to a win of either side."""
    outcomes = whole.outcomes
    cells = [(pair, column) for pair in range(outcomes.first.size) for column in range(4)]
    for chosen in itertools.combinations_with_replacement(cells, number):
        for targets in itertools.product((WINS_FIRST, WINS_SECOND), repeat=number):
            counts = outcomes.counts.copy()
            for (pair, column), target in zip(chosen, targets, strict=True):
                counts[pair, column] -= 1
                counts[pair, target] += 1
            if counts.min() >= 0 and is_flipped(replace(outcomes, counts=counts), upper, lower):
                return True
    return False


@pytest.mark.parametrize("seed", SEEDS)
def test_the_added_votes_flip_and_one_less_does_not(seed):
    _log, whole, upper, lower = small_log(seed)
    found = additions_to_flip(whole, upper=upper, lower=lower)
    assert found >= 1
    if found <= 4:
        assert any_addition_flips(whole, found, upper, lower)
        assert not any_addition_flips(whole, found - 1, upper, lower)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_turned_votes_flip_and_one_less_does_not(seed):
    _log, whole, upper, lower = small_log(seed)
    found = changes_to_flip(whole, upper=upper, lower=lower)
    assert found >= 1
    if found <= 3:
        assert any_change_flips(whole, found, upper, lower)
    if found - 1 <= 2:
        assert not any_change_flips(whole, found - 1, upper, lower)


@pytest.mark.parametrize("seed", SEEDS)
def test_voters_with_one_vote_each_are_as_many_as_votes(seed):
    log, whole, upper, lower = small_log(seed)
    voters = changed_voters_to_flip(
        whole, log.a, log.b, log.outcome, np.zeros(log.a.size, dtype=int), upper=upper, lower=lower
    )
    assert voters == changes_to_flip(whole, upper=upper, lower=lower)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_fewest_voters_are_found(seed):
    log, whole, upper, lower = small_log(seed)
    voter = np.random.default_rng(seed).integers(1, 11, log.a.size)
    found = changed_voters_to_flip(whole, log.a, log.b, log.outcome, voter, upper=upper, lower=lower)
    slope = whole.inverse[upper] - whole.inverse[lower]
    worst = np.where(slope[log.a] > slope[log.b], 2, 1)

    def flips(number: int) -> bool:
        return any(
            is_flipped(
                count_outcomes(log.a, log.b, np.where(np.isin(voter, chosen), worst, log.outcome), MODELS),
                upper,
                lower,
            )
            for chosen in itertools.combinations(range(1, 11), number)
        )

    assert flips(found)
    assert not flips(found - 1)


def test_large_gaps_are_closed_in_steps():
    log = draw_log(5_000, 5, seed=1, spread=1.0)
    whole = fit(log.outcomes)
    upper, lower = int(whole.theta.argmax()), int(whole.theta.argmin())
    added = additions_to_flip(whole, upper=upper, lower=lower)
    turned = changes_to_flip(whole, upper=upper, lower=lower)
    assert 0 < turned < added
