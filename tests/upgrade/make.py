"""Make the database of a release for the upgrade test: `python -m tests.upgrade.make tests/upgrade/VERSION`.

Needs `DATABASE_URL` for an empty PostgreSQL database, and PostgreSQL's client programs.
"""

import datetime as dt
import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

KEY = "k" * 60
FIRST = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    expected = {}
    with tempfile.TemporaryDirectory() as data:
        common = os.environ | {"SECRET_KEY": KEY, "ARENA_DATA_DIR": data}
        common.pop("DATABASE_URL")
        command = [sys.executable, "-c", "from tests.upgrade.make import fill; print(fill())"]
        for name, env in (("sqlite", common), ("postgresql", os.environ | {"SECRET_KEY": KEY})):
            env = env | {"DJANGO_SETTINGS_MODULE": "arenasite.settings"}
            filled = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
            expected[name] = json.loads(filled.stdout.splitlines()[-1])
        statements = "\n".join(sqlite3.connect(Path(data) / "arena.sqlite3").iterdump())
    write(folder / "sqlite.sql.gz", statements)
    dump = ["pg_dump", "--no-owner", "--no-privileges", os.environ["DATABASE_URL"]]
    statements = subprocess.run(dump, capture_output=True, text=True, check=True).stdout
    lines = [line for line in statements.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]
    write(folder / "postgresql.sql.gz", "\n".join(lines) + "\n")
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


def write(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def fill() -> str:
    """Fill an empty database; returns as JSON what an upgrade must keep."""
    import django  # noqa: PLC0415  Django is set up here, in a process of its own

    django.setup()
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from arenasite.staff import second_factor  # noqa: PLC0415
    from battles.models import Battle, Exclusion, Vote  # noqa: PLC0415
    from battles.outcomes import Outcome  # noqa: PLC0415
    from battles.receipts import issue_receipt  # noqa: PLC0415
    from moderation.decisions import execution  # noqa: PLC0415
    from ratings.published import published  # noqa: PLC0415
    from ratings.rebuild import rebuild  # noqa: PLC0415
    from tests import world  # noqa: PLC0415

    arena = world.make_arena(title="Text")
    world.make_pool(arena, ["heron", "stork", "ibis", "crane"])
    outcomes = [Outcome.A, Outcome.B, Outcome.TIE, Outcome.BOTH_BAD, Outcome.A, Outcome.B]
    voters = [world.make_voter() for _number in range(6)]
    for number in range(60):
        world.voted_battle(
            arena,
            outcomes[number % 6],
            now=FIRST + dt.timedelta(hours=number),
            voter=voters[number % 6],
            prompt=f"Question {number}: what is a heron?",
        )
    world.open_battle(arena, now=FIRST + dt.timedelta(days=5), prompt="An open battle")
    world.answered_battle(arena, now=FIRST + dt.timedelta(days=5), prompt="An answered battle")
    owner = User.objects.create_superuser("ada", password="correct horse battery")
    second_factor.begin_enrolment(owner)
    rebuild(arena)
    keys = list(Battle.objects.order_by("pk").values_list("pk", flat=True)[:5])

    def set_aside(chosen):
        battles = Battle.objects.filter(pk__in=chosen)
        spam = Exclusion.Reason.SPAM
        return execution.set_aside(battles, reason=spam, actor=owner, public_reason="Advertising.")

    set_aside(keys[:3])
    execution.undo(set_aside(keys[3:]), actor=owner, public_reason="A mistake.")
    rebuild(arena)
    board = published(arena).snapshot("overall", "bradley_terry")
    rows = json.loads(bytes(board.body))["rows"]
    return json.dumps(
        {
            "votes_counted": board.votes_counted,
            "votes_excluded": board.votes_excluded,
            "ratings": {row["slug"]: row["rating"] for row in rows},
            "receipts": [issue_receipt(vote) for vote in Vote.objects.order_by("pk")[:3]],
        }
    )


if __name__ == "__main__":
    main()
