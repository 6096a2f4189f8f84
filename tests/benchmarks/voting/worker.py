"""One client of the votes benchmark: `python -m tests.benchmarks.voting.worker PHASE SHARE SHARES`.

Takes every SHARES-th of the answered battles, and every twentieth of the others' as a double click does.
Says "ready", waits for a line, works, and prints JSON: the moments of start and end, and how many.
Phase `make` stores the battles first; SHARE is then their number.
"""

import json
import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402  models exist only after the set-up
from django.utils import timezone  # noqa: E402

from battles import services  # noqa: E402
from battles.models import Arena, Ballot, Battle, Contender, Voter  # noqa: E402
from battles.outcomes import Outcome  # noqa: E402

DOUBLE = 20
OUTCOMES = list(Outcome)


def make(count: int) -> None:
    """So many answered battles; the arena takes votes back for five seconds."""
    arena = Arena.objects.get()
    Arena.objects.update(vote_grace=5)
    a, b = Contender.objects.filter(arena=arena).order_by("id")[:2]
    voters = Voter.objects.bulk_create([Voter() for _ in range(count)])
    Battle.objects.bulk_create(
        [
            Battle(
                arena=arena,
                state=Battle.State.ANSWERED,
                contender_a=a,
                contender_b=b,
                pair_probability=1.0,
                voter=voter,
                opened_at=timezone.now(),
            )
            for voter in voters
        ],
        batch_size=1000,
    )


def insert(battle: Battle, outcome: Outcome) -> None:
    """The floor of the same stack: one row in a transaction of its own."""
    Ballot.objects.create(battle=battle, outcome=outcome, cast_at=timezone.now())


def cast(battle: Battle, outcome: Outcome) -> None:
    """A click: the ballot alone."""
    services.cast_ballot(battle, outcome=outcome, now=timezone.now())


def vote(battle: Battle, outcome: Outcome) -> None:
    """A click and the wish to see the names: ballot, then vote."""
    cast(battle, outcome)
    services.reveal(battle, now=timezone.now())


PHASES = {"insert": insert, "cast": cast, "vote": vote}


def run(phase: str, share: int, shares: int) -> dict[str, float]:
    battles = list(Battle.objects.order_by("id"))
    mine = [
        (number, battle)
        for number, battle in enumerate(battles)
        if number % shares == share or (phase == "vote" and number % DOUBLE == 0)
    ]
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    start = time.monotonic()
    for number, battle in mine:
        PHASES[phase](battle, OUTCOMES[number % len(OUTCOMES)])
    return {"start": start, "end": time.monotonic(), "done": len(mine)}


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    else:
        print(json.dumps(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
