"""How long an import takes and how much memory: `python -m tests.benchmarks.imports [--votes N]`.

Votes are invented and written in three shapes: bare CSV (pair and winner), the same with time, judge and
language as a JSON array, and bare CSV again at a tenth of the size, first, as the measure of memory. They go
through `Importer` into a test database of DATABASE_URL's kind, which is removed afterwards.

Then records with tags (CSV with dotted columns, as the 140 K set; JSON) and, a tenth as many, with texts and
style counts too (JSON, without the detectors).

At last the time of a CSV file with time, judge and language is divided by that of `plain_import`: the csv
module and COPY or executemany of the same columns into the same tables, with nothing checked or looked up.
Both run several times in turn, so that other work on the machine meets both; the median is the result.
--only-ratio leaves the other files out, --only-tags the ratio and the files without tags.

Processor time is that of this process and, of PostgreSQL on the same machine, of the connection's server
process. Other work on the machine changes it less than the clock's time.
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
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import django

MODELS = [f"model-{number:03}" for number in range(120)]
WINNERS = ["model_a"] * 35 + ["model_b"] * 35 + ["tie"] * 16 + ["tie (bothbad)"] * 14
LANGUAGES = ["English"] * 7 + ["Chinese", "Russian", "German"]
ROUNDS = 3
FIRST_DAY = 1_682_000_000.0
WORDS = ["the", "a", "model", "answer", "because", "list", "code", "number", "你好", "first", "value", "sum"]
CRITERIA = "specificity domain_knowledge complexity problem_solving creativity technical_accuracy real_world"


class Spent(NamedTuple):
    """Seconds by the clock, and of the processor: see the module."""

    clock: float
    processor: float

    def since(self, start: "Spent") -> "Spent":
        return Spent(self.clock - start.clock, self.processor - start.processor)


def time_spent() -> Spent:
    """So far."""
    return Spent(time.perf_counter(), time.process_time() + server_seconds())


def server_seconds() -> float:
    """Processor time of the connection's server process, 0 where this machine has none. From proc(5)."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not process.exists():
        return 0.0
    user, system = process.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


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


def invented_tags(rng: random.Random) -> dict:
    """The judged categories of one vote, nested as in the 140 K set."""
    flags = {name: rng.random() < 0.4 for name in CRITERIA.split()}
    return {
        "criteria_v0.1": flags,
        "if_v0.1": {"if": rng.random() < 0.3, "score": rng.randrange(6)},
        "math_v0.1": {"math": rng.random() < 0.1},
        "creative_writing_v0.1": {"creative_writing": rng.random() < 0.1, "score": "no"},
    }


def tagged_votes(count: int) -> Iterator[dict]:
    """Votes with ids and tags."""
    rng = random.Random(2)
    for vote in invented_votes(count):
        tags = {"is_code": rng.random() < 0.2, "category_tag": invented_tags(rng)}
        yield {"id": str(uuid.UUID(int=rng.getrandbits(128), version=4)), **vote, **tags}


def votes_with_texts(count: int) -> Iterator[dict]:
    """Votes with ids, tags, both conversations (one or two turns, answers of 200 words) and style counts."""
    rng = random.Random(3)

    def messages() -> Iterator[dict]:
        for _ in range(rng.randint(1, 2)):
            yield {"role": "user", "content": " ".join(rng.choices(WORDS, k=30))}
            yield {"role": "assistant", "content": " ".join(rng.choices(WORDS, k=200)) + '\n\n**"Sum": 3**'}

    for vote in tagged_votes(count):
        counts = {"sum_user_tokens": 40}
        for side in "ab":
            counts[f"sum_assistant_{side}_tokens"] = rng.randrange(100, 400)
            counts[f"header_count_{side}"] = dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), 1)
            counts[f"list_count_{side}"] = {"ordered": 1, "unordered": 2}
            counts[f"bold_count_{side}"] = {"**": 3, "__": 0}
        texts = {f"conversation_{side}": list(messages()) for side in "ab"}
        yield {**vote, **texts, "conv_metadata": counts}


def write_lines(path: Path, votes: Iterator[dict]) -> None:
    with path.open("w") as file:
        file.writelines(json.dumps(vote) + "\n" for vote in votes)


def write_dotted(path: Path, count: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        for number, vote in enumerate(tagged_votes(count)):
            groups = vote.pop("category_tag")
            vote |= {
                f"category_tag.{group}.{name}": value
                for group, values in groups.items()
                for name, value in values.items()
            }
            if number == 0:
                writer.writerow(vote)
            writer.writerow(vote.values())


def write_table(path: Path, count: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["model_a", "model_b", "winner", "judge", "tstamp", "language"])
        writer.writeheader()
        writer.writerows({name: vote[name] for name in writer.fieldnames} for vote in invented_votes(count))


def plain_import(path: Path, *, arena_id: int) -> Spent:
    """Insert a table of votes without any check; returns what it took. Contenders must exist.

    What a script of one page does: csv.DictReader, a list of rows for each table, and COPY or executemany.
    """
    from django.db import transaction  # noqa: PLC0415 - needs Django set up

    from battles.database.bulk_inserts import bulk_rows  # noqa: PLC0415
    from battles.models import Battle, Contender, Vote, Voter  # noqa: PLC0415
    from battles.outcomes import LABELS  # noqa: PLC0415

    start, now = time_spent(), dt.datetime.now(dt.UTC)
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
    return time_spent().since(start)


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


def measure(path: Path, *, label: str, **options) -> Spent:
    """Import one file and print what it took; peak memory is the process's, so far."""
    from battles.imports.importer import Importer, ImportOptions  # noqa: PLC0415 - needs Django set up

    start = time_spent()
    report = Importer(path, ImportOptions(**options)).run()
    spent = time_spent().since(start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{label:34} {report.imported:>9,} new {report.known:>9,} known {spent.clock:7.1f} s "
        f"{report.read / spent.clock:>9,.0f} votes/s  processor {spent.processor:6.2f} s  peak {peak:4.0f} MB"
    )
    return spent


def measure_usual(folder: Path, count: int) -> None:
    write_csv(folder / "small.csv", count // 10)
    write_csv(folder / "bare.csv", count)
    write_array(folder / "full.json", count)
    measure(folder / "small.csv", label="bare CSV, a tenth")
    measure(folder / "bare.csv", label="bare CSV")
    measure(folder / "bare.csv", label="bare CSV, again")
    measure(folder / "full.json", label="JSON with time, judge, language")


def measure_tags(folder: Path, count: int) -> None:
    write_dotted(folder / "dotted.csv", count)
    write_lines(folder / "tags.jsonl", tagged_votes(count))
    write_lines(folder / "texts.jsonl", votes_with_texts(count // 10))
    measure(folder / "dotted.csv", label="CSV with tags")
    measure(folder / "tags.jsonl", label="JSON lines with tags")
    measure(folder / "texts.jsonl", label="JSON lines with tags and texts", detectors=False)


def measure_ratio(folder: Path, count: int) -> None:
    """Divide the times of an import by those of the plain script, ROUNDS times in turn."""
    from battles.models import Arena  # noqa: PLC0415 - needs Django set up

    write_table(folder / "table.csv", count)
    ratios: list[Spent] = []
    for turn in range(ROUNDS):
        path = folder / f"table{turn}.csv"
        shutil.copy(folder / "table.csv", path)
        spent = measure(path, label="CSV with time, judge, language")
        plain = plain_import(path, arena_id=Arena.objects.get(slug=f"table{turn}").pk)
        ratios.append(Spent(spent.clock / plain.clock, spent.processor / plain.processor))
        print(
            f"plain {plain.clock:.1f} s, processor {plain.processor:.2f} s: the import takes "
            f"{ratios[-1].clock:.2f} times as long, {ratios[-1].processor:.2f} times the processor"
        )
    print(f"median ratio {median(ratios, 0):.2f}, of processor time {median(ratios, 1):.2f}; {ROUNDS} rounds")


def median(ratios: Sequence[Spent], column: int) -> float:
    return statistics.median(ratio[column] for ratio in ratios)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--votes", type=int, default=20_000)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--only-ratio", action="store_true")
    only.add_argument("--only-tags", action="store_true")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
    django.setup()
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    usual = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    print(f"{connection.vendor}, {os.cpu_count()} cores")
    try:
        with tempfile.TemporaryDirectory() as folder:
            if not (arguments.only_ratio or arguments.only_tags):
                measure_usual(Path(folder), arguments.votes)
            if not arguments.only_ratio:
                measure_tags(Path(folder), arguments.votes)
            if not arguments.only_tags:
                measure_ratio(Path(folder), arguments.votes)
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


if __name__ == "__main__":
    main()
