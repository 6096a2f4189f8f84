"""Delete old versions of the pair weights that no battle was drawn with, a day after they were made.

At 340 models a version is half a megabyte, and an arena with many votes stores dozens a day. A version that a
battle names as its sampler is kept for ever: with the policy of its time it proves the battle's probability.
"""

import datetime as dt
import itertools

from django.utils import timezone

from battles.models import Battle, PairWeights, Replacement

MIN_AGE = dt.timedelta(days=1)
SLACK = dt.timedelta(hours=1)
"""A battle may be stored after its version was replaced by the next one, but not later than this."""


def delete_unused_versions(arena, *, now: dt.datetime | None = None) -> int:
    """Delete an arena's unused versions older than a day, never the newest. Returns how many were deleted.

    A version that a battle names is marked, so that it is not searched for again.
    """
    before = (now or timezone.now()) - MIN_AGE
    versions = list(
        PairWeights.objects.filter(arena=arena).order_by("pk").defer("weights", "contenders", "own_weights")
    )
    deleted = 0
    for version, successor in itertools.pairwise(versions):
        if version.is_kept or version.created_at >= before:
            continue
        if _is_named(version, until=successor.created_at):
            PairWeights.objects.filter(pk=version.pk).update(is_kept=True)
        else:
            PairWeights.objects.filter(pk=version.pk).delete()
            deleted += 1
    return deleted


def _is_named(version: PairWeights, *, until: dt.datetime) -> bool:
    """Whether a battle or a replacement was drawn with this version while it was the newest."""
    battles = Battle.objects.filter(
        arena=version.arena_id,
        origin=Battle.Origin.LIVE,
        opened_at__range=(version.created_at - SLACK, until + SLACK),
    )
    return (
        battles.filter(sampler=version.sampler).exists()
        or Replacement.objects.filter(battle__in=battles, sampler=version.sampler).exists()
    )
