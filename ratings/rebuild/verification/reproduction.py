"""Compute stored snapshots again from their evidence, and compare digit for digit."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from battles.counting import CorruptSegment, MissingSegment, VoteArrays, load_verified_votes
from ratings.categories import BY_SLUG
from ratings.models import Snapshot, Standing
from ratings.rebuild.method_specs import fit_methods
from ratings.rebuild.methods import RULES, MethodResult
from ratings.rebuild.selection import Selection, select
from ratings.rebuild.snapshot_fields import ADDED_LATER, SNAPSHOT_FIELDS, STANDING_FIELDS
from ratings.rebuild.snapshots import build_rated_board, build_snapshot, build_standings, versions
from ratings.serialization.canonical_json import number

SERVED = ("rating", "ci_low", "ci_high", "rank", "rank_low", "rank_high", "votes", "status")


class NotReproducible(Exception):
    """The evidence, or the category rule that selected from it, no longer exists as it was."""


@dataclass(frozen=True)
class Reproduction:
    """One snapshot computed again.

    Attributes
    ----------
    snapshot : the stored snapshot.
    differences : differences from what is stored, in words; empty where all digits are equal.
    changes : what differs about the program, with the possible effect on digits.
    """

    snapshot: Snapshot
    differences: list[str]
    changes: list[str]


def reproduce(snapshots: Iterable[Snapshot]) -> Iterator[Reproduction]:
    """Compute each snapshot again. Raises NotReproducible.

    Votes are loaded once for consecutive snapshots of the same evidence, and rated once for consecutive
    snapshots of the same rebuild and board.
    """
    evidence, board = None, None
    for snapshot in snapshots:
        if evidence != snapshot.rebuild.evidence_id:
            evidence, votes = snapshot.rebuild.evidence_id, _votes(snapshot)
        if board != (snapshot.rebuild_id, snapshot.board_id):
            board = (snapshot.rebuild_id, snapshot.board_id)
            selection, rated = _rate_again(snapshot, votes)
        again = next(each for each in rated if each.method == snapshot.method)
        yield Reproduction(snapshot, _differences(snapshot, selection, again), changes_since(snapshot))


def changes_since(snapshot: Snapshot) -> list[str]:
    """Whatever besides evidence and parameters affects the digits and differs from then."""
    changes = []
    rules = snapshot.parameters.get("rules")
    if rules != RULES:
        changes.append(f"rules {rules} then, {RULES} now: the numbers themselves may differ")
    now = versions()
    for package, version in snapshot.versions.items():
        if package == "numpy" and now.get(package) != version:
            changes.append(
                f"numpy {version} then, {now.get(package)} now: other random numbers, so intervals and what "
                "follows from them may differ within their Monte-Carlo noise"
            )
    return changes


def _votes(snapshot: Snapshot) -> VoteArrays:
    try:
        return load_verified_votes(snapshot.rebuild.evidence)
    except MissingSegment as error:
        raise NotReproducible(f"Snapshot {snapshot.pk}: its evidence is gone: {error}.") from error
    except CorruptSegment as error:
        raise NotReproducible(f"Snapshot {snapshot.pk}: its evidence is damaged: {error}.") from error


def _rate_again(snapshot: Snapshot, votes: VoteArrays) -> tuple[Selection, list[MethodResult]]:
    slug = snapshot.board.category
    category = BY_SLUG.get(slug)
    version = snapshot.parameters.get("category_version")
    if category is None or category.version != version:
        now = "is not declared any more" if category is None else f"has version {category.version} now"
        raise NotReproducible(
            f"Snapshot {snapshot.pk}: the rule of category {slug} had version {version} and {now}, "
            "so its votes cannot be selected as they were."
        )
    selection = select(votes, category)
    try:
        return selection, fit_methods(selection, snapshot.parameters)
    except KeyError as error:
        raise NotReproducible(f"Snapshot {snapshot.pk}: its parameters lack {error}.") from error


def _differences(stored: Snapshot, selection: Selection, again: MethodResult) -> list[str]:
    board = build_rated_board(
        BY_SLUG[stored.board.category], selection, [again], stored.parameters, seconds=stored.seconds
    )
    fresh = build_snapshot(stored.rebuild, stored.board, board, again)
    standings = list(stored.standings.select_related("contender__model").order_by("id"))
    board_differences = [
        _words(name, getattr(stored, name), getattr(fresh, name))
        for name in SNAPSHOT_FIELDS
        if _is_stored(stored, name) and getattr(stored, name) != getattr(fresh, name)
    ]
    return [
        *board_differences,
        *_standing_differences(standings, build_standings(selection.contenders, again)),
        *_served(stored, standings),
    ]


def _is_stored(row: Snapshot | Standing, name: str) -> bool:
    """Whether a row has this field; it does not if it was stored before the field existed."""
    return name not in ADDED_LATER or getattr(row, name) != ADDED_LATER[name]


def _standing_differences(standings: list[Standing], fresh: list[Standing]) -> Iterator[str]:
    names = {standing.contender_id: standing.contender.model.slug for standing in standings}
    computed = {standing.contender_id: standing for standing in fresh}
    if list(names) != list(computed):
        yield _words("contenders in order", list(names), list(computed))
    for standing in standings:
        again = computed.get(standing.contender_id)
        for field in STANDING_FIELDS if again else ():
            values = getattr(standing, field), getattr(again, field)
            if _is_stored(standing, field) and values[0] != values[1]:
                yield _words(f"{names[standing.contender_id]}: {field}", *values)


def _served(stored: Snapshot, standings: list[Standing]) -> Iterator[str]:
    """Where the bytes that the API serves differ from the standings."""
    body = bytes(stored.body)
    if hashlib.sha256(body).hexdigest()[:32] != stored.etag:
        yield "the bytes that the API serves do not have their digest"
        return
    served_rows = [tuple(row[name] for name in SERVED) for row in json.loads(body)["rows"]]
    stored_rows = [tuple(_shown(getattr(standing, name)) for name in SERVED) for standing in standings]
    if served_rows != stored_rows:
        yield "the bytes that the API serves differ from the standings"


def _shown(value: float | str | None) -> float | str | None:
    return number(value) if isinstance(value, float) else value


def _words(what: str, stored: object, computed: object) -> str:
    return f"{what}: {stored!r} stored, {computed!r} computed"
