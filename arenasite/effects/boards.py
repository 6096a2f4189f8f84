"""One board before and after: the mechanism that rescans, previews of decisions and looks back share.

Both sides are computed the same way. Unless the parameters ask for bootstrap rounds nothing is drawn:
intervals come from the sandwich formula, so that whatever differs between the sides is the votes' doing.
"""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from battles.models import Arena, Contender
from ratings.categories import Category
from ratings.core import OutcomeCounts, Ratings, Reason
from ratings.rebuild import build_parameters, rate_counts, sort_by_rating

MAX_TOP_RANK = 10
MAX_LINES = 30
REASONS = {int(reason): reason.name.lower() if reason else "" for reason in Reason}


@dataclass(frozen=True, eq=False)
class BoardChange:
    """One category's counts before and after; both tallies index `contenders` (M,), ids, ascending."""

    category: Category
    contenders: NDArray[np.int64]
    before: OutcomeCounts
    after: OutcomeCounts


@dataclass(frozen=True, slots=True)
class BoardPosition:
    """What a board says of one model, as ratings.models.Standing does; `line`: where on it, from 0."""

    line: int
    votes: int
    reason: str
    rank: int | None
    rating: float | None
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True)
class StandingChange:
    """One model on one board: its place before and after, None where the board would not list it."""

    name: str
    before: BoardPosition | None
    after: BoardPosition | None

    @property
    def lines(self) -> tuple[int | None, int | None]:
        """Its line on the board before and after, from 0."""
        return self.before and self.before.line, self.after and self.after.line

    @property
    def by(self) -> float | None:
        """Points gained or lost; None where a side has no rating."""
        if not (self.before and self.after) or self.before.rating is None or self.after.rating is None:
            return None
        return self.after.rating - self.before.rating

    @property
    def move(self) -> str:
        """The same with its sign, for reading."""
        shown = "" if self.by is None else f"{self.by:+.2f}".replace("-", "−")
        return "0.00" if shown in {"+0.00", "−0.00"} else shown

    @property
    def ranks(self) -> tuple[int | None, int | None]:
        """The rank before and after, None for none."""
        return self.before and self.before.rank, self.after and self.after.rank

    @property
    def changes_rank(self) -> bool:
        """Whether it gets another rank, loses its rank or wins one."""
        return self.ranks[0] != self.ranks[1]

    @property
    def leaves_interval(self) -> bool:
        """Whether its new rating lies outside its interval of before."""
        if self.by is None:
            return False
        low, high, rating = self.before.ci_low, self.before.ci_high, self.after.rating
        return (low is not None and rating < low) or (high is not None and rating > high)

    @property
    def is_at_top(self) -> bool:
        """Whether it has one of the first ten ranks or lines, before or after."""
        ranked = any(rank is not None and rank <= MAX_TOP_RANK for rank in self.ranks)
        return ranked or any(line is not None and line < MAX_TOP_RANK for line in self.lines)


@dataclass(frozen=True)
class BoardEffect:
    """One category: counted votes before and after, and every model in the order of before, then of after."""

    category: Category
    votes_before: int
    votes_after: int
    models: list[StandingChange]

    @property
    def top(self) -> list[StandingChange]:
        """The models listed first, before or after."""
        return [
            each
            for each in self.models
            if any(line is not None and line < MAX_TOP_RANK for line in each.lines)
        ]

    @cached_property
    def largest(self) -> StandingChange | None:
        """The model whose rating moves most."""
        moved = [each for each in self.models if each.by is not None]
        return max(moved, key=lambda each: abs(each.by), default=None)

    @cached_property
    def shown(self) -> list[StandingChange]:
        """The models worth a line: the top, and whoever gets another rank or leaves its interval."""
        worth = (each for each in self.models if each.is_at_top or each.changes_rank or each.leaves_interval)
        return list(islice(worth, MAX_LINES))

    @cached_property
    def rest(self) -> list[StandingChange]:
        """All other models."""
        return [moved for moved in self.models if not any(moved is each for each in self.shown)]

    @property
    def rest_size(self) -> float:
        """The largest move of a rating among the rest, in points."""
        return max((abs(each.by) for each in self.rest if each.by is not None), default=0.0)

    @property
    def size(self) -> float:
        """The largest move of a rating, in points."""
        return abs(self.largest.by) if self.largest else 0.0

    @cached_property
    def changed_ranks(self) -> list[StandingChange]:
        return [moved for moved in self.models if moved.changes_rank]

    @property
    def changed_at_top(self) -> list[StandingChange]:
        """The changes of rank that touch the top ten."""
        return [moved for moved in self.changed_ranks if moved.is_at_top]


def get_formula_parameters(arena: Arena) -> dict:
    """The arena's parameters, with intervals by formula instead of bootstrap rounds."""
    return {**build_parameters(arena), "rounds": 0}


def get_names(arena: Arena) -> dict[int, str]:
    """The name of every contender, by id."""
    contenders = Contender.objects.filter(arena=arena).select_related("model")
    return {contender.pk: contender.model.name for contender in contenders}


def rate_changes(arena: Arena, changes: Iterable[BoardChange]) -> list[BoardEffect]:
    """Rate both sides of several boards of an arena, side by side on the processors there are."""
    parameters, names = get_formula_parameters(arena), get_names(arena)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        return list(pool.map(lambda change: board_effect(change, parameters, names), changes))


def board_effect(change: BoardChange, parameters: dict, names: Mapping[int, str]) -> BoardEffect:
    """Rate both sides and set them beside each other. Pure: it may run in a thread."""
    before, after = (
        board_positions(change.contenders, rate_counts(change.contenders, counts, parameters)[0])
        for counts in (change.before, change.after)
    )
    models = [
        StandingChange(names[pk], before.get(pk), after.get(pk)) for pk in dict.fromkeys([*before, *after])
    ]
    return BoardEffect(change.category, change.before.votes, change.after.votes, models)


def board_positions(contenders: NDArray[np.int64], ratings: Ratings) -> dict[int, BoardPosition]:
    """Every contender's place by id, best first; without a rating last, without a vote not at all.

    Rows of numbers, not of models: there may be thousands, within a second.
    """
    order = sort_by_rating(ratings, contenders)
    order = order[ratings.votes[order] > 0]
    rows = zip(
        contenders[order].tolist(),
        ratings.votes[order].tolist(),
        (REASONS[code] for code in ratings.reason[order].tolist()),
        (rank or None for rank in ratings.rank[order].tolist()),
        *(_numbers(column[order]) for column in (ratings.rating, ratings.ci_low, ratings.ci_high)),
        strict=True,
    )
    return {pk: BoardPosition(line, *said) for line, (pk, *said) in enumerate(rows)}


def _numbers(column: NDArray[np.float64]) -> list[float | None]:
    return [None if value != value else value for value in column.tolist()]  # only NaN differs from itself
