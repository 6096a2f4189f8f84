"""Evidence that is stored once, with the vote: ordinals of the day, the prompt's cluster, tier and pace."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections

from battles import services
from battles.counting import exclude_battles, read_votes_of_day
from battles.models import Battle, Contender, Exclusion, Vote
from battles.outcomes import Outcome
from battles.visitors import hash_address
from tests import world
from tests.world import NOON

HOME, OFFICE = "1" * 32, "2" * 32


def vote_on(arena, a, b, *, voter, at=NOON, address=HOME, prompt="What is a heron?") -> Vote:
    """Settle a vote of this voter on these two contenders."""
    battle = world.answered_battle(arena, voter=voter, now=at, prompt=prompt, address_hash=address)
    Battle.objects.filter(pk=battle.pk).update(contender_a=a, contender_b=b)
    battle.refresh_from_db()
    services.cast_ballot(battle, outcome=Outcome.A, now=at)
    services.reveal(battle, now=at)
    return Vote.objects.get(pk=battle.pk)


def ordinals(vote) -> tuple[int, int]:
    return vote.nth_of_voter, vote.nth_of_prefix


@pytest.fixture
def pool(arena):
    return world.make_pool(arena, ("a", "b", "c", "d"))


def test_votes_on_either_model_are_counted_from_one(arena, pool):
    a, b, c, d = pool
    voter = world.make_voter()
    assert ordinals(vote_on(arena, a, b, voter=voter)) == (1, 1)
    assert ordinals(vote_on(arena, c, a, voter=voter)) == (2, 2)
    assert ordinals(vote_on(arena, d, c, voter=voter)) == (2, 2)
    assert ordinals(vote_on(arena, b, d, voter=voter)) == (3, 3)
    assert ordinals(vote_on(arena, a, b, voter=voter)) == (4, 4)


def test_other_voters_of_a_prefix_count_for_the_prefix_alone(arena, pool):
    first, second = world.make_voter(), world.make_voter()
    vote_on(arena, *pool[:2], voter=first)
    assert ordinals(vote_on(arena, *pool[:2], voter=second)) == (1, 2)
    assert ordinals(vote_on(arena, *pool[:2], voter=second, address=OFFICE)) == (2, 1)


def test_every_utc_day_counts_from_one(arena, pool):
    voter = world.make_voter()
    midnight = dt.datetime(2024, 4, 23, tzinfo=dt.UTC)
    vote_on(arena, *pool[:2], voter=voter, at=midnight - dt.timedelta(seconds=1))
    assert ordinals(vote_on(arena, *pool[:2], voter=voter, at=midnight)) == (1, 1)


def test_another_arena_counts_apart(arena, pool):
    voter, other = world.make_voter(), world.make_arena("other")
    vote_on(arena, *pool[:2], voter=voter)
    assert ordinals(vote_on(other, *world.make_pool(other), voter=voter)) == (1, 1)


def test_an_excluded_vote_keeps_its_ordinal_and_counts_for_the_next(arena, pool):
    voter = world.make_voter()
    first = vote_on(arena, *pool[:2], voter=voter)
    exclude_battles([first.pk], reason=Exclusion.Reason.SPAM, source_id="a")
    assert ordinals(vote_on(arena, *pool[:2], voter=voter)) == (2, 2)
    first.refresh_from_db()
    assert ordinals(first) == (1, 1)


def test_a_battle_without_address_has_no_ordinal_of_its_prefix(arena, pool):
    assert ordinals(vote_on(arena, *pool[:2], voter=world.make_voter(), address="")) == (1, None)


def test_equal_prompts_share_a_cluster_and_others_do_not(arena, pool):
    voter = world.make_voter()
    heron, again, other = (
        vote_on(arena, *pool[:2], voter=voter, prompt=text)
        for text in ("What is a heron?", "what is a HERON", "What is a stork?")
    )
    assert heron.prompt_cluster == again.prompt_cluster is not None
    assert other.prompt_cluster not in (None, heron.prompt_cluster)


def test_the_tier_of_a_live_vote_is_known_and_that_of_a_simulated_one_is_not(arena, pool):
    live = vote_on(arena, *pool[:2], voter=world.make_voter())
    assert live.evidence_tier == Vote.EvidenceTier.NONE
    stored = world.stored_vote(arena, *pool[:2], Outcome.A)
    assert (stored.evidence_tier, stored.nth_of_voter) == (None, None)


def test_the_ledger_reads_the_evidence_of_each_vote(arena, pool):
    voter = world.make_voter()
    first, second = (vote_on(arena, *pool[:2], voter=voter) for _ in range(2))
    Battle.objects.filter(pk=second.pk).update(pace=Battle.Pace.APART)
    votes = read_votes_of_day(arena.pk, NOON.date())
    assert votes.battle.tolist() == [first.pk, second.pk]
    assert votes.nth_of_voter.tolist() == votes.nth_of_prefix.tolist() == [1, 2]
    assert votes.prompt_cluster.tolist() == [first.prompt_cluster] * 2
    assert votes.evidence_tier.tolist() == [1, 1]
    assert votes.pace.tolist() == [first.battle.pace, Battle.Pace.APART]
    assert votes.pair_probability.tolist() == [Battle.objects.get(pk=first.pk).pair_probability] * 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_two_votes_that_settle_at_once_get_two_ordinals():
    arena = world.make_arena()
    world.make_pool(arena)
    pair = list(Contender.objects.filter(arena=arena))
    battles = []
    for _ in range(8):
        battle = world.answered_battle(arena, now=NOON, address_hash=HOME)
        Battle.objects.filter(pk=battle.pk).update(contender_a=pair[0], contender_b=pair[1])
        services.cast_ballot(battle, outcome=Outcome.A, now=NOON)
        battles.append(battle)
    start = threading.Barrier(len(battles))

    def reveal(battle):
        start.wait()
        try:
            services.reveal(battle, now=NOON)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=reveal, args=[battle]) for battle in battles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Vote.objects.values_list("nth_of_prefix", flat=True)) == list(range(1, 9))


def test_the_addresses_of_one_network_are_counted_together(arena, pool):
    """Under one IPv6 /48 or IPv4 /24 another address is no new start; another network is."""
    first = cast_from(arena, pool, "2001:db8:7:1::1")
    second = cast_from(arena, pool, "2001:db8:7:ffff::1")
    other = cast_from(arena, pool, "2001:db8:8::1")
    assert [vote.nth_of_prefix for vote in (first, second, other)] == [1, 2, 1]
    assert cast_from(arena, pool, "192.0.2.1").nth_of_prefix == 1
    assert cast_from(arena, pool, "192.0.2.200").nth_of_prefix == 2


def cast_from(arena, pool, address: str) -> Vote:
    battle = world.answered_battle(
        arena, voter=world.make_voter(), now=NOON, hashes=hash_address(address, now=NOON)
    )
    Battle.objects.filter(pk=battle.pk).update(contender_a=pool[0], contender_b=pool[1])
    battle.refresh_from_db()
    services.cast_ballot(battle, outcome=Outcome.A, now=NOON)
    services.reveal(battle, now=NOON)
    return Vote.objects.get(pk=battle.pk)
