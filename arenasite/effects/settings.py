"""Settings that move boards: an arena with other values, and the contenders that published boards rate."""

import copy
from collections.abc import Iterable

from battles.models import Arena
from moderation.decisions import ARENA, SettingChange
from ratings.models import Standing
from ratings.published import published


def with_settings(arena: Arena, changes: Iterable[SettingChange]) -> Arena:
    """A copy of the arena, not to be saved, with the new values of those changes that are about it."""
    changed = copy.copy(arena)
    for change in changes:
        if change.subject == ARENA and change.pk == arena.pk:
            setattr(changed, "anchor_id" if change.name == "anchor" else change.name, change.new)
    return changed


def rated_contenders(arena: Arena) -> frozenset[int] | None:
    """Ids of the contenders that the arena's published boards rate; None without a published board."""
    newest = published(arena)
    if newest is None:
        return None
    rated = Standing.objects.filter(
        snapshot__in=newest.snapshots().order_by().values("pk"), rating__isnull=False
    )
    return frozenset(rated.values_list("contender_id", flat=True).distinct())
