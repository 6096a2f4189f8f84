"""Newcomers together against established voters: many accounts with few votes each."""

from dataclasses import replace

import numpy as np
import pytest

from moderation.scan.ledger import list_covered
from moderation.scan.ledger.newcomer_rules import (
    FEW_GATHER,
    GATHERING,
    NEW_VOTERS,
    newcomers,
    split_by_experience,
)
from moderation.scan.ledger.votes import LedgerVotes, build_ledger_votes
from moderation.statistics import count_presence_by_group
from tests.benchmarks.attackers import TARGET, Attack, Votes, World, join, to_ledger

FIRST_ATTACKER = 1_000_000


def build(attack: Attack | None, *, voters: int = 2_000, **columns) -> tuple[Votes, LedgerVotes]:
    """Honest voters with 35 votes each, and an attack; all votes are new, and no network is known."""
    world = World(seed=3)
    parts = [world.honest(voters, mean_votes=35)]
    if attack:
        parts.append(world.attack(attack, first_voter=FIRST_ATTACKER))
    votes = join(parts)
    built = {name: build_column(votes).astype(np.uint8) for name, build_column in columns.items()}
    arrays = replace(to_ledger(votes), **built)
    ledger = build_ledger_votes(
        arrays, new_battles=arrays.battle, load_networks=lambda battles: np.full(battles.size, -1)
    )
    return votes, ledger


def cover(votes: Votes, suspicions) -> np.ndarray:
    covered = np.zeros(len(votes), dtype=bool)
    covered[list(list_covered(suspicions)[1])] = True
    return covered


@pytest.mark.parametrize("kind", ["many prefixes", "ties at base rate"])
def test_accounts_with_one_vote_are_found_though_they_are_most_of_their_models_votes(kind):
    votes, ledger = build(Attack(kind, 4_000, 1, 4_000))
    rigged = votes.voter >= FIRST_ATTACKER
    on_target = (votes.a == TARGET) | (votes.b == TARGET)
    assert rigged.sum() > 2 * (on_target & ~rigged).sum()
    suspicions = list(newcomers(ledger))
    covered = cover(votes, suspicions)
    assert covered[rigged].mean() > 0.95
    assert covered[~rigged].mean() < 0.001
    assert {each.evidence["contender"] for each in suspicions} == {ledger.model_id(TARGET)}
    assert GATHERING in {each.rule for each in suspicions}


def test_an_attack_of_two_months_is_a_campaign_each_month_and_its_numbers_say_why():
    _votes, ledger = build(Attack("many prefixes", 4_000, 1, 4_000))
    gathering = [each for each in newcomers(ledger) if each.rule == GATHERING]
    assert 2 <= len(gathering) <= 4
    assert len({each.key for each in gathering}) == len(gathering)
    for each in gathering:
        assert each.evidence["present"] > 1.5 * each.evidence["expected_by_chance"]
        assert each.evidence["log10_p"] < -5
        assert each.evidence["wins"] > 0.9 * each.votes


def test_newcomers_on_all_models_who_favour_one_are_found_by_their_outcomes():
    """New accounts that vote on whatever they get, and for the target where they get it."""
    world = World(seed=3)
    votes, _ledger = build(None)
    number = 30_000
    a, b = world.draw(number)
    honest = world.judge(a, b)
    side = np.where(a == TARGET, 0, np.where(b == TARGET, 2, honest))
    rigged = Votes(
        np.arange(FIRST_ATTACKER, FIRST_ATTACKER + number),
        a,
        b,
        side,
        votes.time[0] + world.rng.random(number) * 20 * 86_400,
        np.full(number, -1),
    )
    both = join([votes, rigged])
    arrays = to_ledger(both)
    ledger = build_ledger_votes(
        arrays, new_battles=arrays.battle, load_networks=lambda battles: np.full(battles.size, -1)
    )
    suspicions = list(newcomers(ledger))
    assert {each.rule for each in suspicions} == {NEW_VOTERS}
    assert {each.evidence["contender"] for each in suspicions} == {ledger.model_id(TARGET)}
    covered = cover(both, suspicions)
    on_target = ((both.a == TARGET) | (both.b == TARGET)) & (both.voter >= FIRST_ATTACKER)
    assert covered[on_target].mean() > 0.9


def test_an_attack_through_one_tier_takes_the_newcomers_of_that_tier_only():
    def tier(votes):
        return np.where((votes.voter >= FIRST_ATTACKER) | (votes.voter % 10 == 0), 1, 2)

    votes, ledger = build(Attack("many prefixes", 600, 1, 600), evidence_tier=tier)
    _votes, without = build(Attack("many prefixes", 600, 1, 600))
    honest = votes.voter < FIRST_ATTACKER
    lost = [cover(votes, newcomers(each))[honest].sum() for each in (ledger, without)]
    found = [cover(votes, newcomers(each))[~honest].mean() for each in (ledger, without)]
    assert lost[0] < lost[1]
    assert min(found) > 0.95


@pytest.mark.parametrize("votes_each", [7, 12])
def test_accounts_that_first_vote_honestly_are_found_by_their_few_votes(votes_each):
    votes, ledger = build(Attack("aged accounts", 1_200, votes_each, 1_200))
    is_rigged = (votes.voter >= FIRST_ATTACKER) & ((votes.a == TARGET) | (votes.b == TARGET))
    suspicions = list(newcomers(ledger))
    assert {each.rule for each in suspicions} == {FEW_GATHER}
    assert {each.evidence["contender"] for each in suspicions} == {ledger.model_id(TARGET)}
    covered = cover(votes, suspicions)
    assert covered[is_rigged].mean() > 0.8
    assert covered[votes.voter < FIRST_ATTACKER].mean() < 0.001


def test_honest_newcomers_are_no_campaign():
    assert list(newcomers(build(None)[1])) == []


def test_only_windows_with_a_new_vote_are_looked_at():
    votes, ledger = build(Attack("many prefixes", 1_000, 1, 1_000, days=2))
    old = np.zeros(len(votes), dtype=bool)
    seen = LedgerVotes(ledger.votes, ledger.log, ledger.null, old, ledger.network, ledger.contenders)
    assert list(newcomers(ledger))
    assert list(newcomers(seen)) == []


def test_where_everybody_is_new_nothing_is_compared():
    world = World(seed=1)
    votes = world.attack(Attack("omnipresent", 500, 1, 500), first_voter=1)
    arrays = to_ledger(join([votes]))
    ledger = build_ledger_votes(
        arrays, new_battles=arrays.battle, load_networks=lambda battles: np.full(battles.size, -1)
    )
    assert not split_by_experience(ledger)[1].any()
    assert list(newcomers(ledger)) == []


def test_the_bound_on_gathering_is_one():
    """Groups of honest votes: the bound is below 1 in 100 at most once in a hundred tests."""
    votes, ledger = build(None)
    group = np.where(votes.voter % 10 == 0, votes.voter // 10 % 50, -1)
    seen = count_presence_by_group(ledger.log, group, votes.time // 86_400, group < 0)
    assert 0.9 < seen.present.sum() / seen.expected.sum() < 1.1
    assert (seen.log_p < np.log(0.01)).mean() < 0.01
