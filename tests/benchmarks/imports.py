"""How long an import takes and how much memory: `python -m tests.benchmarks.imports [--votes N]`.

Votes are invented and written in three shapes: bare CSV (pair and winner), the same with time, judge and
language as a JSON array, and bare CSV again at a tenth of the size, first, as the measure of memory. They go
through `Importer` into a test database of DATABASE_URL's kind, which is removed afterwards.

At last the time of a CSV file with time, judge and language is divided by that of `plain_import`: the csv
module and COPY or executemany of the same columns into the same tables, with nothing checked or looked up.
Both run several times in turn, so that other work on the machine meets both; the median is the result.
--only-ratio leaves the other files out.
"""

import argparse
import csv
import datetime as dt
import json
import os
import random
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django

MODELS = [f"model-{number:03}" for number in range(120)]
WINNERS = ["model_a"] * 35 + ["model_b"] * 35 + ["tie"] * 16 + ["tie (bothbad)"] * 14
LANGUAGES = ["English"] * 7 + ["Chinese", "Russian", "German"]
ROUNDS = 3
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
    """Insert a table of votes without any check; returns the seconds. Contenders must exist.

    What a script of one page does: csv.DictReader, a list of rows for each table, and COPY or executemany.
    """
    from django.db import transaction  # noqa: PLC0415 - needs Django set up

    from battles.database.bulk_inserts import bulk_rows  # noqa: PLC0415
    from battles.models import Battle, Contender, Vote, Voter  # noqa: PLC0415
    from battles.outcomes import LABELS  # noqa: PLC0415

    start, now = time.perf_counter(), dt.datetime.now(dt.UTC)
    contenders = dict(Contender.objects.filter(arena_id=arena_id).values_list("imported_name", "pk"))
    with path.open(newline="") as file, transaction.atomic():
        table = list(csv.DictReader(file))
        judges = list(dict.fromkeys(row["judge"] for row in table))
        voters = dict(zip(judges, bulk_rows().reserve_ids(Voter, len(judges)), strict=True))
        plain_insert(
            Voter,
            ["id", "key", "origin", "created_at"],
            [(pk, new_key(), "imported", now) for pk in voters.values()],
        )
        names = ("id", "key", "arena_id", "mode", "origin", "state", "contender_a_id", "contender_b_id")
        both = list(zip(bulk_rows().reserve_ids(Battle, len(table)), table, strict=True))
        plain_insert(
            Battle,
            [*names, "voter_id", "tags"],
            [
                (
                    *(pk, new_key(), arena_id, "anonymous", "imported", "voted"),
                    *(contenders[row["model_a"]], contenders[row["model_b"]], voters[row["judge"]], 0),
                )
                for pk, row in both
            ],
        )
        times = (dt.datetime.fromtimestamp(float(row["tstamp"]), dt.UTC) for row in table)
        plain_insert(
            Vote,
            ["battle_id", "arena_id", "outcome", "cast_at", "day", "recorded_at"],
            [
                (pk, arena_id, int(LABELS[row["winner"]]), moment, moment.date(), now)
                for (pk, row), moment in zip(both, times, strict=True)
            ],
        )
    return time.perf_counter() - start


def new_key() -> str:
    """A random UUID in the form in which SQLite stores it; PostgreSQL reads it too."""
    return os.urandom(16).hex()


def plain_insert(model, columns, rows: list[tuple]) -> None:
    """COPY with psycopg's write_row, or the cursor's executemany; other columns get their defaults."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    fields = [field for field in model._meta.concrete_fields if field.column not in columns]
    defaults = {field.column: field.get_default() for field in fields}
    defaults = {column: value for column, value in defaults.items() if value is not None}
    more = tuple(defaults.values())
    table, names = model._meta.db_table, ", ".join([*columns, *defaults])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row + more)
            return
        marks = ", ".join(["%s"] * (len(columns) + len(defaults)))
        texts = ([str(value) if isinstance(value, dt.date) else value for value in row] for row in rows)
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608
            ([*row, *more] for row in texts),
        )


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
    parser.add_argument("--votes", type=int, default=20_000)
    parser.add_argument("--only-ratio", action="store_true")
    arguments = parser.parse_args()
    count = arguments.votes
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
    django.setup()
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    from battles.models import Arena  # noqa: PLC0415

    usual = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    print(f"{connection.vendor}, {os.cpu_count()} cores")
    try:
        with tempfile.TemporaryDirectory() as folder:
            if not arguments.only_ratio:
                write_csv(Path(folder, "small.csv"), count // 10)
                write_csv(Path(folder, "bare.csv"), count)
                write_array(Path(folder, "full.json"), count)
                measure(Path(folder, "small.csv"), label="bare CSV, a tenth")
                measure(Path(folder, "bare.csv"), label="bare CSV")
                measure(Path(folder, "bare.csv"), label="bare CSV, again")
                measure(Path(folder, "full.json"), label="JSON with time, judge, language")
            write_table(Path(folder, "table.csv"), count)
            ratios = []
            for turn in range(ROUNDS):
                path = Path(folder, f"table{turn}.csv")
                shutil.copy(Path(folder, "table.csv"), path)
                seconds = measure(path, label="CSV with time, judge, language")
                arena = Arena.objects.get(slug=f"table{turn}")
                plain = plain_import(path, arena_id=arena.pk)
                ratios.append(seconds / plain)
                print(f"plain {plain:.1f} s: the import takes {ratios[-1]:.2f} times as long")
            print(f"median ratio {statistics.median(ratios):.2f} of {ROUNDS} rounds")
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


if __name__ == "__main__":
    main()
