"""How long an import takes and how much memory: `python -m tests.benchmarks.imports [--votes N]`.

Votes are invented and written in three shapes: bare CSV (pair and winner), the same with time, judge and
language as a JSON array, and bare CSV again at a tenth of the size, first, as the measure of memory. They go
through `Importer` into a test database of DATABASE_URL's kind, which is removed afterwards.

At last the time of a CSV file with time, judge and language is divided by that of `plain_import`: the csv
module and COPY or executemany of the same columns into the same tables, with nothing checked or looked up.
"""

import argparse
import csv
import datetime as dt
import json
import os
import random
import resource
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import django

MODELS = [f"model-{number:03}" for number in range(120)]
WINNERS = ["model_a"] * 35 + ["model_b"] * 35 + ["tie"] * 16 + ["tie (bothbad)"] * 14
LANGUAGES = ["English"] * 7 + ["Chinese", "Russian", "German"]
FIRST_DAY = 1_682_000_000.0


def invented_votes(count: int) -> Iterator[dict]:
    """Votes in order of time, about three by each of the judges."""
    rng = random.Random(1)
    moment = FIRST_DAY
    for _ in range(count):
        model_a, model_b = rng.sample(MODELS, 2)
        moment += rng.expovariate(0.05)
        yield {
            "model_a": model_a,
            "model_b": model_b,
            "winner": rng.choice(WINNERS),
            "judge": f"arena_user_{rng.randrange(count // 3 + 1)}",
            "turn": 1,
            "anony": True,
            "language": rng.choice(LANGUAGES),
            "tstamp": round(moment, 4),
        }


def write_csv(path: Path, count: int) -> None:
    with path.open("w") as file:
        file.write("model_a,model_b,winner\n")
        for vote in invented_votes(count):
            file.write(f"{vote['model_a']},{vote['model_b']},{vote['winner']}\n")


def write_array(path: Path, count: int) -> None:
    with path.open("w") as file:
        for number, vote in enumerate(invented_votes(count)):
            file.write("[\n" if number == 0 else ",\n")
            json.dump(vote, file)
        file.write("\n]\n")


def write_table(path: Path, count: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["model_a", "model_b", "winner", "judge", "tstamp", "language"])
        writer.writeheader()
        writer.writerows({name: vote[name] for name in writer.fieldnames} for vote in invented_votes(count))


def plain_import(path: Path, *, arena_id: int) -> float:
    """Insert a table of votes without any check; returns the seconds. Contenders must exist."""
    from django.db import transaction  # noqa: PLC0415 - needs Django set up

    from battles.bulk_rows import bulk_rows  # noqa: PLC0415
    from battles.imports.voters import _COLUMNS as VOTER_COLUMNS  # noqa: PLC0415
    from battles.imports.writing import _BATTLE_COLUMNS, _VOTE_COLUMNS  # noqa: PLC0415
    from battles.models import Battle, Contender, Vote, Voter  # noqa: PLC0415
    from battles.outcomes import LABELS  # noqa: PLC0415

    start, now, rows = time.perf_counter(), dt.datetime.now(dt.UTC), bulk_rows()
    contenders = dict(Contender.objects.filter(arena_id=arena_id).values_list("imported_name", "pk"))
    with path.open(newline="") as file, transaction.atomic():
        table = list(csv.DictReader(file))
        judges = list(dict.fromkeys(row["judge"] for row in table))
        voters = dict(zip(judges, rows.reserve_ids(Voter, len(judges)), strict=True))
        rows.insert(Voter, VOTER_COLUMNS, ((pk, uuid.uuid4(), "imported", now) for pk in voters.values()))
        ids = rows.reserve_ids(Battle, len(table))
        both = list(zip(ids, table, strict=True))
        rows.insert(
            Battle,
            _BATTLE_COLUMNS,
            (
                (
                    *(pk, uuid.uuid4(), arena_id, "anonymous", "imported", "voted"),
                    *(contenders[row["model_a"]], contenders[row["model_b"]], voters[row["judge"]]),
                    *(0, None, None),
                )
                for pk, row in both
            ),
        )
        times = (dt.datetime.fromtimestamp(float(row["tstamp"]), dt.UTC) for row in table)
        rows.insert(
            Vote,
            _VOTE_COLUMNS,
            (
                (pk, arena_id, int(LABELS[row["winner"]]), moment, moment.date(), now, None)
                for (pk, row), moment in zip(both, times, strict=True)
            ),
        )
    return time.perf_counter() - start


def measure(path: Path, *, label: str) -> float:
    """Import one file and print what it took; peak memory is the process's, so far."""
    from battles.imports.importer import Importer, ImportOptions  # noqa: PLC0415 - needs Django set up

    start = time.perf_counter()
    report = Importer(path, ImportOptions()).run()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{label:34} {report.imported:>9,} new {report.known:>9,} known {seconds:7.1f} s "
        f"{report.read / seconds:>9,.0f} votes/s  peak {peak:4.0f} MB"
    )
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--votes", type=int, default=300_000)
    count = parser.parse_args().votes
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
    django.setup()
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    usual = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    print(f"{connection.vendor}, {os.cpu_count()} cores")
    try:
        with tempfile.TemporaryDirectory() as folder:
            write_csv(Path(folder, "small.csv"), count // 10)
            write_csv(Path(folder, "bare.csv"), count)
            write_array(Path(folder, "full.json"), count)
            measure(Path(folder, "small.csv"), label="bare CSV, a tenth")
            measure(Path(folder, "bare.csv"), label="bare CSV")
            measure(Path(folder, "bare.csv"), label="bare CSV, again")
            measure(Path(folder, "full.json"), label="JSON with time, judge, language")
            write_table(Path(folder, "table.csv"), count)
            seconds = measure(Path(folder, "table.csv"), label="CSV with time, judge, language")
            from battles.models import Arena  # noqa: PLC0415 - needs Django set up

            arena = Arena.objects.get(slug="table")
            plain = plain_import(Path(folder, "table.csv"), arena_id=arena.pk)
            print(f"plain {plain:.1f} s: the import takes {seconds / plain:.2f} times as long")
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


if __name__ == "__main__":
    main()
