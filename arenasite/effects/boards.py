"""One board before and after a change, for rescans, previews of decisions and retrospects.

Both sides are computed the same way. Without bootstrap rounds in the parameters nothing is random: intervals
come from the sandwich formula, so every difference is caused by the votes.
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
    """One category's counts before and after; both index `contenders`, shape (M,), ascending ids."""

    category: Category
    contenders: NDArray[np.int64]
    before: OutcomeCounts
    after: OutcomeCounts


@dataclass(frozen=True, slots=True)
class BoardPosition:
    """One model on a board, like ratings.models.Standing; `line`: its position from 0."""

    line: int
    votes: int
    reason: str
    rank: int | None
    rating: float | None
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True)
class StandingChange:
    """One model's position before and after; None if the board does not list it."""

    name: str
    before: BoardPosition | None
    after: BoardPosition | None

    @property
    def lines(self) -> tuple[int | None, int | None]:
        """Its position on the board before and after, from 0."""
        return self.before and self.before.line, self.after and self.after.line

    @property
    def by(self) -> float | None:
        """Difference of the ratings in points; None if a side has no rating."""
        if not (self.before and self.after) or self.before.rating is None or self.after.rating is None:
            return None
        return self.after.rating - self.before.rating

    @property
    def move(self) -> str:
        """The difference as text with its sign."""
        shown = "" if self.by is None else f"{self.by:+.2f}".replace("-", "−")
        return "0.00" if shown in {"+0.00", "−0.00"} else shown

    @property
    def ranks(self) -> tuple[int | None, int | None]:
        """The rank before and after; None without a rank."""
        return self.before and self.before.rank, self.after and self.after.rank

    @property
    def changes_rank(self) -> bool:
        """Whether its rank changes, appears or disappears."""
        return self.ranks[0] != self.ranks[1]

    @property
    def leaves_interval(self) -> bool:
        """Whether its new rating is outside its old interval."""
        if self.by is None:
            return False
        low, high, rating = self.before.ci_low, self.before.ci_high, self.after.rating
        return (low is not None and rating < low) or (high is not None and rating > high)

    @property
    def is_at_top(self) -> bool:
        """Whether it has one of the first ten ranks or positions, before or after."""
        ranked = any(rank is not None and rank <= MAX_TOP_RANK for rank in self.ranks)
        return ranked or any(line is not None and line < MAX_TOP_RANK for line in self.lines)


@dataclass(frozen=True)
class BoardEffect:
    """One category: counted votes before and after, and every model in the old order, then the new one."""

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
        rated = [each for each in self.models if each.by is not None]
        return max(rated, key=lambda each: abs(each.by), default=None)

    @cached_property
    def shown(self) -> list[StandingChange]:
        """The models to list: the top ten, and models that change rank or leave their interval."""
        notable = (
            each for each in self.models if each.is_at_top or each.changes_rank or each.leaves_interval
        )
        return list(islice(notable, MAX_LINES))

    @cached_property
    def rest(self) -> list[StandingChange]:
        """All other models."""
        return [change for change in self.models if not any(change is each for each in self.shown)]

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
        return [change for change in self.models if change.changes_rank]

    @property
    def changed_at_top(self) -> list[StandingChange]:
        """The changes of rank that touch the top ten."""
        return [change for change in self.changed_ranks if change.is_at_top]


def get_formula_parameters(arena: Arena) -> dict:
    """The arena's rating parameters, with formula intervals instead of bootstrap rounds."""
    return {**build_parameters(arena), "rounds": 0}


def get_names(arena: Arena) -> dict[int, str]:
    """The name of every contender, by id."""
    contenders = Contender.objects.filter(arena=arena).select_related("model")
    return {contender.pk: contender.model.name for contender in contenders}


def rate_changes(
    arena: Arena, changes: Iterable[BoardChange], *, after: dict | None = None
) -> list[BoardEffect]:
    """Rate both sides of several boards of an arena in parallel, one thread per processor.

    after: the rating parameters of the second side, if they are others than the arena's.
    """
    parameters, names = get_formula_parameters(arena), get_names(arena)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        return list(pool.map(lambda change: board_effect(change, parameters, names, after=after), changes))


def board_effect(
    change: BoardChange, parameters: dict, names: Mapping[int, str], *, after: dict | None = None
) -> BoardEffect:
    """Rate both sides and compare them. It uses no database and may run in a thread.

    after: the rating parameters of the second side, if they are other ones.
    """
    sides = ((change.before, parameters), (change.after, after or parameters))
    before, later = (
        board_positions(change.contenders, rate_counts(change.contenders, counts, side)[0])
        for counts, side in sides
    )
    models = [
        StandingChange(names[pk], before.get(pk), later.get(pk)) for pk in dict.fromkeys([*before, *later])
    ]
    return BoardEffect(change.category, change.before.votes, change.after.votes, models)


def board_positions(contenders: NDArray[np.int64], ratings: Ratings) -> dict[int, BoardPosition]:
    """Position of every contender with votes by id, best first; contenders without a rating are last.

    Plain numbers instead of model instances: thousands of rows must take less than a second.
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
    return {pk: BoardPosition(line, *values) for line, (pk, *values) in enumerate(rows)}


def _numbers(column: NDArray[np.float64]) -> list[float | None]:
    return [None if value != value else value for value in column.tolist()]  # only NaN differs from itself
