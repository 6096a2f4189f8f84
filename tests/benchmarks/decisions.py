"""How long decisions over many battles take: `python -m tests.benchmarks.decisions [--votes N]`.

Invented votes are imported into a test database of DATABASE_URL's kind, which is removed afterwards. Then
decisions cover some of them; each is measured beside a bare bulk insert of as many rows through Django's ORM.
"""

import argparse
import functools
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

from tests.benchmarks.imports import write_array


def seconds(call: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def measure(votes: int, number: int, rounds: int) -> dict[str, list[float]]:
    """Seconds of each step, round after round: every decision is taken back again."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - needs Django set up
    from django.db import transaction  # noqa: PLC0415

    from battles.imports.importer import Importer, ImportOptions  # noqa: PLC0415
    from battles.models import Battle, Exclusion  # noqa: PLC0415
    from moderation.decisions import execution as decisions  # noqa: PLC0415
    from moderation.decisions import kinds, proposals  # noqa: PLC0415
    from moderation.models import Decision  # noqa: PLC0415
    from moderation.policies import Policy  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "votes.json")
        write_array(path, votes)
        print(f"{Importer(path, ImportOptions()).run().imported:,} votes imported")
    ids = list(Battle.objects.order_by("?").values_list("pk", flat=True)[:number])
    chosen = Battle.objects.filter(pk__gte=Battle.objects.order_by("pk")[votes // 3].pk).order_by("pk")
    chosen = Battle.objects.filter(pk__in=chosen.values("pk")[:number])
    ann, ben = (User.objects.create_user(name) for name in ("ann", "ben"))
    words = {"actor": None, "public_reason": "Measured."}
    taken: dict[str, list[float]] = {}

    def step(name: str, call: Callable[..., object], *arguments: object, **more: object) -> object:
        spent, result = seconds(functools.partial(call, *arguments, **more))
        taken.setdefault(name, []).append(spent)
        return result

    def bare() -> None:
        with transaction.atomic():
            rows = [Exclusion(battle_id=pk, reason=3, case="bare") for pk in ids]
            Exclusion.objects.bulk_create(rows, batch_size=2_000)
            transaction.set_rollback(True)

    for _ in range(rounds):
        step("bare bulk insert", bare)
        draft = step(
            "freeze the ids", kinds.SET_ASIDE.draft, chosen, reason=Exclusion.Reason.SPAM, public_reason="x"
        )
        change = step("what it would do", draft.change)
        first = step("set aside", decisions.set_aside, ids, reason=Exclusion.Reason.SPAM, **words)
        back = kinds.UNDO.draft(
            Decision.objects.filter(pk=first.pk), policy=Policy.MISTAKE, public_reason="x"
        )
        step("what an undo would do", back.change)
        step("undo", decisions.undo, first, **words)
        proposal = step("propose", proposals.propose, draft, change=change, proposer=ann)
        [second] = step("confirm", proposals.confirm, proposal, by=ben)
        step("restore half", decisions.restore, draft.battles[::2], decisions=[second], **words)
        decisions.undo(second, **words)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--votes", type=int, default=100_000)
    parser.add_argument("--battles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
    django.setup()
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    usual = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        taken = measure(options.votes, options.battles, options.rounds)
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)
    print(
        f"{connection.vendor}: {options.battles:,} of {options.votes:,} battles, medians of {options.rounds}"
    )
    print(f"{'':24}{'seconds':>9}{'of a bare insert':>18}")
    floor = statistics.median(taken["bare bulk insert"])
    for name, times in taken.items():
        print(f"{name:24}{statistics.median(times):9.2f}{statistics.median(times) / floor:18.1f}")


if __name__ == "__main__":
    main()
