"""The board on any day at 750,000 votes × 89 models over a year: `python -m tests.benchmarks.history`.

    DATABASE_URL=postgres://… python -m tests.benchmarks.history [--quick] [--json FILE]

A database of its own is made and dropped: on the PostgreSQL server that DATABASE_URL names, or SQLite in a
folder of its own. The ledger is written as a refresh writes it, without the rows of the votes.
Printed: seconds of processor and wall time of one board as known now, uncached, for the first, the middle and
the last day by each method; as published then; from the cache; and how each compares with loading all votes
in the same run.
"""

import argparse
import contextlib
import datetime as dt
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

from tests.benchmarks.measuring.figures import Row, environment
from tests.benchmarks.measuring.stopwatch import Timing
from tests.ratings.core.simulated import draw_log
from tests.real_site import fresh_database

ONE_BLAS_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
START = dt.date(2023, 4, 24)
DAYS = 365
DAY_SECONDS = 24 * 3600


@contextlib.contextmanager
def database() -> Iterator[None]:
    """An empty, migrated database for this process."""
    with contextlib.ExitStack() as stack:
        os.environ["ARENA_DATA_DIR"] = stack.enter_context(tempfile.TemporaryDirectory())
        server = os.environ.get("DATABASE_URL", "")
        if server:
            os.environ["DATABASE_URL"] = stack.enter_context(fresh_database(server))
        os.environ["DJANGO_SETTINGS_MODULE"] = "arenasite.settings"
        import django  # noqa: PLC0415  the settings read the variables above

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        yield
        connections.close_all()


def make(votes: int, models: int):
    """An arena whose ledger holds simulated votes over a year."""
    from battles.counting.ledger.arrays import VoteArrays  # noqa: PLC0415
    from battles.counting.ledger.packing import DIGEST_FORMAT, pack, votes_digest  # noqa: PLC0415
    from battles.models import Arena, Contender, LanguageModel, LedgerDay, Segment  # noqa: PLC0415

    arena = Arena.objects.create(slug="history", title="History")
    contenders = [
        Contender.objects.create(
            arena=arena, model=LanguageModel.objects.create(slug=f"m-{i}", name=f"Model {i}")
        ).pk
        for i in range(models)
    ]
    log = draw_log(votes, models, seed=1)
    rng = np.random.default_rng(2)
    cast_at = np.sort(rng.random(votes)) * DAYS * DAY_SECONDS + _midnight(START)
    ids = np.array(contenders, dtype="<i4")
    everything = VoteArrays.make(
        battle=np.arange(1, votes + 1),
        contender_a=ids[log.a],
        contender_b=ids[log.b],
        outcome=log.outcome.astype("<u1"),
        reason=np.where(rng.random(votes) < 0.05, 1, 0).astype("<u1"),
        origin=np.full(votes, 1, dtype="<u1"),
        tags=rng.integers(0, 1 << 24, votes),
        voter=rng.integers(1, votes // 4, votes),
        cast_at=cast_at,
        style=rng.poisson([300, 300, 2, 2, 5, 5, 4, 4], (votes, 8)).astype("<i4"),
    )
    of_day = ((cast_at - _midnight(START)) // DAY_SECONDS).astype(int)
    for number in range(DAYS):
        day, held = START + dt.timedelta(days=number), everything.where(of_day == number)
        segment = Segment.objects.create(
            arena=arena,
            day=day,
            digest=votes_digest(held, day=str(day)),
            digest_format=DIGEST_FORMAT,
            votes=len(held),
            data=pack(held),
        )
        LedgerDay.objects.create(arena=arena, day=day, segment=segment)
    return arena


def _midnight(day: dt.date) -> float:
    return dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()


def timed(call) -> Timing:
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return Timing(time.perf_counter() - wall, time.process_time() - cpu)


def measure(votes: int, models: int) -> Iterator[Row]:
    from django.core.cache import cache  # noqa: PLC0415

    from battles.counting.ledger.refresh import load_votes  # noqa: PLC0415
    from ratings.history.board_on_day import Known, board_on  # noqa: PLC0415
    from ratings.rebuild.method_specs import Method  # noqa: PLC0415
    from ratings.rebuild.run import rebuild  # noqa: PLC0415

    arena = make(votes, models)
    took = timed(lambda: rebuild(arena))
    yield row("a whole rebuild, for scale", took, took)
    run = arena_rebuild(arena)
    load_votes(run.evidence)
    loaded = timed(lambda: load_votes(run.evidence))
    yield row("load all votes", loaded, loaded)
    for method in Method.values:
        for name, number in (("first day", 0), ("middle", DAYS // 2), ("last day", DAYS - 1)):
            asked = {"category": "overall", "method": method, "day": START + dt.timedelta(days=number)}
            cache.clear()
            yield row(
                f"now, {method}, {name}", timed(lambda a=asked: board_on(arena, known=Known.NOW, **a)), loaded
            )
        yield row(
            "  the same from the cache", timed(lambda a=asked: board_on(arena, known=Known.NOW, **a)), loaded
        )
        asked["day"] = dt.datetime.now(dt.UTC).date()
        yield row(f"then, {method}", timed(lambda a=asked: board_on(arena, known=Known.THEN, **a)), loaded)


def arena_rebuild(arena):
    from ratings.models import Rebuild  # noqa: PLC0415

    return Rebuild.objects.published(arena).select_related("evidence").first()


def row(name: str, took: Timing, floor: Timing) -> Row:
    note = f"{took.wall:.3f} s wall, {took.cpu / floor.cpu:.2f} × loading all votes"
    return Row("day", name, took.cpu, "s", note=note)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--votes", type=int, default=750_000)
    parser.add_argument("--models", type=int, default=89)
    parser.add_argument("--quick", action="store_true", help="75,000 votes, 40 models")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    votes, models = (75_000, 40) if options.quick else (options.votes, options.models)
    rows = []
    with database():
        print(f"{votes:,} votes, {models} models, {DAYS} days; processor seconds\n")
        for each in measure(votes, models):
            print(f"{each.name:34} {each.value:8.3f}   {each.note}", flush=True)
            rows.append(each)
    if options.json:
        figures = {"environment": environment(), "rows": [asdict(each) for each in rows]}
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in ONE_BLAS_THREAD.items()):
        again = [sys.executable, "-m", "tests.benchmarks.history", *sys.argv[1:]]
        os.execve(sys.executable, again, os.environ | ONE_BLAS_THREAD)  # noqa: S606
    main()
