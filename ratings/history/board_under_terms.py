"""The board that an arena would have under other counting terms, computed on request and cached."""

import datetime as dt
from dataclasses import dataclass

from battles.counting import CountingTerms, Days, apply_terms, load_verified_votes
from battles.models import Arena, Evidence
from ratings.categories import BY_SLUG
from ratings.history.rate_day import DayRating, build_unstored_snapshot, rate_days, to_rating
from ratings.models import Snapshot, Standing
from ratings.rebuild.method_specs import Method
from ratings.rebuild.methods import build_parameters
from ratings.rebuild.selection import select


@dataclass(frozen=True)
class BoardUnderTerms:
    """A board of all votes of an evidence under some terms. The snapshot is not stored."""

    snapshot: Snapshot
    standings: list[Standing]


def rate_under_terms(
    evidence: Evidence, arena: Arena, terms: CountingTerms, *, category: str, method: str, as_of: dt.datetime
) -> BoardUnderTerms:
    """Rate the votes of an evidence that count under these terms. Raises Busy (see `compute_once`)."""
    days = _all_days(evidence)
    rating = rate_days(days, category, method, build_parameters(arena), terms=terms)
    return BoardUnderTerms(*build_unstored_snapshot(rating, arena, category, method, days=days, as_of=as_of))


def recompute_under_terms(
    evidence: Evidence, arena: Arena, terms: CountingTerms, *, category: str, method: str
) -> list[str]:
    """Compute the same board from the evidence alone, after a check of every digest.

    Returns the differences from what the site serves. Raises MissingSegment, CorruptSegment, Busy.
    """
    parameters = build_parameters(arena)
    votes = apply_terms(load_verified_votes(evidence), terms)
    declared = BY_SLUG[category]
    fresh = to_rating(select(votes, declared), declared, Method(method), parameters, terms=terms)
    served = rate_days(_all_days(evidence), category, method, parameters, terms=terms)
    return list_differences(served, fresh)


def list_differences(served: DayRating, fresh: DayRating) -> list[str]:
    """Where two ratings differ, in words."""
    board = [
        f"{name}: {served.board[name]!r} served, {value!r} computed"
        for name, value in fresh.board.items()
        if served.board[name] != value
    ]
    before, after = dict(served.standings), dict(fresh.standings)
    models = [
        f"contender {pk}: {before.get(pk)} served, {after.get(pk)} computed"
        for pk in dict.fromkeys([*before, *after])
        if before.get(pk) != after.get(pk)
    ]
    return [*board, *models]


def _all_days(evidence: Evidence) -> Days:
    """Every segment of an evidence, also the one without a day."""
    return Days(tuple(evidence.segments), evidence.digest, None, None, 0)
