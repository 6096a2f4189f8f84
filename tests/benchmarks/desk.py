"""How the staff pages grow with the site: `python -m tests.benchmarks.desk [--few N] [--many N] [--keep]`.

On PostgreSQL (DATABASE_URL). A test database gets battles, votes, texts, findings and decisions by bulk SQL,
first few, then many; each page is opened by a superuser and measured at both sizes, in the same run. The
aim: at most three times as long with 500,000 battles as with 5,000, in processor time of this process and of
the database's, so that other work on the machine is not measured; and at most 15 queries. `--keep` keeps the
database between runs, so that it need not be migrated again.
"""

import argparse
import os
import time
from dataclasses import dataclass
from pathlib import Path

import django

PER_VOTER = 20
PER_FINDING = 25
PER_TEXT = 5  # one battle in so many has texts, among them those with findings
OPEN_SHARE = 10  # one finding in so many is open
PER_LEAK = 50  # one battle in so many has an identity leak
PER_UNVOTED = 20  # one battle in so many has no vote
BARE = "/admin/password_change/"
LISTS = {
    "battles": "/admin/battles/battle/",
    "battles, second page": "/admin/battles/battle/?p=2",
    "battles not counted": "/admin/battles/battle/?counting=not_counted",
    "battles counted": "/admin/battles/battle/?counting=counted",
    "battles without a vote": "/admin/battles/battle/?counting=no_vote",
    "battles with a leak": "/admin/battles/battle/?counting=identity_leak",
    "battles set aside for abuse": "/admin/battles/battle/?counting=set_aside_abusive",
    "battles set aside for spam": "/admin/battles/battle/?counting=set_aside_spam",
    "battles under a cap": "/admin/battles/battle/?counting=over_voter_cap",
    "battles of blocked voters": "/admin/battles/battle/?counting=voter_blocked",
    "battles side by side": "/admin/battles/battle/?counting=side_by_side",
    "battles with open findings": "/admin/battles/battle/?findings=open",
    "battle by number": "/admin/battles/battle/?q={battle}",
    "voters": "/admin/battles/voter/",
    "findings": "/admin/moderation/finding/",
    "open findings": "/admin/moderation/finding/?state=open",
    "queue": "/admin/moderation/review/",
    "queue, one kind": "/admin/moderation/review/?kind__exact=report&claim=free",
    "decisions": "/admin/moderation/decision/",
    "first page": "/admin/",
}
CASES = {
    "battle": "/admin/battles/battle/{battle}/change/",
    "case of a battle": "/admin/battles/battle/{battle}/change/?finding={finding}",
    "next page ahead": "/admin/moderation/review/{finding}/ahead/",
    "voter": "/admin/battles/voter/{voter}/change/",
    "voter's other votes": "/admin/battles/battle/{battle}/context/",
}


def clone(model, template, numbers: str, **columns: str) -> None:
    """Copy one row for each `n` of a subquery; `columns`: SQL by column, which may use n."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    names = [field.column for field in model._meta.local_concrete_fields]
    values = [columns.get(name, f'template."{name}"') for name in names]
    quoted = ", ".join(f'"{name}"' for name in names)
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({quoted}) SELECT {", ".join(values)} FROM "{table}" template, '  # noqa: S608
            f'{numbers} WHERE template."{key}" = {template.pk}'
        )


def grow(templates: dict, start: int, end: int) -> None:
    """Battles from number `start` to `end`, with votes, texts, voters, findings and decisions."""
    from battles.models import Answer, Battle, Exclusion, Prompt, Vote, Voter  # noqa: PLC0415
    from battles.tags import Tag  # noqa: PLC0415
    from moderation.models import Decision, Finding  # noqa: PLC0415

    def series(step: int = 1) -> str:
        return f"(SELECT generate_series({start}, {end - 1}, {step}) AS n) numbers"

    key = "gen_random_uuid()"
    voter = f"n - n % {PER_VOTER}"
    clone(Voter, templates["voter"], series(PER_VOTER), id=voter, key=key)
    is_voted = f"n % {PER_UNVOTED} <> 3"
    values = {
        "tags": f"CASE WHEN n % {PER_LEAK} = 7 THEN {int(Tag.IDENTITY_LEAK)} ELSE 0 END",
        "state": f"CASE WHEN {is_voted} THEN 'voted' ELSE 'answered' END",
    }
    clone(Battle, templates["battle"], series(), id="n", key=key, voter_id=voter, **values)
    voted = f"(SELECT n FROM {series()} WHERE {is_voted}) voted"  # noqa: S608
    clone(Vote, templates["battle"].vote, voted, battle_id="n")
    clone(Prompt, templates["prompt"], series(PER_TEXT), id="n", battle_id="n")
    for side in ("a", "b"):
        number = "2 * n" if side == "a" else "2 * n + 1"
        clone(Answer, templates[side], series(PER_TEXT), id=number, prompt_id="n")
    clone(Decision, templates["decision"], series(PER_FINDING * OPEN_SHARE), id="n", form_key="NULL")
    is_decided = f"(n / {PER_FINDING}) % {OPEN_SHARE} <> 0"
    decided = f"(SELECT n FROM {series(PER_FINDING)} WHERE {is_decided}) chosen"  # noqa: S608
    decision = f"n - n % {PER_FINDING * OPEN_SHARE}"
    finding = {"id": "n", "battle_id": "n", "subject": "'battle-' || n", "once": "NULL", "reporter_id": voter}
    finding["resolved_by_id"] = f"CASE WHEN {is_decided} THEN {decision} END"
    clone(Finding, templates["finding"], series(PER_FINDING), **finding)
    through = Decision.findings.through
    clone(through, through.objects.first(), decided, id="n", finding_id="n", decision_id=decision)
    clone(Exclusion, templates["exclusion"], decided, id="n", battle_id="n")


def make_templates() -> dict:
    """One row of every table, and the superuser, before anything is copied."""
    from django.contrib.auth.models import User  # noqa: PLC0415

    from battles.models import Battle, CountingPolicy, Exclusion, Voter, VoterBlock  # noqa: PLC0415
    from moderation.decisions import execution  # noqa: PLC0415
    from moderation.findings.record import record_finding  # noqa: PLC0415
    from moderation.models import Finding  # noqa: PLC0415
    from tests.moderation.builders import add_turn, make_arena, make_battles  # noqa: PLC0415

    User.objects.create_superuser("root")
    arena = make_arena("text")
    voter = Voter.objects.create()
    battle, other = make_battles(arena, 2, voter=voter)
    prompt = add_turn(battle, "Who are you? " * 20, "I am Heron. " * 100, "A bird. " * 100)
    evidence = {"reason": "abusive", "words": "Rude", "side": "a"}
    about = {"detector": "visitor", "version": "1", "evidence": evidence, "reporter": voter}
    finding = record_finding(Finding.Kind.REPORT, battle=battle, **about)
    record_finding(Finding.Kind.STAFF, battle=other, evidence={"note": "x"})
    reason = Exclusion.Reason.ABUSIVE
    decision = execution.set_aside([other.pk], reason=reason, actor=None, public_reason="x")
    CountingPolicy.objects.create(arena=arena, public_reason="x", voter_cap=5)
    blocked = Voter.objects.create()
    [blocked_battle] = make_battles(arena, 1, voter=blocked)
    VoterBlock.objects.create(voter=blocked, starts_at=blocked_battle.vote.recorded_at, case="x")
    return {
        "voter": voter,
        "battle": Battle.objects.select_related("vote").get(pk=battle.pk),
        "prompt": prompt,
        "a": prompt.answers.get(side="a"),
        "b": prompt.answers.get(side="b"),
        "finding": finding,
        "decision": decision,
        "exclusion": Exclusion.objects.get(),
    }


@dataclass(frozen=True)
class Cost:
    """The least of several visits: other work on the machine only adds.

    wall, processor: seconds. processor: of this process and of the database's for this connection.
    """

    wall: float
    processor: float
    queries: int


def read_processor() -> float:
    """The processor seconds of this process and of the process that PostgreSQL has for its connection."""
    from django.db import connection  # noqa: PLC0415

    schedule = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return time.process_time() + int(schedule.split()[0]) / 1e9


def visit(client, url: str) -> Cost:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as queries:
        begin, processor = time.perf_counter(), read_processor()
        response = client.get(url)
        cost = time.perf_counter() - begin, read_processor() - processor
    assert response.status_code in (200, 302), (url, response.status_code)
    return Cost(*cost, len(queries))


def measure(rounds: int) -> dict[str, Cost]:
    """The cost of each page, about the first open report. The database works without parallel workers."""
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from moderation.models import Finding  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    finding = Finding.objects.open().filter(kind=Finding.Kind.REPORT).select_related("battle").first()
    values = {"finding": finding.pk, "battle": finding.battle_id, "voter": finding.battle.voter_id}
    client = Client()
    client.force_login(User.objects.get(username="root"))
    taken = {}
    for name, address in {"bare page": BARE, **LISTS, **CASES}.items():
        url = address.format(**values)
        visit(client, url)  # stores the answers' HTML, and remembers content types
        costs = [visit(client, url) for _ in range(rounds)]
        taken[name] = Cost(
            min(each.wall for each in costs), min(each.processor for each in costs), costs[-1].queries
        )
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--few", type=int, default=5_000)
    parser.add_argument("--many", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
    django.setup()
    from django.conf import settings  # noqa: PLC0415 - needs Django set up
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}  # without `collectstatic`
    usual = connection.settings_dict["NAME"]
    creation = connection.creation
    # Without serialising: a database that was kept has half a million battles.
    creation.create_test_db(verbosity=0, autoclobber=True, keepdb=options.keep, serialize=False)
    try:
        call_command("flush", interactive=False, verbosity=0)
        templates = make_templates()
        first = 10_000
        grow(templates, first, first + options.few)
        few = measure(options.rounds)
        begin = time.perf_counter()
        grow(templates, first + options.few, first + options.many)
        print(f"{options.many - options.few:,} battles made in {time.perf_counter() - begin:.0f} s")
        many = measure(options.rounds)
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0, keepdb=options.keep)
    print_costs(few, many, options)


def print_costs(few: dict[str, Cost], many: dict[str, Cost], options: argparse.Namespace) -> None:
    sizes = f"{options.few:>10,}{options.many:>10,}"
    print(f"{'ms, least of ' + str(options.rounds):30}{sizes}{'ratio':>8}{sizes}{'ratio':>8}{'queries':>9}")
    print(f"{'':30}{'processor':>28}{'wall':>28}")
    for name, cost in many.items():
        columns = [
            f"{1000 * least:10.0f}{1000 * most:10.0f}{most / least:8.1f}"
            for least, most in ((few[name].processor, cost.processor), (few[name].wall, cost.wall))
        ]
        print(f"{name:30}{''.join(columns)}{cost.queries:9}")


if __name__ == "__main__":
    main()
