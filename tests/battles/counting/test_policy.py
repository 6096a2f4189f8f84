"""Counting policies: what is accepted, and what each rule does to a vote, in SQL and in the ledger alike."""

import datetime as dt

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from battles.counting import (
    REFERENCES,
    CountingTerms,
    Reason,
    apply_terms,
    exclude_battles,
    get_counting_terms,
    get_reason,
    read_votes_of_day,
)
from battles.counting.policy import ANNOUNCED, adopt
from battles.models import CONTROL_SAMPLER, Battle, CountingPolicy, EvidenceTier, Exclusion, Vote, WaitingVote
from battles.models.policies.counting import tiers_to_bits
from battles.outcomes import Outcome
from tests import world
from tests.world import NOON

NONE, WORKED = EvidenceTier.NONE, EvidenceTier.WORKED
OPEN = {"voter_wait": None, "prefix_wait": None}
"""Terms under which no vote waits."""


def in_force(arena, *, since=NOON - dt.timedelta(days=1), **terms) -> CountingPolicy:
    """A policy that applies since then, as if it had been announced before."""
    return CountingPolicy.objects.create(
        arena=arena, public_reason="Because.", effective_from=since, **OPEN | terms
    )


@pytest.fixture
def vote(arena, pool):
    return world.stored_vote(arena, *pool, Outcome.A)


def make_evidence(vote, **evidence) -> None:
    Vote.objects.filter(pk=vote.pk).update(**evidence)
    vote.refresh_from_db()


def proposal(arena, **fields) -> CountingPolicy:
    start = timezone.now() + ANNOUNCED
    return CountingPolicy(arena=arena, **{"public_reason": "Because.", "effective_from": start} | fields)


def test_a_policy_is_announced_before_it_applies(arena):
    now = timezone.now()
    with pytest.raises(ValidationError) as refused:
        adopt(proposal(arena, effective_from=now + dt.timedelta(hours=2)), now=now)
    assert set(refused.value.message_dict) == {"effective_from"}
    stored = adopt(proposal(arena, effective_from=now + ANNOUNCED - dt.timedelta(minutes=5)), now=now)
    assert stored.effective_from == now + ANNOUNCED


def test_a_policy_needs_a_reason(arena):
    with pytest.raises(ValidationError):
        adopt(proposal(arena, public_reason="  "))


def test_a_cap_is_not_below_the_votes_that_count_without_a_wait(arena):
    with pytest.raises(ValidationError) as refused:
        adopt(proposal(arena, prefix_cap=5, prefix_wait=6))
    assert set(refused.value.message_dict) == {"prefix_cap"}
    adopt(proposal(arena, prefix_cap=5, prefix_wait=5))


@pytest.mark.parametrize(
    ("terms", "evidence", "reason"),
    [
        ({"voter_cap": 3}, {"nth_of_voter": 4}, Reason.OVER_VOTER_CAP),
        ({"voter_cap": 3}, {"nth_of_voter": 3}, Reason.COUNTED),
        ({"voter_cap": 3}, {"nth_of_voter": None}, Reason.COUNTED),
        ({"prefix_cap": 3}, {"nth_of_prefix": 4}, Reason.OVER_PREFIX_CAP),
        ({"prefix_cap": 3}, {"nth_of_voter": 4, "nth_of_prefix": 3}, Reason.COUNTED),
        ({"voter_cap": 1, "prefix_cap": 1}, {"nth_of_voter": 2, "nth_of_prefix": 2}, Reason.OVER_VOTER_CAP),
        ({"excluded_tiers": tiers_to_bits([NONE])}, {"evidence_tier": NONE}, Reason.EVIDENCE_TIER),
        ({"excluded_tiers": tiers_to_bits([NONE])}, {"evidence_tier": WORKED}, Reason.COUNTED),
        ({"excluded_tiers": tiers_to_bits([NONE])}, {"evidence_tier": None}, Reason.COUNTED),
    ],
)
def test_a_threshold_decides_by_stored_evidence_in_sql_and_in_the_ledger(
    arena, vote, terms, evidence, reason
):
    make_evidence(vote, **evidence)
    before = read_votes_of_day(arena.pk, vote.day)
    policy = in_force(arena, **terms)
    assert get_reason(vote) == reason
    assert apply_terms(before, get_counting_terms(policy)).reason.tolist() == [reason]


def test_the_policy_of_the_time_of_the_vote_decides(arena, vote):
    make_evidence(vote, nth_of_voter=9)
    in_force(arena, voter_cap=20)
    in_force(arena, voter_cap=5, since=NOON + dt.timedelta(seconds=1))
    assert get_reason(vote) == Reason.COUNTED
    in_force(arena, voter_cap=5, since=NOON)
    assert get_reason(vote) == Reason.OVER_VOTER_CAP
    in_force(arena, voter_cap=10, since=NOON)
    assert get_reason(vote) == Reason.COUNTED


def test_a_policy_of_another_arena_says_nothing(vote):
    make_evidence(vote, nth_of_voter=9)
    in_force(world.make_arena("other"), voter_cap=5)
    assert get_reason(vote) == Reason.COUNTED


def test_a_decision_precedes_a_cap_under_every_policy(arena, vote):
    make_evidence(vote, nth_of_voter=9)
    policy = in_force(arena, voter_cap=5)
    exclude_battles([vote.pk], reason=Exclusion.Reason.SPAM, source_id="decision:1")
    assert get_reason(vote) == Reason.SET_ASIDE_SPAM
    votes = read_votes_of_day(arena.pk, vote.day)
    assert apply_terms(votes, get_counting_terms(policy)).reason.tolist() == [Reason.SET_ASIDE_SPAM]


def test_a_vote_without_known_evidence_counts_under_the_strictest_caps(arena, vote):
    in_force(arena, voter_cap=1, prefix_cap=1)
    assert get_reason(vote) == Reason.COUNTED


def test_other_terms_free_what_a_policy_holds(arena, vote):
    make_evidence(vote, nth_of_voter=9, nth_of_prefix=9)
    in_force(arena, voter_cap=5, prefix_cap=5)
    votes = read_votes_of_day(arena.pk, vote.day)
    assert votes.reason.tolist() == [Reason.OVER_VOTER_CAP]
    assert apply_terms(votes, CountingTerms(prefix_cap=8)).reason.tolist() == [Reason.OVER_PREFIX_CAP]
    assert apply_terms(votes, REFERENCES["everybody"].terms).reason.tolist() == [Reason.COUNTED]


def test_only_proven_votes_are_on_the_board_of_proof(arena, pool):
    tiers = [None, *EvidenceTier]
    for tier in tiers:
        make_evidence(world.stored_vote(arena, *pool, Outcome.A), evidence_tier=tier)
    votes = read_votes_of_day(arena.pk, NOON.date())
    counted = apply_terms(votes, REFERENCES["proof"].terms).is_counted
    assert set(votes.evidence_tier[counted]) == {WORKED, EvidenceTier.MEMBER, EvidenceTier.VETTED}


def test_under_other_terms_a_vote_waits_a_day_or_as_long_as_it_waits_here(arena, pool):
    hours = [40, 10, 0]
    votes = [world.stored_vote(arena, *pool, Outcome.A, at=NOON - dt.timedelta(hours=hour)) for hour in hours]
    for vote in votes:
        make_evidence(vote, nth_of_prefix=9)
    WaitingVote.objects.create(vote=votes[0], since=votes[0].cast_at)
    days = sorted({vote.day for vote in votes})
    ledger = np.concatenate([read_votes_of_day(arena.pk, day).reason for day in days])
    assert ledger.tolist() == [Reason.PENDING, Reason.COUNTED, Reason.COUNTED]
    terms = CountingTerms(prefix_wait=8)
    end = NOON.timestamp()
    reasons = [
        int(reason)
        for day in days
        for reason in apply_terms(read_votes_of_day(arena.pk, day), terms, as_of=end).reason
    ]
    assert reasons == [Reason.PENDING] * 3
    later = NOON.timestamp() + 20 * 3600
    reasons = apply_terms(read_votes_of_day(arena.pk, NOON.date()), terms, as_of=later).reason
    assert reasons.tolist() == [Reason.COUNTED, Reason.PENDING]


def test_equal_terms_have_the_digest_of_a_stored_policy(arena):
    policy = in_force(arena, voter_cap=5)
    assert get_counting_terms(policy).digest == policy.digest
    assert CountingTerms(voter_cap=6).digest != policy.digest


def test_only_a_control_may_be_a_live_battle_of_one_model(arena, pool):
    live = {"arena": arena, "contender_a": pool[0], "contender_b": pool[0], "opened_at": NOON}
    with pytest.raises(IntegrityError), transaction.atomic():
        Battle.objects.create(**live)
    control = Battle.objects.create(**live, sampler=CONTROL_SAMPLER, state=Battle.State.VOTED)
    vote = Vote.objects.create(
        battle=control, arena=arena, outcome=Outcome.TIE, cast_at=NOON, day=NOON.date()
    )
    assert get_reason(vote) == Reason.CONTROL_BATTLE
