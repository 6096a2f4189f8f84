"""Arenas whose boards were published on some days, and what was sent of them as files."""

import datetime as dt
import itertools

from battles.models import Arena, LanguageModel
from ratings.files.release import release_arena
from ratings.models import Rebuild
from ratings.rebuild.run import rebuild
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight
from tests.world import NOON

TODAY = NOON + dt.timedelta(days=9)
DAYS = ("2024-04-22", "2024-04-23")


@kept
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


@kept
def release_days(arena: Arena, *, names=("left", "right"), days: int = 2) -> list:
    """Publish once a day and make the files of each day; return the contenders."""
    pool = publish_days(arena, names=names, days=days)
    release(arena)
    return pool


@kept
def release_new_arena(names: tuple[str, ...] = ("left", "right")) -> None:
    """The same in an arena of its own, for tests that commit: there an arena made before has a new number."""
    release_days(world.make_arena(), names=names)


def release(arena: Arena, *, now: dt.datetime = TODAY) -> int:
    return release_arena(arena, now=now)
