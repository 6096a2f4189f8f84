"""Rebuilding boards at scale, on PostgreSQL: `python -m tests.benchmarks.rebuilds [--votes N] [--models M]`.

    DATABASE_URL=postgres://… python -m tests.benchmarks.rebuilds --votes 1700000 --models 129
    DATABASE_URL=postgres://… python -m tests.benchmarks.rebuilds --votes 6000000 --models 340

A database of its own is made on that server, filled by the server itself with simulated votes, and dropped.
Twenty categories have votes, and each is rated by all three methods: sixty boards with intervals. Printed
are the seconds of a rebuild from scratch (from the rows of the votes), of one after every vote of a day was
turned (with --repeat, several), so that all boards are due, and of one with nothing to do; once shared by
--workers processes as Celery's workers share it, once in one process with a thread for each core. Stages are
those of whoever stored the last board. At the end how they compare, and the first process's peak memory.
"""

import argparse
import contextlib
import os
import resource
import statistics
import time
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the site runs; before numpy is first imported

from tests.benchmarks.history import database

DAYS = 400

FILL = """
SELECT setseed(0.42);
INSERT INTO battles_battle (key, arena_id, mode, origin, state, contender_a_id, contender_b_id, sampler,
                            voter_id, tags, opened_at, address_hash, pace)
SELECT gen_random_uuid(), %(arena)s, 'anonymous', 'simulated', 'voted',
       %(first)s + a, %(first)s + (a + d) %% %(models)s, '', %(voter)s + v,
       (((array[1,1,1,1,1,1,2,2,4,8,16,32,64,128,128])[1 + floor(random() * 15)::int])::bigint << 40)
         | ((random() < 0.3)::int::bigint << 16) | ((random() < 0.1)::int::bigint << 17)
         | ((random() < 0.03)::int::bigint << 18) | ((random() < 0.1)::int::bigint << 19)
         | ((random() < 0.1)::int::bigint << 20) | ((random() < 0.3)::int::bigint << 21)
         | ((random() < 0.3)::int::bigint << 22) | ((random() < 0.01)::int::bigint << 23)
         | ((random() < 0.15)::int::bigint << 4) | ((random() < 0.02)::int::bigint << 3)
         | (random() < 0.02)::int,
       '2024-01-01'::timestamptz + g * (%(days)s * interval '1 day' / %(votes)s), '', 0
FROM (SELECT g, floor(random() * random() * %(models)s)::int AS a,
             1 + floor(random() * (%(models)s - 1))::int AS d, floor(random() * %(voters)s)::int AS v
      FROM generate_series(0, %(votes)s - 1) AS g OFFSET 0) AS drawn;
INSERT INTO battles_vote (battle_id, arena_id, outcome, cast_at, day, recorded_at)
SELECT id, arena_id,
       CASE WHEN random() < 0.35 THEN 3 + (random() < 0.4)::int
            WHEN random() < 1 / (1 + exp(0.8 * (sin(contender_b_id * 78.233) - sin(contender_a_id * 78.233))))
            THEN 1 ELSE 2 END,
       opened_at, (opened_at AT TIME ZONE 'UTC')::date, opened_at
FROM battles_battle;
INSERT INTO battles_battlestyle (battle_id, tokens_a, tokens_b, headers_a, headers_b, lists_a, lists_b,
                                 bold_a, bold_b)
SELECT id, 20 + (-300 * ln(random()))::int, 20 + (-300 * ln(random()))::int, (random() * 3)::int,
       (random() * 3)::int, (random() * 9)::int, (random() * 9)::int, (random() * 5)::int, (random() * 5)::int
FROM battles_battle;
INSERT INTO battles_dirtyday (arena_id, day, created_at)
SELECT DISTINCT arena_id, day, now() FROM battles_vote;
ANALYZE;
"""


def fill(votes: int, models: int):
    """An arena with simulated votes that no ledger has read yet."""
    from django.db import connection  # noqa: PLC0415  needs Django set up

    from battles.models import Arena, Contender, LanguageModel, Voter  # noqa: PLC0415

    arena = Arena.objects.create(slug="scale", title="Scale")
    rated = LanguageModel.objects.bulk_create(
        [LanguageModel(slug=f"m-{i}", name=f"Model {i}", is_simulated=True) for i in range(models)]
    )
    contenders = Contender.objects.bulk_create([Contender(arena=arena, model=model) for model in rated])
    voters = Voter.objects.bulk_create(
        [Voter(origin="simulated") for _ in range(votes // 8)], batch_size=10_000
    )
    numbers = {
        **{"arena": arena.pk, "first": contenders[0].pk, "voter": voters[0].pk},
        **{"votes": votes, "models": models, "voters": len(voters), "days": DAYS},
    }
    with connection.cursor() as cursor:
        # The rows fit together by construction; checking each reference takes longer than the insert.
        cursor.execute("SET session_replication_role = replica")
        for statement in FILL.split(";\n"):
            if statement.strip():
                cursor.execute(statement, numbers if "%(" in statement else None)
        cursor.execute("SET session_replication_role = DEFAULT")
    return arena


def turn_a_day(arena) -> None:
    """Turn every vote of the last day, past every door, and mark the day: all boards with votes are due."""
    from django.db.models import F, Max  # noqa: PLC0415

    from battles.counting.ledger.dirty_days import mark_days_dirty  # noqa: PLC0415
    from battles.models import Vote  # noqa: PLC0415

    votes = Vote.objects.filter(arena=arena)
    day = votes.aggregate(Max("day"))["day__max"]
    votes.filter(day=day).update(outcome=1 + F("outcome") % 4)
    mark_days_dirty([(arena.pk, day)])


def forget(arena) -> None:
    """Drop ledger and boards, so that the next rebuild starts from the votes alone."""
    from django.db import connection  # noqa: PLC0415

    from battles.counting import mark_days_dirty  # noqa: PLC0415
    from battles.models import Vote  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE ratings_rebuild, battles_segment, battles_ledgerday, battles_evidence CASCADE"
        )
    mark_days_dirty(Vote.objects.filter(arena=arena).values_list("arena_id", "day").distinct())


def timed(call) -> tuple[float, object]:
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


def work(asked: Connection) -> None:
    """A worker process: rate the parts that it is sent, as a Celery worker does."""
    import django  # noqa: PLC0415  the environment is the parent's

    django.setup()
    from ratings.models import Rebuild  # noqa: PLC0415
    from ratings.rebuild.parallel import finish_part  # noqa: PLC0415

    asked.send(None)
    while (job := asked.recv()) is not None:
        run, slugs = job
        finish_part(Rebuild.objects.select_related("arena", "evidence").get(pk=run), slugs)
        asked.send(None)


@contextlib.contextmanager
def workers(number: int) -> Iterator[list[Connection]]:
    """So many worker processes, ready for work."""
    processes = get_context("spawn")
    pipes = [processes.Pipe() for _ in range(number)]
    started = [processes.Process(target=work, args=(theirs,)) for _, theirs in pipes]
    for process in started:
        process.start()
    for ours, _ in pipes:
        ours.recv()
    try:
        yield [ours for ours, _ in pipes]
    finally:
        for ours, _ in pipes:
            ours.send(None)
        for process in started:
            process.join()


def shared(arena, pipes: list[Connection]):
    """One rebuild over worker processes: the tasks of `ratings.tasks` without a broker between them."""
    from ratings.rebuild.parallel import open_run, split_into_parts  # noqa: PLC0415

    run = open_run(arena)
    parts = split_into_parts(run, len(pipes))
    busy = pipes[: len(parts)]
    for pipe, part in zip(busy, parts, strict=True):
        pipe.send((run.pk, part))
    for pipe in busy:
        pipe.recv()
    run.refresh_from_db()
    return run


def say(what: str, seconds: float, run) -> None:
    stages = " · ".join(f"{name} {took:.2f}" for name, took in run.stages.items()) if run else "nothing to do"
    print(f"{what:32} {seconds:8.2f} s   {stages}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--votes", type=int, default=1_700_000)
    parser.add_argument("--models", type=int, default=129)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        parser.error("DATABASE_URL must name a PostgreSQL server")
    with database():
        from ratings.published import published  # noqa: PLC0415
        from ratings.rebuild.run import rebuild  # noqa: PLC0415

        took, arena = timed(lambda: fill(asked.votes, asked.models))
        print(
            f"{asked.votes:,} votes × {asked.models} models, filled in {took:.0f} s; {os.cpu_count()} cores"
        )
        with workers(asked.workers) as pipes:
            ways = {
                f"{asked.workers} processes": lambda: shared(arena, pipes),
                "one process": lambda: rebuild(arena),
            }
            medians = {}
            for name, way in ways.items():
                scratch, run = timed(way)
                say(f"from scratch, {name}", scratch, run)
                again = []
                for _ in range(asked.repeat):
                    turn_a_day(arena)
                    took, run = timed(way)
                    again.append(took)
                    say(f"one day dirty, {name}", took, run)
                medians[name] = statistics.median(again) / scratch
                idle, nothing = timed(lambda: rebuild(arena))
                say("nothing changed", idle, nothing)
                counted = published(arena).snapshots().filter(method="bradley_terry", votes_counted__gt=0)
                print(f"categories with votes: {counted.count()}; due at last: {len(run.due)}")
                forget(arena)
        print("one day dirty / from scratch: " + ", ".join(f"{name} {r:.3f}" for name, r in medians.items()))
        print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
