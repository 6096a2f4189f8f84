"""Arenas whose boards were published on some days, and what was sent of them as files."""

import datetime as dt
import itertools

from battles.models import Arena, LanguageModel
from ratings.files.release import release_arena
from ratings.models import Rebuild
from ratings.rebuild.run import rebuild
from tests import world
from tests.ratings.fights import fight
from tests.world import NOON

TODAY = NOON + dt.timedelta(days=9)
DAYS = ("2024-04-22", "2024-04-23")


def publish_days(arena: Arena, *, names=("left", "right"), days: int = 2) -> list:
    """Publish once a day, with a few votes more each day; return the contenders."""
    pool = world.make_pool(arena, names)
    LanguageModel.objects.filter(name=names[0]).update(
        organization="Heron Labs", license="MIT", ids={"openrouter": "heron/left"}
    )
    for day in range(days):
        publish_day(arena, pool, day)
    return pool


def publish_day(arena: Arena, pool: list, day: int) -> None:
    """Publish at noon, so many days after the first, with votes of that day."""
    moment = NOON + dt.timedelta(days=day)
    for first, second in itertools.pairwise(pool):
        fight(arena, first, second, "aabtab" * 4, at=moment)
    run = rebuild(arena, force=True)
    Rebuild.objects.filter(pk=run.pk).update(published_at=moment, started_at=moment)


def release(arena: Arena, *, now: dt.datetime = TODAY) -> int:
    return release_arena(arena, now=now)
