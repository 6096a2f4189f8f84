"""System checks: configuration mistakes, each with an id."""

import os
import re

from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.db import DatabaseError

from battles.annotations import JudgeUnusable, configured_judge


@register(Tags.caches, deploy=True)
def check_shared_limits(app_configs, **kwargs):
    """Warn about several web processes without Redis: they share neither streams nor requests to stop."""
    if settings.PRODUCTION and not settings.REDIS_URL and _count_processes() > 1:
        return [
            Warning(
                "Several web processes without REDIS_URL cannot relay streams or stop each other's answers.",
                hint="Set REDIS_URL, or run one web process.",
                id="arenasite.W001",
            )
        ]
    return []


@register(Tags.database, deploy=True)
def check_sqlite_has_one_process(app_configs, **kwargs):
    """Warn about several web processes on SQLite."""
    if settings.PRODUCTION and not settings.DATABASE_URL and _count_processes() > 1:
        return [
            Warning(
                "Several web processes share one SQLite file.",
                hint="Set DATABASE_URL to a PostgreSQL database.",
                id="arenasite.W002",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def check_proxies(app_configs, **kwargs):
    """Warn about trusting every proxy, and about trusting none explicitly."""
    trusted = os.environ.get("FORWARDED_ALLOW_IPS")
    if trusted is not None and "*" in trusted:
        return [
            Warning(
                "FORWARDED_ALLOW_IPS=* believes any address that a visitor writes into a header.",
                hint="Name the addresses of your proxies.",
                id="arenasite.W004",
            )
        ]
    if settings.PRODUCTION and trusted is not None and not trusted.strip():
        return [
            Warning(
                "FORWARDED_ALLOW_IPS is empty: behind a proxy all visitors share its address and its limits.",
                hint="Name the addresses of your proxies, or unset it if there is none.",
                id="arenasite.W005",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def check_any_host(app_configs, **kwargs):
    """Warn about a site that answers under any host name."""
    if any(host.strip() in {"*", "."} for host in settings.HOSTS):
        return [
            Warning(
                "ARENA_HOSTS contains *: links in answers can be made to point to any host.",
                hint="Name the public hosts.",
                id="arenasite.W006",
            )
        ]
    return []


CONTACT = re.compile(r"[^@\s:]+@[^@\s:]+\.[^@\s:]+|https://\S+")

LIMITS = {
    "ARENA_BATTLES_PER_MINUTE": "BATTLES_PER_MINUTE",
    "ARENA_BATTLES_PER_DAY": "BATTLES_PER_DAY",
    "ARENA_BATTLES_PER_ADDRESS_PER_DAY": "BATTLES_PER_ADDRESS_PER_DAY",
    "ARENA_READS_PER_MINUTE": "READS_PER_MINUTE",
    "ARENA_REPORTS_PER_DAY": "REPORTS_PER_DAY",
    "ARENA_SIGNIN_ATTEMPTS": "SIGNIN_ATTEMPTS",
}


@register(Tags.security, deploy=True)
def check_limits(app_configs, **kwargs):
    """Warn about limits that are switched off."""
    unlimited = [variable for variable, name in LIMITS.items() if not getattr(settings, name)]
    if settings.PRODUCTION and unlimited:
        return [
            Warning(
                f"Without limit: {', '.join(unlimited)} is 0.",
                hint="Unset it for the default.",
                id="arenasite.W007",
            )
        ]
    return []


@register(Tags.compatibility, deploy=True)
def check_contact(app_configs, **kwargs):
    """Warn about a public site that nobody can write to, and about an address that no program can open."""
    contacts = {"ARENA_CONTACT": settings.CONTACT, "ARENA_SECURITY_CONTACT": settings.SECURITY_CONTACT}
    problems = [
        Warning(
            f"{name} is neither an email address nor an https address.",
            hint="Write name@example.org or https://example.org/contact.",
            id="arenasite.W009",
        )
        for name, contact in contacts.items()
        if contact and not CONTACT.fullmatch(contact)
    ]
    if settings.PRODUCTION and not settings.CONTACT:
        problems.append(
            Warning(
                "ARENA_CONTACT is empty: visitors cannot write to you, and there is no security.txt.",
                hint="Name an email address or an https address.",
                id="arenasite.W008",
            )
        )
    return problems


def _count_processes() -> int:
    return int(os.environ.get("WEB_CONCURRENCY", "1"))


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
