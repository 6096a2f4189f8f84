"""Tests of voters: who is found, who is not, and that chance alone alarms as seldom as promised."""

import csv

import numpy as np
import pytest

from moderation.statistics import (
    ALARM,
    ALTERNATIVES,
    VoteLog,
    build_null_model,
    e_values,
    run_presence_tests,
    run_target_tests,
    run_voter_tests,
    select_by_e_values,
    sum_by_group,
)
from tests.benchmarks.attackers import MODELS, TARGET, Attack, Votes, World, join
from tests.benchmarks.manipulation import LLMFAO, flagged_people

HONEST, FIRST_ATTACKER = 1_500, 100_000
LOG_ALARM = np.log(ALARM)


def to_log(votes: Votes, *, prompt=None) -> VoteLog:
    outcome = np.array([1, 3, 2])[votes.side]
    return VoteLog.from_outcomes(votes.voter, votes.a, votes.b, outcome, models=MODELS, prompt=prompt)


def world_with(attack: Attack | None = None) -> Votes:
    """A hundred thousand honest votes, and an attack."""
    world = World(seed=5)
    parts = [world.honest(HONEST * 2, mean_votes=35)]
    if attack:
        parts.append(world.attack(attack, first_voter=FIRST_ATTACKER))
    return join(parts)


def share_found(voter, log_e) -> float:
    found = np.unique(voter[(voter >= FIRST_ATTACKER) & (log_e > LOG_ALARM)])
    return found.size / 50


@pytest.mark.parametrize(
    ("kind", "alternative"),
    [("coin", "coin"), ("always left", "left"), ("never tying", "coin")],
)
def test_simple_rules_are_found_and_named(kind, alternative):
    log = to_log(world_with(Attack(kind, 50, 60, 50)))
    tests = run_voter_tests(log, build_null_model(log))
    assert share_found(tests.voter, tests.log_e) > 0.95
    rigged = (tests.voter >= FIRST_ATTACKER) & (tests.log_e > LOG_ALARM)
    named = ALTERNATIVES[np.bincount(tests.alternative[rigged]).argmax()]
    assert named == alternative
    assert 1 < np.median(tests.alarm_after[rigged]) < 40


def test_who_always_votes_for_one_model_is_found_by_the_votes_and_by_the_gathering():
    votes = world_with(Attack("omnipresent", 50, 60, 50))
    log = to_log(votes)
    targets = run_target_tests(log, build_null_model(log))
    assert share_found(targets.voter, targets.log_e) > 0.95
    assert set(targets.model[(targets.log_e > LOG_ALARM) & (targets.voter >= FIRST_ATTACKER)]) == {TARGET}
    presence = run_presence_tests(log, votes.time // 86_400)
    assert share_found(presence.voter, presence.log_e) == 1.0


def test_who_ties_at_the_base_rate_is_found_by_the_gathering_alone():
    votes = world_with(Attack("ties at base rate", 50, 30, 50))
    log = to_log(votes)
    targets = run_target_tests(log, build_null_model(log))
    assert share_found(targets.voter, targets.log_e) < 0.1
    presence = run_presence_tests(log, votes.time // 86_400)
    assert share_found(presence.voter, presence.log_e) == 1.0


def test_honest_voters_raise_no_alarm():
    votes = world_with()
    log = to_log(votes)
    null = build_null_model(log)
    tests, targets = run_voter_tests(log, null), run_target_tests(log, null)
    presence = run_presence_tests(log, votes.time // 86_400)
    alarms = [np.count_nonzero(each.log_e > LOG_ALARM) for each in (tests, targets, presence)]
    assert sum(alarms) <= 2
    assert not select_by_e_values(targets.log_e).any()


def test_a_voter_is_measured_against_others_and_not_against_his_own_votes():
    """Of two voters who agree with nobody, the many votes of one do not make the other look right."""
    votes = world_with(Attack("always left", 1, 3_000, 1))
    log = to_log(votes)
    tests = run_voter_tests(log, build_null_model(log))
    rigged = tests.voter >= FIRST_ATTACKER
    assert tests.log_e[rigged] > LOG_ALARM
    assert np.count_nonzero(tests.log_e[~rigged] > LOG_ALARM) <= 2


def test_where_everybody_has_habits_a_habit_is_no_alarm():
    """People who differ in how often they tie: who never ties is an ordinary person there."""
    votes = world_with()
    rng = np.random.default_rng(8)
    habit = rng.normal(0, 2.5, votes.voter.max() + 1)
    tie = rng.random(len(votes)) < 1 / (1 + np.exp(0.6 - habit[votes.voter]))
    decided = np.where(votes.side == 1, rng.integers(0, 2, len(votes)) * 2, votes.side)
    log = to_log(Votes(**{**vars(votes), "side": np.where(tie, 1, decided)}))
    null = build_null_model(log)
    assert null.tie.deviation > 1
    tests = run_voter_tests(log, null)
    assert np.count_nonzero(tests.log_e > LOG_ALARM) < 0.01 * tests.voter.size


def with_habits(votes: Votes) -> Votes:
    """The same votes by people who differ in how often they tie, and in how much they like the left side."""
    rng = np.random.default_rng(9)
    voters = votes.voter.max() + 1
    tie = rng.random(len(votes)) < 1 / (1 + np.exp(0.6 - rng.normal(0, 1, voters)[votes.voter]))
    left = rng.random(len(votes)) < 1 / (1 + np.exp(-rng.normal(0, 1, voters)[votes.voter]))
    decided = np.where(rng.random(len(votes)) < 0.3, np.where(left, 0, 2), votes.side)
    honest = votes.voter < FIRST_ATTACKER
    return Votes(**{**vars(votes), "side": np.where(honest, np.where(tie, 1, decided), votes.side)})


@pytest.mark.parametrize(
    ("run", "kind"),
    [(run_voter_tests, "coin"), (run_voter_tests, "omnipresent"), (run_target_tests, "omnipresent")],
)
def test_the_bound_that_spares_tests_hides_no_e_that_a_rule_reads(run, kind, monkeypatch):
    log = to_log(with_habits(world_with(Attack(kind, 50, 30, 50))))
    null = build_null_model(log)
    assert len(null.habits) > 1
    quick = run(log, null)
    monkeypatch.setattr(e_values, "LOG_MIN_E", -np.inf)
    exact = run(log, null)
    is_read = exact.log_e >= np.log(e_values.MIN_E)
    assert 0 < np.count_nonzero(is_read) < is_read.size / 10
    assert np.allclose(quick.log_e[is_read], exact.log_e[is_read], rtol=0, atol=1e-9)
    assert np.array_equal(quick.alarm_after, exact.alarm_after)
    assert (quick.log_e >= exact.log_e - 1e-9).all()


def test_equal_prompts_of_a_voter_are_one_observation():
    votes = world_with(Attack("always left", 1, 60, 1))
    prompt = np.where(votes.voter >= FIRST_ATTACKER, 7, 0)
    log = to_log(votes, prompt=prompt)
    tests = run_voter_tests(log, build_null_model(log))
    [mine] = np.flatnonzero(tests.voter >= FIRST_ATTACKER)
    assert tests.votes[mine] == 1
    assert tests.log_e[mine] < LOG_ALARM


def test_pairs_that_few_others_judged_are_not_tested():
    world = World(seed=2)
    log = to_log(world.honest(30, mean_votes=20))
    null = build_null_model(log)
    assert not null.is_testable.any()
    assert run_voter_tests(log, null).voter.size == 0
    assert run_target_tests(log, null).voter.size == 0


def test_an_unknown_outcome_raises():
    one = np.ones(1, dtype=np.int64)
    with pytest.raises(ValueError, match="unknown outcome"):
        VoteLog.from_outcomes(one, one * 0, one, one * 7, models=2)


def test_an_empty_log_has_no_tests():
    empty = np.zeros(0, dtype=np.int64)
    log = VoteLog.from_outcomes(empty, empty, empty, empty, models=3)
    null = build_null_model(log)
    assert run_voter_tests(log, null).voter.size == 0
    assert run_target_tests(log, null).voter.size == 0
    assert run_presence_tests(log, empty).voter.size == 0
    assert sum_by_group(log, empty, taste=0.0).z.size == 0


def test_the_sum_of_a_group_is_measured_against_everybody_outside_of_it():
    votes = world_with(Attack("omnipresent", 2_000, 1, 1))
    group = np.where(votes.voter >= FIRST_ATTACKER, 0, -1)
    sums = sum_by_group(to_log(votes), group, taste=0.0)
    [target] = np.flatnonzero(sums.model == TARGET)
    # Pairs that few others judged are left out.
    assert 1_800 < sums.votes[target] == sums.voters[target] <= 2_000
    assert sums.z[target] > 20
    assert sums.gain[target] > 400


def test_sums_of_honest_groups_are_standard_normal():
    votes = world_with()
    sums = sum_by_group(to_log(votes), votes.voter % 40, taste=0.0)
    assert abs(float(np.mean(sums.z))) < 0.1
    assert 0.9 < float(np.std(sums.z)) < 1.1


def test_e_values_are_selected_with_their_number():
    assert select_by_e_values(np.log([100.0, 1.0, 1.0, 1.0])).tolist() == [True, False, False, False]
    assert not select_by_e_values(np.log([70.0, 1.0, 1.0, 1.0])).any()
    assert select_by_e_values(np.log([41.0, 41.0, 1.0, 1.0])).tolist() == [True, True, False, False]


@pytest.mark.skipif(not LLMFAO.exists(), reason="the shared data is not here")
def test_no_crowd_worker_of_llmfao_is_flagged():
    with LLMFAO.open(encoding="utf-8") as file:
        assert len({row["worker"] for row in csv.DictReader(file)}) == 124
    assert flagged_people() == (124, 0)
