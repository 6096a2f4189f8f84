"""System checks: configuration mistakes, each with an id."""

import os

from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.db import DatabaseError

from battles.annotations import JudgeUnusable, configured_judge


@register(Tags.caches, deploy=True)
def check_shared_limits(app_configs, **kwargs):
    """Warn about several web processes without Redis: they share neither limits nor requests to stop."""
    if settings.PRODUCTION and not settings.REDIS_URL and int(os.environ.get("WEB_CONCURRENCY", "1")) > 1:
        return [
            Warning(
                "Several web processes without REDIS_URL count rate limits each for itself.",
                hint="Set REDIS_URL, or run one web process.",
                id="arenasite.W001",
            )
        ]
    return []


@register(Tags.database, deploy=True)
def check_sqlite_has_one_process(app_configs, **kwargs):
    """Warn about several web processes on SQLite."""
    if settings.PRODUCTION and not settings.DATABASE_URL and int(os.environ.get("WEB_CONCURRENCY", "1")) > 1:
        return [
            Warning(
                "Several web processes share one SQLite file.",
                hint="Set DATABASE_URL to a PostgreSQL database.",
                id="arenasite.W002",
            )
        ]
    return []


@register(Tags.database)
def check_judge(app_configs, databases, **kwargs):
    """Warn about an unusable judge: with `check --database default`, and before every migration."""
    if not databases or not settings.JUDGE_MODEL:
        return []
    try:
        configured_judge()
    except JudgeUnusable as problem:
        return [
            Warning(
                f"ARENA_JUDGE_MODEL names a judge that cannot be asked: {problem}",
                hint="Give the slug of a registered model that has an endpoint, or nothing.",
                id="arenasite.W003",
            )
        ]
    except DatabaseError:  # no tables yet
        return []
    return []
