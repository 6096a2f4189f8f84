"""What it takes to foretell a decision: `python -m tests.benchmarks.effects [--quick] [--data DIR]`.

A year of simulated votes is stored in a database of its own (SQLite, or PostgreSQL where DATABASE_URL names
a server) and its boards are built. Then the effect of setting 1, 100 and 10,000 battles aside is worked out
on every board, beside the full rebuild that it stands for, in the same run. With --data the database is kept
in that directory and used again.
"""

import argparse
import contextlib
import datetime as dt
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import django
import numpy as np

from battles.tags import LANGUAGE_TAGS, Tag
from tests.ratings.core.simulated import draw_log
from tests.real_site import fresh_database

DAYS = 365
START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
BATCH = 5_000
TIES = 0.355
TOPICS = [tag for tag in Tag if 1 << 16 <= tag < 1 << 40]
NOTED = {Tag.IDENTITY_LEAK: 0.02, Tag.STOPPED: 0.01, Tag.REFUSAL: 0.03, Tag.MULTI_TURN: 0.15}


@dataclass(frozen=True)
class Size:
    votes: int
    models: int
    repeats: int


FULL = Size(750_000, 89, 5)
QUICK = Size(50_000, 30, 3)


def drawn_tags(votes: int, rng: np.random.Generator) -> np.ndarray:
    """A language each, topics at a fifth each, and what happened."""
    languages = np.array([int(tag) for tag in LANGUAGE_TAGS.values()])
    odds = 1 / np.arange(1, len(languages) + 1) ** 1.3
    tags = languages[rng.choice(len(languages), votes, p=odds / odds.sum())]
    for tag, share in {**dict.fromkeys(TOPICS, 0.2), **NOTED}.items():
        tags |= np.where(rng.random(votes) < share, int(tag), 0)
    return tags


def simulate(size: Size) -> None:
    """Store an arena with its votes of a year, in order of time."""
    from battles.counting.ledger.dirty_days import mark_days_dirty  # noqa: PLC0415  needs Django set up
    from battles.models import Arena, Battle, Contender, LanguageModel, Vote, Voter  # noqa: PLC0415  needs Django set up

    rng = np.random.default_rng(7)
    log, tags = draw_log(size.votes, size.models, seed=7, ties=TIES), drawn_tags(size.votes, rng)
    moments = np.sort(rng.random(size.votes)) * DAYS * 86_400
    arena = Arena.objects.create(slug="year", title="A year")
    models = [
        LanguageModel.objects.create(slug=f"model-{number}", name=f"Model {number}", is_simulated=True)
        for number in range(size.models)
    ]
    pool = [Contender.objects.create(arena=arena, model=model, state="active") for model in models]
    voters = Voter.objects.bulk_create([Voter() for _ in range(size.votes // 12)], batch_size=BATCH)
    for start in range(0, size.votes, BATCH):
        rows = range(start, min(start + BATCH, size.votes))
        battles = Battle.objects.bulk_create(
            Battle(
                arena=arena,
                origin=Battle.Origin.SIMULATED,
                state=Battle.State.VOTED,
                contender_a=pool[log.a[i]],
                contender_b=pool[log.b[i]],
                voter=voters[i % len(voters)],
                tags=int(tags[i]),
                opened_at=START + dt.timedelta(seconds=moments[i]),
            )
            for i in rows
        )
        Vote.objects.bulk_create(
            Vote(
                battle=battle,
                arena=arena,
                outcome=int(log.outcome[i]),
                cast_at=battle.opened_at,
                day=battle.opened_at.date(),
            )
            for i, battle in zip(rows, battles, strict=True)
        )
    mark_days_dirty((arena.pk, START.date() + dt.timedelta(days=day)) for day in range(DAYS))


def median(call: Callable[[], object], *, repeats: int) -> tuple[float, float]:
    """Median wall and processor seconds; the first call warms up and is not among them."""
    call()
    taken = []
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        taken.append((time.perf_counter() - wall, time.process_time() - cpu))
    return statistics.median(wall for wall, _ in taken), statistics.median(cpu for _, cpu in taken)


def measure(size: Size) -> None:
    from arenasite.effects import moves_ranks  # noqa: PLC0415  needs Django set up
    from arenasite.effects.preview import get_effects  # noqa: PLC0415  needs Django set up
    from battles.models import Arena, Vote  # noqa: PLC0415  needs Django set up
    from moderation.decisions.impact import BattleChange  # noqa: PLC0415  needs Django set up
    from ratings.categories import CATEGORIES  # noqa: PLC0415  needs Django set up
    from ratings.rebuild.run import rebuild  # noqa: PLC0415  needs Django set up

    arena = Arena.objects.first()
    wall, cpu = time.perf_counter(), time.process_time()
    rebuild(arena, force=True)
    full = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{size.votes:,} votes, {size.models} models, {len(CATEGORIES)} categories")
    print(f"full rebuild, every method: {full[0]:.2f} s ({full[1]:.2f} s of processor time)\n")
    print("battles   boards   foretold   processor   of a rebuild   top ten?   processor")
    ids = np.array(Vote.objects.order_by("pk").values_list("pk", flat=True))
    rng = np.random.default_rng(11)
    for number in (1, 100, 10_000):
        change = BattleChange(stops=frozenset(rng.choice(ids, number, replace=False).tolist()))
        boards = len(get_effects(change)[0].boards)
        wall, cpu = median(lambda c=change: get_effects(c), repeats=size.repeats)
        asked = median(lambda c=change: moves_ranks(c), repeats=size.repeats)
        print(
            f"{number:7,} {boards:8} {wall:8.2f} s {cpu:9.2f} s {wall / full[0]:13.1%} "
            f"{asked[0]:8.2f} s {asked[1]:9.2f} s"
        )


@contextlib.contextmanager
def database(kept: Path | None) -> Iterator[None]:
    """Set the environment up for a database of the benchmark's own, and Django with it."""
    with contextlib.ExitStack() as stack:
        url = os.environ.get("DATABASE_URL", "")
        if url.startswith("postgres"):
            os.environ["DATABASE_URL"] = stack.enter_context(fresh_database(url))
        if kept:
            kept.mkdir(parents=True, exist_ok=True)
        os.environ["ARENA_DATA_DIR"] = str(kept or stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415  needs Django set up
        from django.db import connections  # noqa: PLC0415  needs Django set up

        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            connections.close_all()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="50,000 votes of 30 models")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep the database here, or use it again")
    options = parser.parse_args()
    size = QUICK if options.quick else FULL
    with database(options.data):
        from battles.models import Arena  # noqa: PLC0415  needs Django set up

        if not Arena.objects.exists():
            simulate(size)
        measure(size)


if __name__ == "__main__":
    main()
