"""Votes that wait: which ones, until when, and that the end marks their day."""

import datetime as dt

import pytest

from battles.counting import WAIT, Reason, due_waits, end_waits, get_reason
from battles.models import Battle, CountingPolicy, DirtyDay, EvidenceTier, Vote, WaitingVote
from battles.models.policies.counting import tiers_to_bits
from tests import world
from tests.world import NOON

HOME = "1" * 32


def policy(arena, **terms) -> CountingPolicy:
    return CountingPolicy.objects.create(
        arena=arena, public_reason="Because.", effective_from=NOON - WAIT, **terms
    )


def cast(arena, *, address=HOME, voter=None, now=NOON) -> Vote:
    battle = world.voted_battle(arena, voter=voter or world.make_voter(), now=now, address_hash=address)
    return Vote.objects.get(pk=battle.pk)


@pytest.fixture(autouse=True)
def two_models(arena, pool):
    return pool


def test_votes_of_one_network_above_the_threshold_wait(arena):
    policy(arena, prefix_wait=2)
    votes = [cast(arena) for _ in range(4)]
    assert [get_reason(vote) for vote in votes] == [Reason.COUNTED] * 2 + [Reason.PENDING] * 2
    assert get_reason(cast(arena, address="2" * 32)) == Reason.COUNTED


def test_votes_of_one_browser_above_the_threshold_wait(arena):
    policy(arena, voter_wait=1, prefix_wait=None)
    voter = world.make_voter()
    assert [get_reason(cast(arena, voter=voter)) for _ in range(2)] == [Reason.COUNTED, Reason.PENDING]


def test_without_a_stored_policy_the_default_thresholds_apply(arena):
    reasons = [get_reason(cast(arena)) for _ in range(CountingPolicy().prefix_wait + 1)]
    assert reasons == [*[Reason.COUNTED] * (len(reasons) - 1), Reason.PENDING]


def test_an_evidence_tier_can_wait(arena):
    policy(arena, waiting_tiers=tiers_to_bits([EvidenceTier.NONE]))
    assert get_reason(cast(arena)) == Reason.PENDING


def test_a_later_policy_changes_no_wait(arena):
    policy(arena, prefix_wait=1)
    votes = [cast(arena) for _ in range(2)]
    CountingPolicy.objects.create(
        arena=arena, public_reason="Because.", effective_from=NOON + WAIT, prefix_wait=None
    )
    assert [get_reason(vote) for vote in votes] == [Reason.COUNTED, Reason.PENDING]


def test_a_vote_is_due_a_day_after_it_was_cast(arena):
    policy(arena, prefix_wait=1)
    vote = [cast(arena) for _ in range(2)][-1]
    assert not due_waits(NOON + WAIT - dt.timedelta(seconds=1)).exists()
    assert due_waits(NOON + WAIT).get().pk == vote.pk


def test_the_end_of_a_wait_counts_the_vote_once_and_marks_its_day(arena):
    policy(arena, prefix_wait=1)
    vote = [cast(arena) for _ in range(2)][-1]
    DirtyDay.objects.all().delete()
    assert end_waits([vote.pk], now=NOON + WAIT) == 1
    assert get_reason(vote) == Reason.COUNTED
    assert DirtyDay.objects.get().day == vote.day
    assert end_waits([vote.pk], now=NOON + 2 * WAIT) == 0
    assert WaitingVote.objects.get().ended_at == NOON + WAIT


def test_a_vote_that_waits_and_is_disqualified_names_the_disqualification(arena):
    policy(arena, prefix_wait=1)
    vote = [cast(arena) for _ in range(2)][-1]
    Battle.objects.filter(pk=vote.pk).update(mode=Battle.Mode.SIDE_BY_SIDE)
    assert get_reason(vote) == Reason.SIDE_BY_SIDE
