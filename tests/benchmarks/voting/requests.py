"""Votes over HTTP: a part of `python -m tests.benchmarks.votes`.

One web process on a core of its own; clients on another post a ballot and then ask for the names, as the
page's script does, every twentieth battle twice at once. Every battle must then have exactly one vote. In the
same process and run: as many requests for a page of fixed bytes. With --before, the same on another checkout
of the site, with a database of its own.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measuring import processes
from tests.benchmarks.reading.requests import Case, ask, repeat
from tests.redis_server import free_port

DOUBLE = 20
AT_ONCE = 4
CSRF = "a" * 32
FIXED = Case("fixed", "/robots.txt")
PREPARE = """
import json, os
from django.conf import settings
from django.core.management import call_command
from django.core.signing import get_cookie_signer
from django.utils import timezone
class NoMigrations:
    def __contains__(self, app): return True
    def __getitem__(self, app): return None
settings.MIGRATION_MODULES = NoMigrations()  # the tables of the models as they are
call_command("migrate", run_syncdb=True, verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from battles.models import Answer, AnswerHtml, Battle, Voter
from battles.visitors import COOKIE, COOKIE_SALT
from tests import world
arena = world.make_arena(vote_grace=5)
a, b = world.make_pool(arena)
now, count = timezone.now(), int(os.environ["VOTES"])
voters = Voter.objects.bulk_create([Voter() for _ in range(count)])
battles = Battle.objects.bulk_create([
    Battle(arena=arena, state="answered", contender_a=a, contender_b=b, pair_probability=1.0, voter=voter,
           opened_at=now)
    for voter in voters
])
prompts = battles[0].prompts.model.objects.bulk_create(
    [battles[0].prompts.model(battle=battle, turn=1, text="What is a heron?") for battle in battles]
)
Answer.objects.bulk_create([
    Answer(prompt=prompt, side=side, contender=contender, state="done", text="A bird.", first_token_ms=9)
    for prompt in prompts for side, contender in (("a", a), ("b", b))
])
AnswerHtml.objects.save_html([(each.pk, each.text, "<p>A bird.</p>") for each in Answer.objects.all()])
sign = get_cookie_signer(salt=COOKIE + COOKIE_SALT).sign
cookies = [(str(battle.key), f"{COOKIE}={sign(str(battle.voter.key))}") for battle in battles]
with open(os.environ["BATTLES"], "w") as file:
    json.dump(cookies, file)
"""
LIMITS = {
    "ARENA_BATTLES_PER_MINUTE": "0",
    "ARENA_READS_PER_MINUTE": "0",
    "DJANGO_SETTINGS_MODULE": "arenasite.settings",
}


@dataclass(frozen=True)
class Votes:
    """Processor seconds of the web process: of one vote (ballot and reveal), and of two fixed pages."""

    vote: float
    fixed: float

    @property
    def ratio(self) -> float:
        """Votes a processor second, of pairs of fixed pages."""
        return self.fixed / self.vote


def prepare(tree: Path, database: str, folder: Path, count: int) -> tuple[dict[str, str], list[list[str]]]:
    """Make the battles in a database: the environment of its site, and each battle's key and cookie."""
    folder.mkdir()
    env = (
        os.environ
        | LIMITS
        | {
            "DATABASE_URL": database,
            "ARENA_DATA_DIR": str(folder),
            "BATTLES": str(folder / "battles.json"),
            "VOTES": str(count),
        }
    )
    subprocess.run([sys.executable, "manage.py", "shell", "-c", PREPARE], cwd=tree, env=env, check=True)
    return env, json.loads(Path(env["BATTLES"]).read_text())


@contextmanager
def serve(tree: Path, env: dict[str, str], port: int, core: int) -> Iterator[int]:
    command = ["-m", "uvicorn", "arenasite.asgi:application", "--port", str(port), "--log-level", "error"]
    process = subprocess.Popen([sys.executable, *command, "--no-access-log"], cwd=tree, env=env)
    processes.pin(process.pid, core)
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def build_posts(number: int, key: str, cookie: str) -> tuple[bytes, bytes]:
    """The ballot and the reveal of one battle, from an address of its own: addresses are limited."""
    headers = (
        ("Cookie", f"{cookie}; csrftoken={CSRF}"),
        ("X-CSRFToken", CSRF),
        ("HX-Request", "true"),
        ("X-Forwarded-For", f"10.{number // 250}.{number % 250}.1"),
    )
    path, outcome = f"/battles/{key}/", ("a", "b", "tie", "both_bad")[number % 4]
    ballot = Case("", f"{path}vote/", headers, body=f"outcome={outcome}".encode())
    return ballot.request, Case("", f"{path}reveal/", headers, body=b"").request


async def vote(port: int, number: int, battle: list[str]) -> None:
    """Post a ballot, then ask for the names, over one connection each as browsers do; twice where doubled."""
    for request, phase in zip(build_posts(number, *battle), ("grace", "voted"), strict=True):
        answers = await asyncio.gather(*(ask(port, request) for _ in range(2 if number % DOUBLE == 0 else 1)))
        for answer in answers:
            shown = answer.body.decode()
            assert answer.status == 200, (answer.status, shown[:500])
            assert f'data-phase="{phase}"' in shown, shown[:300]


async def vote_on_all(port: int, battles: list[list[str]], first: int) -> None:
    async def client(share: int) -> None:
        for number in range(share, len(battles), AT_ONCE):
            await vote(port, first + number, battles[number])

    await asyncio.gather(*(client(share) for share in range(AT_ONCE)))


async def measure_site(tree: Path, env: dict[str, str], battles: list[list[str]]) -> Votes:
    """Vote on every battle; the first tenth warms the site up."""
    inner, outer = processes.cores()
    os.sched_setaffinity(0, {outer})
    port = free_port()
    warm = len(battles) // 10
    with serve(tree, env, port, inner) as pid:
        await processes.port_open(port)
        await vote_on_all(port, battles[:warm], 0)
        await repeat(port, FIXED.request, warm)
        seconds = [processes.cpu_seconds(pid)]
        await vote_on_all(port, battles[warm:], warm)
        seconds.append(processes.cpu_seconds(pid))
        await repeat(port, FIXED.request, 2 * (len(battles) - warm))
        seconds.append(processes.cpu_seconds(pid))
    number = len(battles) - warm
    return Votes((seconds[1] - seconds[0]) / number, (seconds[2] - seconds[1]) / number)
