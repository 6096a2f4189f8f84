"""Live votes in bulk, without texts: what the scan of votes reads."""

import datetime as dt
import random

from battles.counting import mark_days_dirty
from battles.models import Battle, Vote, Voter
from battles.outcomes import Outcome
from tests.world import NOON

OUTCOMES = {"a": Outcome.A, "b": Outcome.B, "t": Outcome.TIE}


def cast(
    arena, a, b, outcomes, *, voters=None, at=NOON, origin=Battle.Origin.LIVE, cluster=None
) -> list[Battle]:
    """One vote a letter, a minute apart, by these voters in turn; by a new voter each by default."""
    voters = voters or Voter.objects.bulk_create([Voter() for _ in outcomes])
    times = [at + dt.timedelta(minutes=step) for step in range(len(outcomes))]
    battles = Battle.objects.bulk_create(
        [
            Battle(
                arena=arena,
                contender_a=a,
                contender_b=b,
                state=Battle.State.VOTED,
                origin=origin,
                opened_at=time,
                voter=voters[step % len(voters)],
            )
            for step, time in enumerate(times)
        ]
    )
    Vote.objects.bulk_create(
        [
            Vote(
                battle=battle,
                arena=arena,
                outcome=OUTCOMES[letter],
                cast_at=time,
                day=time.date(),
                prompt_cluster=cluster,
            )
            for battle, letter, time in zip(battles, outcomes, times, strict=True)
        ]
    )
    mark_days_dirty([(arena.pk, time.date()) for time in times])
    return battles


def judge(rng: random.Random, usual: str) -> str:
    """A hundred and twenty outcomes at random, as often as in `usual`."""
    return "".join(rng.choices(usual, k=120))
