"""What changed between two snapshots, and which changes are beyond the noise.

The rule for noise, the same in every place:
- A change of rating is beyond the noise where the two 95 % intervals do not overlap. Both snapshots share
  most of their votes, so their errors are correlated and the noise of the difference is smaller. The rule is
  conservative: it calls some real changes noise, and rarely noise a change.
- A change of rank is beyond the noise where the two rank spreads (best to worst rank) do not overlap.
- Where an interval or a spread lacks an end, there is no answer.
- Ratings of different scales (another method, anchor or anchor rating) are not compared.
- The mean of the rated models is a zero that moves with these models. Where a board has it, and the other
  board has the anchor's zero or other rated models, the earlier ratings are first raised so that the models
  rated on both boards have the same mean. With fewer than two such models ratings are not compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from ratings.models import Snapshot, Standing, Zero
from ratings.serialization.board import standing_to_json
from ratings.serialization.canonical_json import number

SCALE = ("anchor", "anchor_rating", "elo_k", "elo_initial")
"""Parameters that determine the zero and the unit of ratings."""


@dataclass(frozen=True)
class ContenderChange:
    """One contender that is on both boards. Changes are after minus before; None where either is missing.

    rank_change: negative for a better rank. is_rank_beyond_noise, is_rating_beyond_noise: None where it is
    unknown.
    """

    before: Standing
    after: Standing
    rating_change: float | None
    rank_change: int | None
    is_rating_beyond_noise: bool | None
    is_rank_beyond_noise: bool | None

    @property
    def is_move(self) -> bool:
        """Whether rank or status differ; ratings change a little with every vote."""
        return bool(self.rank_change) or self.before.status != self.after.status


@dataclass(frozen=True)
class ParameterChange:
    """An input besides votes that differs between the snapshots."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Alignment:
    """The earlier ratings raised by `points`: the `models` rated on both boards then have one mean."""

    points: float
    models: int


@dataclass(frozen=True)
class Differences:
    """From one snapshot to another.

    Attributes
    ----------
    entered, left : standings of contenders that only one of them lists, best first.
    both : all other contenders, in the order of the second.
    changed : inputs besides votes that differ.
    is_comparable : whether the ratings have the same unit, and the same zero after the alignment.
    alignment : how the ratings got the same zero; None where they have it by themselves.
    """

    before: Snapshot
    after: Snapshot
    entered: list[Standing]
    left: list[Standing]
    both: list[ContenderChange]
    changed: list[ParameterChange]
    is_comparable: bool
    alignment: Alignment | None = None

    @property
    def moved(self) -> list[ContenderChange]:
        """Contenders whose rank or status differ."""
        return [each for each in self.both if each.is_move]

    def by_contender(self) -> dict[int, ContenderChange]:
        """Contenders on both boards by id."""
        return {each.after.contender_id: each for each in self.both}


def differences(
    before: Snapshot,
    after: Snapshot,
    *,
    standings_before: Sequence[Standing],
    standings_after: Sequence[Standing],
) -> Differences:
    """Compare two boards by their standings, best first.

    A pure function: it reads nothing from the database.
    """
    old = {standing.contender_id: standing for standing in standings_before}
    new = {standing.contender_id: standing for standing in standings_after}
    changed = _changed(before, after)
    comparable = before.method == after.method and not {c.name for c in changed} & set(SCALE)
    alignment = None
    if comparable and not _have_same_zero(before, after, old, new):
        alignment = _align(old, new)
        comparable = alignment is not None
    points = alignment.points if alignment else 0.0
    return Differences(
        before,
        after,
        entered=[standing for pk, standing in new.items() if pk not in old],
        left=[standing for pk, standing in old.items() if pk not in new],
        both=[_compare(old[pk], standing, comparable, points) for pk, standing in new.items() if pk in old],
        changed=changed,
        is_comparable=comparable,
        alignment=alignment,
    )


def _have_same_zero(
    before: Snapshot, after: Snapshot, old: dict[int, Standing], new: dict[int, Standing]
) -> bool:
    """Whether both boards have the anchor's zero, or the mean of the same models.

    Also where a board rates no model: there is nothing to compare then.
    """
    rated = [{pk for pk, standing in each.items() if standing.rating is not None} for each in (old, new)]
    zeros = {_get_zero(before, old), _get_zero(after, new)}
    return not all(rated) or zeros == {Zero.ANCHOR} or (len(zeros) == 1 and rated[0] == rated[1])


def _get_zero(snapshot: Snapshot, standings: dict[int, Standing]) -> str:
    """What determines the zero; of a snapshot from before it was stored, by the anchor's rating."""
    if snapshot.zero:
        return snapshot.zero
    anchor = standings.get(snapshot.parameters.get("anchor"))
    return Zero.MEAN if anchor is None or anchor.rating is None else Zero.ANCHOR


def _align(old: dict[int, Standing], new: dict[int, Standing]) -> Alignment | None:
    """Put the models rated on both boards to the same mean; None for fewer than two."""
    pairs = [(old[pk].rating, new[pk].rating) for pk in old.keys() & new.keys()]
    changes = [after - before for before, after in pairs if before is not None and after is not None]
    return Alignment(fmean(changes), len(changes)) if len(changes) > 1 else None


def _changed(before: Snapshot, after: Snapshot) -> list[ParameterChange]:
    then, now = ({**each.parameters, **each.versions} for each in (before, after))
    return [
        ParameterChange(name, then.get(name), now.get(name))
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    ]


def _compare(before: Standing, after: Standing, comparable: bool, points: float) -> ContenderChange:
    ratings = (_raise(before.rating, points), after.rating) if comparable else (None, None)
    interval = _raise(before.ci_low, points), _raise(before.ci_high, points)
    intervals = interval, (after.ci_low, after.ci_high)
    spreads = (before.rank_low, before.rank_high), (after.rank_low, after.rank_high)
    return ContenderChange(
        before,
        after,
        rating_change=_difference(*ratings),
        rank_change=_difference(before.rank, after.rank),
        is_rating_beyond_noise=_is_apart(*intervals) if comparable else None,
        is_rank_beyond_noise=_is_apart(*spreads),
    )


def _raise(value: float | None, points: float) -> float | None:
    return None if value is None else value + points


def _difference(before: float | None, after: float | None) -> Any:
    return None if before is None or after is None else after - before


def _is_apart(before: tuple, after: tuple) -> bool | None:
    """Whether two closed intervals do not overlap; None where an end is missing."""
    if None in before or None in after:
        return None
    return before[1] < after[0] or after[1] < before[0]


RULE = (
    "A rating moved beyond the noise where its two 95 % intervals do not overlap, a rank where its two "
    "spreads do not. Both snapshots share most of their votes, so this is conservative. If `alignment` is "
    "not null, the zeros differ, and the earlier ratings were first raised by its points, so that the models "
    "rated on both boards have the same mean."
)


def envelope_of(diff: Differences) -> dict[str, Any]:
    """What the API says. `both`: in the order of the later board; what cannot be told is null."""
    board = diff.after.board
    return {
        "arena": board.arena.slug,
        "category": board.category,
        "method": diff.after.method,
        "from": _end(diff.before),
        "to": _end(diff.after),
        "rule": RULE,
        "is_comparable": diff.is_comparable,
        "alignment": None
        if diff.alignment is None
        else {"points": number(diff.alignment.points), "models": diff.alignment.models},
        "changed": [{"name": c.name, "from": c.before, "to": c.after} for c in diff.changed],
        "entered": [standing_to_json(standing, standing.contender) for standing in diff.entered],
        "left": [standing_to_json(standing, standing.contender) for standing in diff.left],
        "both": [_both(change) for change in diff.both],
    }


def _end(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "snapshot": snapshot.pk,
        "as_of": snapshot.as_of.isoformat(),
        "votes_counted": snapshot.votes_counted,
    }


def _both(change: ContenderChange) -> dict[str, Any]:
    before, contender = change.before, change.after.contender
    return standing_to_json(change.after, contender) | {
        "rating_before": number(before.rating),
        "rank_before": before.rank,
        "status_before": before.status,
        "rating_change": number(change.rating_change),
        "rank_change": change.rank_change,
        "is_rating_beyond_noise": change.is_rating_beyond_noise,
        "is_rank_beyond_noise": change.is_rank_beyond_noise,
    }
