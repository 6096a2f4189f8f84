"""An invented arena: voters vote as they are said to, rules are compared fairly, attacks do what they can."""

import numpy as np
import pytest

from battles.pairing.draw import pairs_of
from ratings.core.bradley_terry import fit
from ratings.core.sampling import PRIOR, half_widths
from ratings.core.simulation.trials import (
    attack,
    bring_within,
    by_gain,
    by_variance,
    by_weight,
    evenly,
    rules,
)
from ratings.core.simulation.world import BOTH_BAD, TIES, Section, Voters, Votes, invent, to_outcome_counts

MODELS = 12
SECTIONS = (Section("a", 0.5, 5.0), Section("b", 0.1, 30.0))


@pytest.fixture
def world():
    return invent(MODELS, voters=Voters(careless=0.0), rng=np.random.default_rng(3), sections=SECTIONS)


@pytest.fixture
def log(world):
    return world.vote(
        60_000, evenly(to_outcome_counts(nothing().everything, MODELS)), np.random.default_rng(4)
    )


def nothing():
    pairs = MODELS * (MODELS - 1) // 2
    return Votes(np.zeros((pairs, 4), np.int64), np.zeros((len(SECTIONS), pairs, 4), np.int64))


def test_votes_come_in_the_shares_and_outcomes_of_their_world(world, log):
    assert log.number == 60_000
    shares = log.sections.sum(axis=(1, 2)) / log.number
    assert shares == pytest.approx([0.5, 0.1], abs=0.01)
    ties, both_bad = log.everything[:, 2].sum(), log.everything[:, 3].sum()
    assert (ties + both_bad) / log.number == pytest.approx(TIES, abs=0.01)
    assert both_bad / (ties + both_bad) == pytest.approx(BOTH_BAD, abs=0.01)


def test_the_stronger_model_wins_as_often_as_its_strength_says(world, log):
    first, second = pairs_of(MODELS)
    wins, losses = log.everything[:, 0], log.everything[:, 1]
    expected = 1 / (1 + np.exp(world.theta[second] - world.theta[first]))
    found = wins / (wins + losses)
    noise = np.sqrt(expected * (1 - expected) / (wins + losses))
    assert np.abs((found - expected) / noise).max() < 4.5


def test_careless_votes_bring_the_board_together():
    spreads = []
    for careless in (0.0, 0.5):
        world = invent(MODELS, voters=Voters(careless), rng=np.random.default_rng(3), sections=SECTIONS)
        votes = world.vote(
            60_000, evenly(to_outcome_counts(nothing().everything, MODELS)), np.random.default_rng(4)
        )
        spreads.append(np.ptp(fit(to_outcome_counts(votes.everything, MODELS)).theta))
    assert spreads[1] < 0.7 * spreads[0]


@pytest.mark.parametrize("rule", [evenly, by_weight, by_variance, by_gain(10.0)])
def test_every_rule_gives_every_pair_a_chance(log, rule):
    probability = rule(to_outcome_counts(log.everything, MODELS))
    assert probability.shape == (MODELS * (MODELS - 1) // 2,)
    assert probability.min() > 0
    assert probability.sum() == pytest.approx(1)


def test_a_trial_ends_when_the_watched_are_within_the_target_and_says_what_it_took(world):
    watched = np.ones(MODELS, dtype=bool)
    trial = bring_within(
        world, evenly, target=30.0, start=nothing(), watched=watched, rng=np.random.default_rng(5)
    )
    assert trial.needed == trial.votes.number > 0
    assert half_widths(fit(to_outcome_counts(trial.votes.everything, MODELS), prior=PRIOR)).max() <= 30.0


def test_a_trial_that_is_within_the_target_already_needs_nothing(world, log):
    watched = np.ones(MODELS, dtype=bool)
    trial = bring_within(world, evenly, target=50.0, start=log, watched=watched, rng=np.random.default_rng(5))
    assert trial.needed == 0


def test_a_model_that_joins_is_settled_sooner_by_the_gain_rule(world, log):
    first, second = pairs_of(MODELS)
    old = (first != 5) & (second != 5)
    start = Votes(log.everything * old[:, None], log.sections * old[:, None])
    watched = np.arange(MODELS) == 5
    needed = {
        name: bring_within(
            world, rule, target=15.0, start=start, watched=watched, rng=np.random.default_rng(6)
        ).needed
        for name, rule in rules(15.0).items()
    }
    assert needed["gain"] < needed["even"] / 2


def test_riggers_lift_their_model_the_more_the_more_they_are(world, log):
    target = int(np.argsort(world.theta)[2])
    even = evenly(to_outcome_counts(log.everything, MODELS))
    done = [
        attack(world, log, even, target=target, battles=n, recognised=1.0, rng=np.random.default_rng(7))
        for n in (300, 3_000, 30_000)
    ]
    assert 0 < done[0].points < done[1].points < done[2].points
    assert done[2].rank_after < done[2].rank_before
    assert done[1].on_target == pytest.approx(3_000 * 2 / MODELS, rel=0.2)


def test_riggers_who_recognise_nobody_are_voters_like_others(world, log):
    even = evenly(to_outcome_counts(log.everything, MODELS))
    done = attack(world, log, even, target=0, battles=3_000, recognised=0.0, rng=np.random.default_rng(8))
    assert abs(done.points) < 3
