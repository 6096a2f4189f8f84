"""Checks of the running site, each with a name and one line of explanation.

`/readyz` runs those marked `is_quick`; `manage.py doctor` runs all. A failed check means that visitors are
not served; a warning means that something optional is missing or late.
"""

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import redis
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from arenasite.status.heartbeats import PROXY, TIMETABLE, WORKER
from arenasite.status.models import Heartbeat
from arenasite.webhooks.models import Receiver
from arenasite.webhooks.signatures import SecretUnusable, read_secrets
from battles.endpoints import Unreachable, read_key
from battles.gates import find_unreachable, load_gates
from battles.models import Arena, Contender, Endpoint
from moderation.decisions import list_stale_findings
from ratings.models import Rebuild
from ratings.partner_keys import PartnerKey
from ratings.rebuild import list_problems, list_running

LATE = dt.timedelta(minutes=3)
"""Jobs run every 30 seconds; a worker may need a minute or two for one of them."""


KEY_NOTICE = dt.timedelta(days=7)
"""How long before its end a partner key is a warning."""

MIN_FREE_BYTES = 500 * 2**20
"""Less room than this for the data directory is a warning."""

PROBE_BYTES = 4096
"""What the check of the data directory writes: a full disk may still take an empty file."""

GATE_ALARM = dt.timedelta(minutes=15)
"""For how long an unreachable gate is an alarm after its last failure."""

_applied_in: list[int] = []
"""The process that has seen all migrations applied."""


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Result:
    """The result of one check.

    detail: one line for operators; it may contain hosts and errors. seconds: an age that anyone may see.
    """

    name: str
    state: State
    detail: str
    seconds: int | None = None


Answer = tuple[State, str] | tuple[State, str, int]
"""State, detail and, where there is one, an age in seconds."""


@dataclass(frozen=True)
class Check:
    """A named check. is_quick: cheap enough for a probe every few seconds."""

    name: str
    run: Callable[[], Answer]
    is_quick: bool = False


def run_checks(*, only_quick: bool = False) -> list[Result]:
    """Run the checks in order. Without a database those that need it are left out."""
    results: list[Result] = []
    for check in CHECKS:
        if only_quick and not check.is_quick:
            continue
        if results and results[0].state == State.FAILED and check.name not in NEEDS_NO_DATABASE:
            continue
        try:
            answer = check.run()
        except DatabaseError as error:
            answer = State.FAILED, _first_line(error)
        results.append(Result(check.name, *answer))
    return results


def check_database() -> tuple[State, str]:
    """Connects without the pool, so that a wrong name is reported at once and not after a timeout."""
    if connection.vendor == "postgresql":
        import psycopg  # noqa: PLC0415  not needed on SQLite

        parameters = connection.get_connection_params()
        for name in ("pool", "cursor_factory", "context", "prepare_threshold"):
            parameters.pop(name, None)
        try:
            psycopg.connect(**{**parameters, "connect_timeout": 3}).close()
        except psycopg.Error as error:
            return State.FAILED, _first_line(error)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return State.OK, connection.vendor


def check_migrations() -> tuple[State, str]:
    """Once they are applied, this process does not look again: reading all migrations takes 0.1 s."""
    if _applied_in:
        return State.OK, "all applied"
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        return State.FAILED, f"{len(pending)} migrations are not applied: run manage.py migrate"
    _applied_in.append(os.getpid())
    return State.OK, "all applied"


def check_cache() -> tuple[State, str]:
    if not settings.REDIS_URL:
        return State.OK, "memory of each process"
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1).ping()
    except redis.RedisError as error:
        return State.WARNING, f"Redis is away: {_first_line(error)}"
    return State.OK, "Redis"


def check_storage() -> tuple[State, str]:
    """Whether the data directory takes what is written: SQLite, texts that wait for the database, imports."""
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
            file.write(bytes(PROBE_BYTES))
            file.flush()
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError as error:
        return State.WARNING, f"{settings.DATA_DIR} cannot be written to: {error.strerror}"
    if free < MIN_FREE_BYTES:
        return State.WARNING, f"{free // 2**20:,} MiB are left for {settings.DATA_DIR}"
    return State.OK, f"{free / 2**30:,.1f} GiB are left for {settings.DATA_DIR}"


def check_boards() -> Answer:
    """The age of the newest boards, which grows while nothing changes; who rebuilds; what needs attention."""
    newest = Rebuild.objects.filter(published_at__isnull=False).order_by("-published_at").first()
    seconds = int((timezone.now() - newest.published_at).total_seconds()) if newest else None
    problems, running = list_problems(), list_running()
    parts = ["no board is published yet" if seconds is None else f"the newest is {seconds} s old"]
    state = State.WARNING if problems or seconds is None else State.OK
    detail = "; ".join([*parts, *problems, *running])
    return (state, detail) if seconds is None else (state, detail, seconds)


def check_timetable() -> Answer:
    return _check_heartbeat(TIMETABLE, "start `celery -A arenasite beat`, or `manage.py work_loop`")


def check_workers() -> Answer:
    return _check_heartbeat(WORKER, "start `celery -A arenasite worker`, or `manage.py work_loop`")


def check_proxies() -> tuple[State, str]:
    beat = Heartbeat.objects.filter(name=PROXY, at__gte=timezone.now() - dt.timedelta(hours=1)).first()
    if beat:
        return State.WARNING, (
            f"requests come through the proxy {beat.detail}, which is not trusted: all of its visitors share "
            "one address and one limit. Name it in FORWARDED_ALLOW_IPS."
        )
    return State.OK, "no untrusted proxy was seen in the last hour"


def check_gates() -> tuple[State, str]:
    """Gates that could not be reached lately: their prompts pass as unverified."""
    away = find_unreachable(since=timezone.now() - GATE_ALARM)
    if away:
        minutes = int(GATE_ALARM.total_seconds() // 60)
        return State.WARNING, (
            f"unreachable in the last {minutes} minutes: {', '.join(away)}; prompts passed as unverified"
        )
    return State.OK, f"{len(load_gates())} gates" + (", proof of work is on" if settings.PROOF else "")


def check_hosts() -> tuple[State, str]:
    if not settings.PRODUCTION:
        return State.WARNING, "ARENA_HOSTS names no public host: the site answers to this machine only"
    return State.OK, ", ".join(settings.ALLOWED_HOSTS)


def check_keys() -> tuple[State, str]:
    named = Endpoint.objects.filter(is_enabled=True).exclude(key_env="").values_list("name", "key_env")
    problems = []
    for name, key_env in named:
        try:
            read_key(key_env)
        except Unreachable as problem:
            problems.append(f"{name}: {problem}")
    if problems:
        return State.WARNING, " ".join(problems)
    return State.OK, f"{len(named)} endpoints have their keys"


def check_partner_keys() -> tuple[State, str]:
    """Partner keys that end within a week and were not replaced."""
    now = timezone.now()
    soon = PartnerKey.objects.valid(now).filter(expires_at__lte=now + KEY_NOTICE, successor__isnull=True)
    ending = [f"{key.prefix}… on {key.expires_at:%Y-%m-%d}" for key in soon.order_by("expires_at")[:5]]
    if ending:
        return State.WARNING, f"partner keys end soon: {', '.join(ending)}; replace them in the admin"
    return State.OK, "no partner key ends within a week"


def check_webhooks() -> tuple[State, str]:
    """Receivers of webhooks that are paused, fail, or whose secrets cannot be read."""
    problems = []
    for receiver in Receiver.objects.filter(is_enabled=True).order_by("pk"):
        try:
            read_secrets(receiver.secrets)
        except SecretUnusable as problem:
            problems.append(f"{receiver.name}: {problem}")
        if receiver.paused_at:
            problems.append(f"{receiver.name} was paused on {receiver.paused_at:%Y-%m-%d}")
        elif receiver.failing_since:
            problems.append(f"{receiver.name} fails since {receiver.failing_since:%Y-%m-%d %H:%M}")
    if problems:
        return State.WARNING, "; ".join(problems[:5])
    return State.OK, "every receiver of webhooks is reached"


def check_findings() -> tuple[State, str]:
    """Findings that a process of an older release has decided without storing it on the finding."""
    number = list_stale_findings().count()
    if number:
        return State.WARNING, (
            f"{number:,} findings do not have the decision that resolves them, from a process of an older "
            "release: run manage.py repair_findings"
        )
    return State.OK, "every finding has the decision that resolves it"


def check_arenas() -> tuple[State, str]:
    arenas = list(count_models_of_arenas())
    if not arenas:
        return State.WARNING, "there is no open arena: run manage.py setup"
    for arena in arenas:
        if arena.models < 2:
            return State.WARNING, f"the arena {arena.slug} has {arena.models} active models and needs two"
    return State.OK, f"{len(arenas)} open"


def count_models_of_arenas() -> QuerySet[Arena]:
    """The open arenas, each with `models`: how many of its models a battle may draw now."""
    drawable = Contender.objects.drawable(OuterRef("pk")).order_by().values("arena")
    number = drawable.annotate(number=Count("pk")).values("number")
    return Arena.objects.open().annotate(models=Coalesce(Subquery(number), 0))


def check_static_files() -> tuple[State, str]:
    wanted = "arenasite/base.css"
    collected = Path(settings.STATIC_ROOT) / wanted
    if not collected.exists():
        return State.WARNING, "not collected: run manage.py collectstatic"
    source = finders.find(wanted)
    if source and Path(source).read_bytes() != collected.read_bytes():
        return State.WARNING, "collected files are older than the code: run manage.py collectstatic"
    return State.OK, str(settings.STATIC_ROOT)


def check_clock() -> tuple[State, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        [now] = cursor.fetchone()
    if isinstance(now, str):
        now = dt.datetime.fromisoformat(now)
    now = now if now.tzinfo else now.replace(tzinfo=dt.UTC)
    seconds = abs((timezone.now() - now).total_seconds())
    if seconds > 5:
        return State.WARNING, f"this machine and the database differ by {seconds:.0f} s"
    return State.OK, "agrees with the database"


def _check_heartbeat(name: str, advice: str) -> Answer:
    return _judge_heartbeat(Heartbeat.objects.filter(name=name).first(), advice)


def count_silent_processes() -> int:
    """How many of timetable and worker have given no sign of life lately, in one query."""
    beats = Heartbeat.objects.in_bulk([TIMETABLE, WORKER])
    return sum(_judge_heartbeat(beats.get(name), "")[0] != State.OK for name in (TIMETABLE, WORKER))


def _judge_heartbeat(beat: Heartbeat | None, advice: str) -> Answer:
    if beat is None:
        return State.WARNING, f"no sign of life yet: {advice}"
    age = timezone.now() - beat.at
    seconds = int(age.total_seconds())
    if age > LATE:
        return State.WARNING, f"last sign of life {seconds} s ago: {advice}", seconds
    return State.OK, f"{seconds} s ago ({beat.detail})", seconds


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


CHECKS = [
    Check("database", check_database, is_quick=True),
    Check("migrations", check_migrations, is_quick=True),
    Check("cache", check_cache, is_quick=True),
    Check("storage", check_storage, is_quick=True),
    Check("boards", check_boards, is_quick=True),
    Check("timetable", check_timetable, is_quick=True),
    Check("workers", check_workers, is_quick=True),
    Check("gates", check_gates, is_quick=True),
    Check("arenas", check_arenas),
    Check("findings", check_findings),
    Check("keys", check_keys),
    Check("partner keys", check_partner_keys),
    Check("webhooks", check_webhooks),
    Check("proxies", check_proxies),
    Check("hosts", check_hosts),
    Check("static files", check_static_files),
    Check("clock", check_clock),
]
NEEDS_NO_DATABASE = {"cache", "hosts", "static files", "storage"}
