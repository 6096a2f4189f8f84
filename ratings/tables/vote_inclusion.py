"""How the published boards treat one vote, read from the evidence that these boards used."""

import datetime as dt
from dataclasses import dataclass

from battles.counting import Reason, empty_votes, unpack
from battles.models import Segment, Vote
from ratings.categories import CATEGORIES, OVERALL, Category
from ratings.published import STANDARD, published


@dataclass(frozen=True)
class Inclusion:
    """How an arena's newest boards treat a vote.

    - `reason`: whether the vote counts for these boards; None if they are older than the vote.
    - `categories`: the boards the vote belongs to, counted or not.
    - `snapshot`: id of the overall board's snapshot.
    """

    as_of: dt.datetime
    snapshot: int | None
    reason: Reason | None
    categories: tuple[Category, ...] = ()


def get_inclusion(vote: Vote) -> Inclusion | None:
    """Look a vote up in the evidence of its arena's newest boards; None before the first boards."""
    now = published(vote.arena)
    if now is None:
        return None
    board = now.snapshot(OVERALL.slug, STANDARD)
    snapshot = board.pk if board else None
    segment = Segment.objects.filter(pk__in=now.rebuild.evidence.segments, day=vote.day).first()
    votes = unpack(segment.data) if segment else empty_votes()
    row = votes.where(votes.battle == vote.pk)
    if not len(row):
        return Inclusion(now.rebuild.started_at, snapshot, None)
    return Inclusion(
        now.rebuild.started_at,
        snapshot,
        Reason(int(row.reason[0])),
        tuple(category for category in CATEGORIES if category.contains(row)[0]),
    )
