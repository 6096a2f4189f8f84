"""What the published boards made of one vote: read from their own evidence, so it is true of these boards."""

import datetime as dt
from dataclasses import dataclass

from battles.counting import Reason, empty_votes, unpack
from battles.models import Segment, Vote
from ratings.categories import CATEGORIES, OVERALL, Category
from ratings.published import STANDARD, published


@dataclass(frozen=True)
class Inclusion:
    """A vote as an arena's newest boards hold it.

    `reason` is what it was for these boards, None where they were made before they knew of the vote.
    `categories`: the boards it belongs to, whether it counts there or not. `snapshot`: the overall board's.
    """

    as_of: dt.datetime
    snapshot: int | None
    reason: Reason | None
    categories: tuple[Category, ...] = ()


def inclusion_of(vote: Vote) -> Inclusion | None:
    """How the boards of the vote's arena hold it; None before the first boards."""
    now = published(vote.arena)
    if now is None:
        return None
    board = now.snapshot(OVERALL.slug, STANDARD)
    snapshot = board.pk if board else None
    held = Segment.objects.filter(pk__in=now.rebuild.evidence.segments, day=vote.day).first()
    votes = unpack(held.data) if held else empty_votes()
    one = votes.where(votes.battle == vote.pk)
    if not len(one):
        return Inclusion(now.rebuild.started_at, snapshot, None)
    return Inclusion(
        now.rebuild.started_at,
        snapshot,
        Reason(int(one.reason[0])),
        tuple(category for category in CATEGORIES if category.contains(one)[0]),
    )
