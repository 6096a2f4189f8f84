"""One model against its rivals, and two models in every category, from the counts that rebuilds stored.

A share of points counts a tie as half a win, as the ratings do, so that predicted and observed compare.
"""

from dataclasses import dataclass

import numpy as np

from battles.models import Contender
from ratings.categories import CATEGORIES, Category
from ratings.core.bradley_terry import POINTS
from ratings.core.comparison import difference_error, probability_above
from ratings.core.outcome_counts import BOTH_BAD, TIES, WINS_FIRST, WINS_SECOND, OutcomeCounts, subset
from ratings.models import Snapshot, Standing
from ratings.published import STANDARD, Published
from ratings.rebuild.pair_counts import StoredCounts, stored_counts


@dataclass(frozen=True)
class PairRecord:
    """Battles of two models, as the first sees them."""

    wins: int
    losses: int
    ties: int

    @property
    def battles(self) -> int:
        return self.wins + self.losses + self.ties

    @property
    def share(self) -> float | None:
        """Percent of the points; None without battles."""
        return 100 * (self.wins + 0.5 * self.ties) / self.battles if self.battles else None


@dataclass(frozen=True)
class Rival:
    """One rival of a model. `expected`: percent of the points that the ratings predict; None if either has
    no rating.
    """

    contender: Contender
    rank: int | None
    record: PairRecord
    expected: float | None

    @property
    def surprise(self) -> float | None:
        """Observed minus predicted, in percentage points."""
        share = self.record.share
        return None if share is None or self.expected is None else share - self.expected


@dataclass(frozen=True)
class CategoryComparison:
    """Two models on the board of one category.

    `above`: percent, how sure it is that the first is better. `error`: standard error of the difference of
    their ratings, in points.
    """

    category: Category
    a: Standing
    b: Standing
    record: PairRecord
    expected: float | None
    above: float | None
    error: float | None = None

    @property
    def surer(self) -> float | None:
        """How sure it is, in percent, that the likelier of the two is better."""
        return None if self.above is None else max(self.above, 100 - self.above)


def list_rivals(now: Published, category: str, contender: Contender) -> list[Rival]:
    """List every model that met this one on a board, most battles first; empty where no counts are stored."""
    snapshot = now.snapshot(category, STANDARD)
    stored = stored_counts(snapshot) if snapshot else None
    if snapshot is None or stored is None:
        return []
    standings = {each.contender_id: each for each in snapshot.standings.select_related("contender__model")}
    own = standings.get(contender.pk)
    records = _records_of(stored, contender.pk)
    rivals = [
        Rival(
            standings[pk].contender,
            standings[pk].rank,
            record,
            _expected(own.rating, standings[pk].rating) if own else None,
        )
        for pk, record in records.items()
        if pk in standings
    ]
    return sorted(rivals, key=lambda rival: (-rival.record.battles, rival.contender.pk))


def compare_in_categories(now: Published, a: Contender, b: Contender) -> list[CategoryComparison]:
    """Compare two models of an arena on every standard board that lists both."""
    snapshots = {each.board.category: each for each in now.snapshots().filter(method=STANDARD)}
    standings: dict[int, dict[int, Standing]] = {}
    listed = Standing.objects.filter(
        snapshot__in=[each.pk for each in snapshots.values()], contender__in=[a, b]
    )
    for standing in listed:
        standings.setdefault(standing.snapshot_id, {})[standing.contender_id] = standing
    return [
        _compare(category, snapshots[category.slug], pair[a.pk], pair[b.pk])
        for category in CATEGORIES
        if category.slug in snapshots and len(pair := standings.get(snapshots[category.slug].pk, {})) == 2
    ]


def _compare(category: Category, snapshot: Snapshot, a: Standing, b: Standing) -> CategoryComparison:
    stored = stored_counts(snapshot)
    record = PairRecord(0, 0, 0)
    if stored is not None:
        record = _records_of(stored, a.contender_id).get(b.contender_id, record)
    error = _get_error(snapshot, stored, a, b)
    above = None if error is None else 100 * probability_above(a.rating - b.rating, error)
    return CategoryComparison(category, a, b, record, _expected(a.rating, b.rating), above, error)


def _get_error(snapshot: Snapshot, stored: StoredCounts | None, a: Standing, b: Standing) -> float | None:
    """Return the standard error of the difference in points; None if either has no rating."""
    if stored is None or a.rating is None or b.rating is None:
        return None
    rated = snapshot.standings.filter(rating__isnull=False).values_list("contender_id", "rating")
    ids, ratings = (np.array(column) for column in zip(*rated, strict=True))
    outcomes: OutcomeCounts = subset(stored.outcomes, np.searchsorted(stored.contenders, ids))
    i, j = (int(np.flatnonzero(ids == each.contender_id)[0]) for each in (a, b))
    return POINTS * difference_error(outcomes, ratings / POINTS, i, j)


def _records_of(stored: StoredCounts, contender: int) -> dict[int, PairRecord]:
    """Records of one contender by its rival's id."""
    place = int(np.searchsorted(stored.contenders, contender))
    if place == len(stored.contenders) or stored.contenders[place] != contender:
        return {}
    outcomes, records = stored.outcomes, {}
    for own, other, won, lost in (
        (outcomes.first, outcomes.second, WINS_FIRST, WINS_SECOND),
        (outcomes.second, outcomes.first, WINS_SECOND, WINS_FIRST),
    ):
        for row in np.flatnonzero(own == place).tolist():
            counts = outcomes.counts[row].tolist()
            records[int(stored.contenders[other[row]])] = PairRecord(
                counts[won], counts[lost], counts[TIES] + counts[BOTH_BAD]
            )
    return records


def _expected(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else 100 / (1 + 10 ** ((b - a) / 400))
