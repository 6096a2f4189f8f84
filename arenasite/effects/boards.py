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
from ratings.core.tally import Tally
from ratings.models import Standing
from ratings.rating import parameters_of, rate_counts
from ratings.snapshots import standings

TOP = 10
LINES = 30
NOWHERE = (None, None)


@dataclass(frozen=True, eq=False)
class BoardChange:
    """One category's counts before and after; both tallies index `contenders` (M,), ids, ascending."""

    category: Category
    contenders: NDArray[np.int64]
    before: Tally
    after: Tally


@dataclass(frozen=True)
class Moved:
    """One model on one board: its standing before and after, None where the board would not list it.

    places: its line on the board before and after, from 0.
    """

    name: str
    before: Standing | None
    after: Standing | None
    places: tuple[int | None, int | None]

    @property
    def by(self) -> float | None:
        """Points gained or lost; None where a side has no rating."""
        if not (self.before and self.after) or self.before.rating is None or self.after.rating is None:
            return None
        return self.after.rating - self.before.rating

    @property
    def move(self) -> str:
        """The same with its sign, for reading."""
        return "" if self.by is None else f"{self.by:+.2f}".replace("-", "−")

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
        ranked = any(rank is not None and rank <= TOP for rank in self.ranks)
        return ranked or any(place is not None and place < TOP for place in self.places)


@dataclass(frozen=True)
class BoardEffect:
    """One category: counted votes before and after, and every model in the order of before, then of after."""

    category: Category
    votes_before: int
    votes_after: int
    models: list[Moved]

    @property
    def top(self) -> list[Moved]:
        """The models listed first, before or after."""
        return [each for each in self.models if any(p is not None and p < TOP for p in each.places)]

    @cached_property
    def largest(self) -> Moved | None:
        """The model whose rating moves most."""
        moved = [each for each in self.models if each.by is not None]
        return max(moved, key=lambda each: abs(each.by), default=None)

    @cached_property
    def shown(self) -> list[Moved]:
        """The models worth a line: the top, and whoever gets another rank or leaves its interval."""
        worth = (each for each in self.models if each.is_at_top or each.changes_rank or each.leaves_interval)
        return list(islice(worth, LINES))

    @cached_property
    def rest(self) -> list[Moved]:
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
    def changed_ranks(self) -> list[Moved]:
        return [moved for moved in self.models if moved.changes_rank]

    @property
    def changed_at_top(self) -> list[Moved]:
        """The changes of rank that touch the top ten."""
        return [moved for moved in self.changed_ranks if moved.is_at_top]


def formula_of(arena: Arena) -> dict:
    """The arena's parameters, with intervals by formula instead of bootstrap rounds."""
    return {**parameters_of(arena), "rounds": 0}


def names_of(arena: Arena) -> dict[int, str]:
    """The name of every contender, by id."""
    contenders = Contender.objects.filter(arena=arena).select_related("model")
    return {contender.pk: contender.model.name for contender in contenders}


def rated(arena: Arena, changes: Iterable[BoardChange]) -> list[BoardEffect]:
    """Rate both sides of several boards of an arena, side by side on the processors there are."""
    parameters, names = formula_of(arena), names_of(arena)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        return list(pool.map(lambda change: board_effect(change, parameters, names), changes))


def board_effect(change: BoardChange, parameters: dict, names: Mapping[int, str]) -> BoardEffect:
    """Rate both sides and set them beside each other. Pure: it may run in a thread."""
    before, after = (
        standings(change.contenders, rate_counts(change.contenders, counts, parameters)[0])
        for counts in (change.before, change.after)
    )
    return BoardEffect(change.category, change.before.votes, change.after.votes, moves(before, after, names))


def moves(before: list[Standing], after: list[Standing], names: Mapping[int, str]) -> list[Moved]:
    """Every model listed before or after, in the order of before, then of after."""
    old = {standing.contender_id: (place, standing) for place, standing in enumerate(before)}
    new = {standing.contender_id: (place, standing) for place, standing in enumerate(after)}
    made = []
    for pk in dict.fromkeys([*old, *new]):
        (old_place, was), (new_place, becomes) = old.get(pk, NOWHERE), new.get(pk, NOWHERE)
        made.append(Moved(names[pk], was, becomes, (old_place, new_place)))
    return made
