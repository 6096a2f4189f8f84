"""Publish the boards that a simulated arena would have published earlier, so that it has a past.

Only for arenas with simulated votes only: past publications of real votes are not invented.
"""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings

from battles.counting import get_days, load_votes, refresh
from battles.models import Arena, Battle, Evidence, Vote
from ratings.categories import CATEGORIES
from ratings.models import Rebuild
from ratings.rebuild.lease import fenced, hold_lease, renew_lease
from ratings.rebuild.methods import build_parameters, settings_digest
from ratings.rebuild.run import rate_boards


class NotSimulated(ValueError):
    """The arena has real votes, or has published boards."""


def publish_past_boards(arena: Arena, days: Iterable[dt.date]) -> list[Rebuild]:
    """Publish the boards of the end of these days, in order, from the votes cast until then.

    Days without votes are skipped. Raises NotSimulated, LeaseTaken.
    """
    real = Vote.objects.filter(arena=arena).exclude(battle__origin=Battle.Origin.SIMULATED)
    if real.exists() or Rebuild.objects.published(arena).exists():
        raise NotSimulated(arena.slug)
    with hold_lease(arena) as holder:
        evidence = refresh(arena, renew_lease=lambda: renew_lease(arena, holder))
        runs = (_publish(arena, evidence, day, holder) for day in sorted(days))
        return [run for run in runs if run is not None]


def _publish(arena: Arena, whole: Evidence, day: dt.date, holder: str) -> Rebuild | None:
    until = get_days(whole, until=day)
    if not until.segments:
        return None
    moment = dt.datetime.combine(day, dt.time(23, 59, 59), dt.UTC)
    unsaved = Evidence(arena=arena, digest=until.digest, segments=list(until.segments))
    votes = load_votes(unsaved)
    with fenced(arena, holder):
        evidence, _new = Evidence.objects.get_or_create(
            arena=arena, digest=unsaved.digest, defaults={"segments": unsaved.segments, "votes": len(votes)}
        )
        run = Rebuild.objects.create(
            arena=arena,
            evidence=evidence,
            settings_digest=settings_digest(arena, build_parameters(arena)),
            started_at=moment,
            due=[category.slug for category in CATEGORIES],
            holder=holder,
        )
    rate_boards(run, CATEGORIES, votes, threads=settings.REBUILD_THREADS)
    with fenced(arena, holder):
        run.shown = sorted(run.snapshots.values_list("pk", flat=True))
        run.published_at = moment
        run.save(update_fields=["shown", "published_at"])
    return run
