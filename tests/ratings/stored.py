"""Boards as some rebuild of the past left them, stored without computing anything."""

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from battles.models import Arena, Contender, Evidence
from ratings.models import Board, Rebuild, Snapshot, Standing
from ratings.published import STANDARD

PARAMETERS = {"minimum_votes": 1, "provisional_votes": 1, "anchor": None, "anchor_rating": 1000.0}


def store_boards(
    arena: Arena,
    boards: Mapping[str, Mapping[Contender, Mapping[str, object]]],
    *,
    days_ago: float = 0,
    methods=(STANDARD,),
    **snapshot,
) -> Rebuild:
    """A rebuild published so many days ago: for each category what it said of each contender, best first.

    What is not said of a contender is usual: ranked in this order, 100 votes, ten points to either side.
    """
    moment = timezone.now() - dt.timedelta(days=days_ago)
    evidence, _new = Evidence.objects.get_or_create(arena=arena, digest="0" * 64, segments=[], votes=0)
    run = Rebuild.objects.create(
        arena=arena, evidence=evidence, settings_digest="", started_at=moment, published_at=moment
    )
    for category, standings in boards.items():
        board, _new = Board.objects.get_or_create(arena=arena, category=category)
        run.shown += [
            _store(run, board, method, standings, **{"as_of": moment} | snapshot) for method in methods
        ]
    run.save(update_fields=["shown"])
    return run


def _store(run: Rebuild, board: Board, method: str, standings: Mapping, **fields) -> int:
    usual = {
        "seed": "",
        "parameters": PARAMETERS,
        "versions": {},
        "votes_counted": 100 * len(standings),
        "votes_excluded": {},
        "body": b"{}",
        "body_gzip": b"",
        "etag": "",
    }
    snapshot = Snapshot.objects.create(rebuild=run, board=board, method=method, **usual | fields)
    Standing.objects.bulk_create(
        Standing(snapshot=snapshot, contender=contender, **_standing(rank, said))
        for rank, (contender, said) in enumerate(standings.items(), 1)
    )
    return snapshot.pk


def _standing(rank: int, said: Mapping) -> dict:
    if said.get("rating", 0.0) is None:
        return {"status": "unranked", "reason": "too_few_votes", "votes": 3} | dict(said)
    rating = said.get("rating", 1100.0 - 10 * rank)
    usual = {
        "status": "ranked",
        "votes": 100,
        "rating": rating,
        "ci_low": rating - 10,
        "ci_high": rating + 10,
    }
    if said.get("status", "ranked") == "ranked":
        usual |= {"rank": rank, "rank_low": rank, "rank_high": rank}
    return usual | dict(said)
