"""System checks: mistakes in the configuration, each with an id."""

import os

from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.db import DatabaseError

from battles.annotations import JudgeUnusable, configured_judge


@register(Tags.caches, deploy=True)
def limits_are_shared(app_configs, **kwargs):
    """Without Redis each web process counts its own limits and cannot stop another's answers."""
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
def sqlite_is_for_one_machine(app_configs, **kwargs):
    """SQLite serves one machine; several web processes want PostgreSQL."""
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
def judge_can_be_asked(app_configs, databases, **kwargs):
    """Runs where the database is checked too: `check --database default`, and before every migration."""
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
