"""Votes that wait: in a burst, or where the proof could not be verified.

- The policy in effect when a vote is cast decides whether it waits. The row is stored with the vote.
- A vote that waits does not count. Its reason is PENDING.
- It counts WAIT after it was cast, unless it is held. The floor above knows what holds a vote, ends the
  others by `end_waits`, and runs as a job, so that no wait is forgotten.
- The end marks the vote's day dirty in the same transaction.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.counting.policy_terms import WAIT, CountingTerms, get_counting_terms
from battles.models import CountingPolicy, Vote, WaitingVote
from battles.models.policies.counting import TIERS

BATCH = 2_000


def is_waiting_under(terms: CountingTerms, vote: Vote) -> bool:
    """Whether a vote waits under these terms when it is cast. An unknown ordinal or tier never waits."""
    ordinals = ((vote.nth_of_voter, terms.voter_wait), (vote.nth_of_prefix, terms.prefix_wait))
    if any(nth is not None and most is not None and nth > most for nth, most in ordinals):
        return True
    return vote.evidence_tier is not None and bool(terms.waiting_tiers & TIERS[vote.evidence_tier])


def start_wait(vote: Vote) -> WaitingVote | None:
    """Let a vote wait if the policy of its time says so; call it in the transaction that stores the vote."""
    policy = CountingPolicy.objects.in_effect(vote.arena_id, as_of=vote.cast_at)
    return start_wait_under(get_counting_terms(policy), vote)


def start_wait_under(terms: CountingTerms, vote: Vote) -> WaitingVote | None:
    """The same where the terms of the vote's time are known."""
    if not is_waiting_under(terms, vote):
        return None
    return WaitingVote.objects.create(vote=vote, since=vote.cast_at)


def due_waits(now: dt.datetime) -> QuerySet[WaitingVote]:
    """The votes that have waited long enough, whether or not something holds them."""
    return WaitingVote.objects.waiting().filter(since__lte=now - WAIT)


def end_waits(vote_ids: Iterable[int], *, now: dt.datetime) -> int:
    """End the waits of these votes. Returns how many waited; safe to run twice, also at the same time."""
    wanted, ended = sorted(set(vote_ids)), 0
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        with transaction.atomic():
            ended += WaitingVote.objects.waiting().filter(pk__in=batch).update(ended_at=now)
            mark_days_dirty(Vote.objects.filter(pk__in=batch).values_list("arena_id", "day").distinct())
    return ended
