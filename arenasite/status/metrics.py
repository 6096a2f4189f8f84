"""`/metrics` for Prometheus: what this site's processes counted, and what the database knows.

Answered before Django, like the probes. Off unless ARENA_METRICS_TOKEN (on the site's own port, as
`Authorization: Bearer …`) or ARENA_METRICS_LISTEN (on a port of its own, without a token) is set. No number
names a model, a voter or an address, so nothing here can tell the models of an open battle.
"""

import asyncio
import contextlib
import datetime as dt
import hmac
import logging
import os
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.models import Count, Sum
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, multiprocess, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from arenasite.status.checks import State, run_checks
from arenasite.status.models import Heartbeat
from arenasite.status.probes import Message, Send, send_answer
from battles.models import Arena, Battle, GateCount
from battles.monitoring import POOL_CONNECTIONS
from ratings.published import published
from ratings.rebuild import list_running

logger = logging.getLogger(__name__)

CACHE_SECONDS = 5.0
DAY = dt.timedelta(days=1)
QUEUE = "celery"


class DatabaseCollector(Collector):
    """Reads at each scrape what all processes share; without a database only `arena_up` is 0."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("arena_database_up", "Whether the database answers.")
        try:
            metrics = [
                *_collect_battles(),
                *_collect_gates(),
                *_collect_boards(),
                *_collect_processes(),
                *_collect_queue(),
            ]
            up.add_metric([], 1)
        except DatabaseError as error:
            logger.warning("metrics without the database: %s", error)
            metrics = []
            up.add_metric([], 0)
        finally:
            connections.close_all()
        yield from [up, *metrics]


def render_metrics() -> bytes:
    """Return all metrics as text; closes this thread's database connections."""
    of_site = CollectorRegistry()
    of_site.register(DatabaseCollector())
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not folder:
        return generate_latest(REGISTRY) + generate_latest(of_site)
    for pid in _list_dead_processes(Path(folder)):
        multiprocess.mark_process_dead(pid, folder)
    of_processes = CollectorRegistry()
    multiprocess.MultiProcessCollector(of_processes, folder)
    return generate_latest(of_processes) + generate_latest(of_site)


def prepare_folder() -> None:
    """Delete the files of an earlier run, once no process of it is left: its counters begin at zero."""
    folder = Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""))
    dead = _list_dead_processes(folder) if settings.METRICS_ENABLED else []
    files = list(folder.glob("*_*.db")) if dead else []
    own = f"_{os.getpid()}.db"
    if all(file.name.endswith((own, *(f"_{pid}.db" for pid in dead))) for file in files):
        for file in files:
            if not file.name.endswith(own):
                file.unlink(missing_ok=True)


def note_pool() -> None:
    """Note the connections of this process' pool; the sweep calls it every two seconds."""
    pool = getattr(connection, "pool", None)
    if pool is None:
        return
    stats = pool.get_stats()
    POOL_CONNECTIONS.labels("open").set(stats.get("pool_size", 0))
    POOL_CONNECTIONS.labels("free").set(stats.get("pool_available", 0))
    POOL_CONNECTIONS.labels("waited for").set(stats.get("requests_waiting", 0))


def listen() -> None:
    """Serve metrics on the port of ARENA_METRICS_LISTEN; the first of several processes gets it."""
    host, _separator, port = settings.METRICS_LISTEN.rpartition(":")
    if not port:
        return
    try:
        start_http_server(int(port), addr=host or "127.0.0.1", registry=_Everything())
    except OSError as error:
        logger.info("another process serves metrics: %s", error)


class _Everything(CollectorRegistry):
    """What the HTTP server of prometheus_client asks for."""

    def collect(self) -> Iterator[Metric]:
        folder = os.environ["PROMETHEUS_MULTIPROC_DIR"]
        for pid in _list_dead_processes(Path(folder)):
            multiprocess.mark_process_dead(pid, folder)
        yield from multiprocess.MultiProcessCollector(None, folder).collect()
        yield from DatabaseCollector().collect()


class Metrics:
    """Answers `/metrics` if a token is set, and passes everything else on."""

    def __init__(self, application: Callable) -> None:
        self._application = application
        self._rendered_at = -CACHE_SECONDS
        self._body = b""
        self._lock = asyncio.Lock()

    async def __call__(self, scope: Message, receive: Callable, send: Send) -> None:
        is_asked = scope["type"] == "http" and scope["path"] == "/metrics" and settings.METRICS_TOKEN
        if not is_asked or scope["method"] not in {"GET", "HEAD"}:
            await self._application(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"authorization", b"")
        if not hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
            await send_answer(scope, send, HTTPStatus.UNAUTHORIZED, b"a token is needed", "text/plain")
            return
        async with self._lock:
            if time.monotonic() - self._rendered_at >= CACHE_SECONDS:
                self._body = await asyncio.to_thread(render_metrics)
                self._rendered_at = time.monotonic()
        await send_answer(scope, send, HTTPStatus.OK, self._body, "text/plain; version=0.0.4")


def _collect_battles() -> Iterator[Metric]:
    battles = GaugeMetricFamily("arena_battles_last_day", "Battles of 24 hours.", labels=["arena", "state"])
    recent = Battle.objects.filter(origin=Battle.Origin.LIVE, opened_at__gte=timezone.now() - DAY)
    counts = recent.values_list("arena__slug", "state").annotate(number=Count("pk")).order_by()
    for arena, state, number in counts:
        battles.add_metric([arena, state], number)
    yield battles


def _collect_gates() -> Iterator[Metric]:
    gates = GaugeMetricFamily(
        "arena_gate_outcomes_today", "Prompts by gate and outcome, this UTC day.", labels=["gate", "outcome"]
    )
    today = GateCount.objects.filter(day=timezone.now().date())
    rows = today.values_list("gate", "outcome").annotate(number=Sum("number")).order_by()
    for gate, outcome, number in rows:
        gates.add_metric([gate, str(outcome)], number)
    yield gates


def _collect_boards() -> Iterator[Metric]:
    votes = GaugeMetricFamily(
        "arena_votes", "Votes in the newest boards, by reason; `counted` counts.", labels=["arena", "reason"]
    )
    age = GaugeMetricFamily("arena_boards_age_seconds", "Age of the newest boards.", labels=["arena"])
    stages = GaugeMetricFamily(
        "arena_rebuild_stage_seconds", "Stages of the newest rebuild.", labels=["arena", "stage"]
    )
    failures = GaugeMetricFamily("arena_boards_failed", "Boards that failed then.", labels=["arena"])
    for arena in Arena.objects.order_by("pk"):
        state = published(arena)
        if state is None:
            continue
        rebuild = state.rebuild
        overall = state.snapshots().filter(board__category="overall").order_by("method").first()
        if overall is not None:
            votes.add_metric([arena.slug, "counted"], overall.votes_counted)
            for reason, number in overall.votes_excluded.items():
                votes.add_metric([arena.slug, reason], number)
        age.add_metric([arena.slug], (timezone.now() - rebuild.published_at).total_seconds())
        for stage, seconds in rebuild.stages.items():
            if isinstance(seconds, int | float):
                stages.add_metric([arena.slug, stage], seconds)
        failures.add_metric([arena.slug], len(rebuild.failed))
    yield from (votes, age, stages, failures)


def _collect_processes() -> Iterator[Metric]:
    checks = GaugeMetricFamily("arena_check_ok", "1 if the check of this name is ok.", labels=["name"])
    for result in run_checks(only_quick=True):
        checks.add_metric([result.name], float(result.state == State.OK))
    beats = GaugeMetricFamily("arena_heartbeat_age_seconds", "Since the last sign of life.", labels=["name"])
    for beat in Heartbeat.objects.all():
        beats.add_metric([beat.name], (timezone.now() - beat.at).total_seconds())
    leases = GaugeMetricFamily("arena_rebuilds_running", "Leases held by rebuilds now.")
    leases.add_metric([], len(list_running()))
    yield from (checks, beats, leases)


def _collect_queue() -> Iterator[Metric]:
    if not settings.REDIS_URL:
        return
    length = GaugeMetricFamily("arena_queue_length", "Messages that wait for a Celery worker.")
    with contextlib.suppress(redis.RedisError):
        client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
        length.add_metric([], client.llen(QUEUE))
        client.close()
    yield length


def _list_dead_processes(folder: Path) -> list[int]:
    """Return the numbers of processes with files here that do not run any more."""
    pids = {int(file.stem.rpartition("_")[2]) for file in folder.glob("*_*.db")}
    return [pid for pid in pids if not _is_running(pid)]


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
