"""Who met whom and how it went, from the counts a rebuild stored: what the page and the API show."""

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

TOP = 25
MOST = 60


@dataclass(frozen=True)
class Entrant:
    """One rated model. `battles` and `win_rate` leave ties out; None where every battle was a tie.

    `average_win_rate`: the mean of its win rates against each rated rival it ever won or lost against.
    """

    contender: Contender
    rating: float
    battles: int
    win_rate: float | None
    average_win_rate: float | None


@dataclass(frozen=True, eq=False)
class Matchups:
    """The first N rated models of a board, best first, and what happened between them.

    `total`: how many rated models the board has. `counts`: their votes, models numbered as `entrants`.
    """

    snapshot: Snapshot
    total: int
    entrants: list[Entrant]
    counts: OutcomeCounts

    @property
    def battles(self) -> NDArray[np.int64]:
        """(N, N) how often each pair met, ties among them."""
        return tables.battle_counts(self.counts)

    @property
    def decided(self) -> NDArray[np.int64]:
        """(N, N) how often each pair met and one of them won."""
        return tables.battle_counts(self.counts, ties=False)

    @property
    def win_fraction(self) -> NDArray[np.float64]:
        """(N, N) share of the decided battles that the row's model won, NaN where there is none."""
        return tables.win_fraction(self.counts)


def matchups_of(now: Published, category: str, *, top: int | None) -> Matchups | None:
    """The tables of one board's first `top` models (None: all); None where no counts are stored."""
    snapshot = now.snapshot(category, STANDARD)
    stored = stored_counts(snapshot) if snapshot else None
    if snapshot is None or stored is None:
        return None
    standings = list(
        snapshot.standings.filter(rating__isnull=False).select_related("contender__model").order_by("id")
    )
    places = np.searchsorted(stored.contenders, [standing.contender_id for standing in standings])
    counts = subset(stored.outcomes, places[:top])
    return Matchups(snapshot, len(standings), _entrants(standings, stored, places)[:top], counts)


def _entrants(standings: list[Standing], stored: StoredCounts, places: NDArray[np.intp]) -> list[Entrant]:
    if not standings:
        return []
    records = tables.records(stored.outcomes)
    average = tables.average_win_rate(subset(stored.outcomes, places))
    columns = zip(standings, records.battles[places], records.win_rate[places], average, strict=True)
    return [
        Entrant(standing.contender, standing.rating, int(met), number(won, 6), number(mean, 6))
        for standing, met, won, mean in columns
    ]


def envelope_of(found: Matchups, arena: str) -> dict[str, Any]:
    """What the API says. Matrices have a row and a column for each model, in the order of `models`."""
    return {
        "as_of": found.snapshot.as_of.isoformat(),
        "snapshot": found.snapshot.pk,
        "arena": arena,
        "category": found.snapshot.board.category,
        "models_rated": found.total,
        "models": [_model(each) for each in found.entrants],
        "battles": found.battles.tolist(),
        "battles_without_ties": found.decided.tolist(),
        "win_fraction": [[number(value) for value in row] for row in found.win_fraction.tolist()],
    }


def _model(entrant: Entrant) -> dict[str, Any]:
    contender = entrant.contender
    return {
        "model_id": contender.public_model_id,
        "slug": contender.public_slug,
        "name": contender.public_name,
        "rating": number(entrant.rating),
        "battles_without_ties": entrant.battles,
        "win_rate": number(entrant.win_rate),
        "average_win_rate": number(entrant.average_win_rate),
    }
