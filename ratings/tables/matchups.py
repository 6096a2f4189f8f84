"""Battles and wins for each pair of models, read from the counts that a rebuild stored."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from battles.models import Contender
from ratings.core import tables
from ratings.core.outcome_counts import OutcomeCounts, subset
from ratings.models import Snapshot, Standing
from ratings.published import STANDARD, Published
from ratings.rebuild.pair_counts import StoredCounts, stored_counts
from ratings.serialization.canonical_json import number

DEFAULT_TOP = 25
MAX_TOP = 60


@dataclass(frozen=True)
class RatedModel:
    """One rated model. `battles` and `win_rate` leave ties out; the rate is None if every battle was a tie.

    `average_win_rate`: mean of its win rates against each rated rival with at least one decided battle.
    """

    contender: Contender
    rating: float
    battles: int
    win_rate: float | None
    average_win_rate: float | None


@dataclass(frozen=True, eq=False)
class Matchups:
    """The first N rated models of a board, best first, and the votes between them.

    `total`: number of rated models on the board. `counts` numbers the models as `models` does.
    """

    snapshot: Snapshot
    total: int
    models: list[RatedModel]
    counts: OutcomeCounts

    @property
    def battles(self) -> NDArray[np.int64]:
        """(N, N) battles of each pair, including ties."""
        return tables.battle_counts(self.counts)

    @property
    def decided(self) -> NDArray[np.int64]:
        """(N, N) battles of each pair that were not ties."""
        return tables.battle_counts(self.counts, ties=False)

    @property
    def win_fraction(self) -> NDArray[np.float64]:
        """(N, N) share of the decided battles that the row's model won, NaN without decided battles."""
        return tables.win_fraction(self.counts)


def build_matchups(now: Published, category: str, *, top: int | None) -> Matchups | None:
    """Build the tables of a board's first `top` models (None: all). Returns None if no counts are stored."""
    snapshot = now.snapshot(category, STANDARD)
    stored = stored_counts(snapshot) if snapshot else None
    if snapshot is None or stored is None:
        return None
    standings = list(
        snapshot.standings.filter(rating__isnull=False).select_related("contender__model").order_by("id")
    )
    places = np.searchsorted(stored.contenders, [standing.contender_id for standing in standings])
    counts = subset(stored.outcomes, places[:top])
    return Matchups(snapshot, len(standings), _rated_models(standings, stored, places)[:top], counts)


def _rated_models(
    standings: list[Standing], stored: StoredCounts, places: NDArray[np.intp]
) -> list[RatedModel]:
    if not standings:
        return []
    records = tables.records(stored.outcomes)
    average = tables.average_win_rate(subset(stored.outcomes, places))
    columns = zip(standings, records.battles[places], records.win_rate[places], average, strict=True)
    return [
        RatedModel(standing.contender, standing.rating, int(met), number(won, 6), number(mean, 6))
        for standing, met, won, mean in columns
    ]


def matchups_to_json(matchups: Matchups, arena: str) -> dict[str, Any]:
    """Return the API's answer. Matrices have a row and a column for each model, in the order of `models`."""
    return {
        "as_of": matchups.snapshot.as_of.isoformat(),
        "snapshot": matchups.snapshot.pk,
        "arena": arena,
        "category": matchups.snapshot.board.category,
        "models_rated": matchups.total,
        "models": [_model_to_json(each) for each in matchups.models],
        "battles": matchups.battles.tolist(),
        "battles_without_ties": matchups.decided.tolist(),
        "win_fraction": [[number(value) for value in row] for row in matchups.win_fraction.tolist()],
    }


def _model_to_json(model: RatedModel) -> dict[str, Any]:
    contender = model.contender
    return {
        "model_id": contender.public_model_id,
        "slug": contender.public_slug,
        "name": contender.public_name,
        "rating": number(model.rating),
        "battles_without_ties": model.battles,
        "win_rate": number(model.win_rate),
        "average_win_rate": number(model.average_win_rate),
    }
