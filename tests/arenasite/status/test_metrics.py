"""`/metrics`: only for who has the token, complete, and never a model's name."""

import datetime as dt
import os
import subprocess
import sys

import pytest
from asgiref.sync import sync_to_async
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from arenasite.status.metrics import Metrics
from battles.models import GateCount
from battles.rate_limits import Counter, Limit, RateLimited
from battles.rate_limits.engine import count_in_process
from ratings.rebuild import rebuild
from tests import world

TOKEN = "a long token"


class Passed(Exception):
    """The request went on to the site."""


async def ask(path="/metrics", *, token=TOKEN, method="GET") -> tuple[int, str]:
    async def site(scope, receive, send):
        raise Passed

    messages = []

    async def send(message):
        messages.append(message)

    headers = [(b"authorization", f"Bearer {token}".encode())] if token else []
    scope = {"type": "http", "path": path, "method": method, "headers": headers}
    await Metrics(site)(scope, None, send)
    return messages[0]["status"], b"".join(m.get("body", b"") for m in messages[1:]).decode()


def parse(text: str) -> dict[tuple, float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_without_a_setting_there_are_no_metrics_and_with_one_only_for_the_token(settings):
    with pytest.raises(Passed):
        await ask()
    settings.METRICS_TOKEN = TOKEN
    for token in ("", "another", TOKEN + "x"):
        assert (await ask(token=token))[0] == 401
    with pytest.raises(Passed):
        await ask("/metrics/other")
    with pytest.raises(Passed):
        await ask(method="POST")


@pytest.mark.django_db(transaction=True)
async def test_it_has_votes_boards_battles_and_checks_and_names_no_model(settings):
    settings.METRICS_TOKEN = TOKEN

    def build():
        arena = world.make_arena()
        world.make_pool(arena, ["secret-heron", "secret-stork"])
        now = dt.datetime.now(dt.UTC)
        for _number in range(3):
            world.voted_battle(arena, now=now)
        world.open_battle(arena, now=now)
        for detail in ("a", "b"):
            GateCount.objects.create(
                day=now.date(), gate="proof", outcome="passed", detail=detail, number=2, changed_at=now
            )
        rebuild(arena)

    await sync_to_async(build)()
    status, text = await ask()
    found = parse(text)
    assert status == 200
    assert found["arena_database_up",] == 1
    assert found["arena_votes", "text", "counted"] == 3
    assert found["arena_battles_last_day", "text", "voted"] == 3
    assert found["arena_battles_last_day", "text", "running"] == 1
    assert found["arena_gate_outcomes_today", "proof", "passed"] == 4
    assert found["arena_check_ok", "database"] == 1
    assert found["arena_boards_age_seconds", "text"] >= 0
    assert any(name[0] == "arena_rebuild_stage_seconds" for name in found)
    assert "secret" not in text


def test_a_refusal_is_counted_by_the_limits_name_alone():
    def refusals() -> float:
        return REGISTRY.get_sample_value("arena_limit_refusals_total", {"limit": "read"}) or 0.0

    before = refusals()
    counters = [Counter("read:60:198.51.100.7/32", Limit(1, 60))]
    count_in_process(counters, now=1_000_000_000.0)
    with pytest.raises(RateLimited):
        count_in_process(counters, now=1_000_000_000.0)
    assert refusals() == before + 1


def test_several_processes_are_added_up_and_dead_ones_begin_again(tmp_path):
    env = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "arenasite.settings",
        "ARENA_DATA_DIR": str(tmp_path),
        "ARENA_METRICS_TOKEN": TOKEN,
    }
    count = "import django; django.setup(); from battles.monitoring.metrics import ANSWERS_ENDED as ended"
    count += "; ended.labels('none').inc()"
    show = "; from arenasite.status.metrics import render_metrics; print(render_metrics().decode())"
    clean = "; from arenasite.status.metrics import prepare_folder; prepare_folder()"

    def run(code):
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
        )
        return done.stdout

    run(count)
    assert 'arena_answers_ended_total{error="none"} 2.0' in run(count + show)
    assert 'arena_answers_ended_total{error="none"} 1.0' in run(count + clean + show)
