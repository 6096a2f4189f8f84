"""Export an arena's votes as a log in the original arena's format, which the importer can read.

A record: `question_id, model_a, model_b, winner, judge, turn, anony, language, tstamp` as in published
`clean_battle` files, and `origin` (live, imported, simulated), `arena_tags` (names of battles.tags.Tag) and,
if votes that do not count are written too, `reason`. Unknown values are null. Judges and question ids are
pseudonyms: keyed hashes that cannot be traced to a voter, an address or a page of this site.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TextIO

import numpy as np
from django.db.models import Count

from battles.counting.eligibility import Reason
from battles.counting.ledger.arrays import VoteArrays
from battles.counting.ledger.reading import ORIGIN_NUMBERS, read_votes_of_day
from battles.counting.ledger.refresh import consistent_read
from battles.languages import LANGUAGES
from battles.models import Arena, Contender, Prompt, Vote
from battles.outcomes import EXPORT_NAMES, Outcome
from battles.site_keys import Purpose, find_oldest_key, keyed_hash
from battles.tags import Tag

CHUNK = 1_000
PSEUDONYM_DIGITS = 32

_ORIGIN_NAMES = {number: origin.value for origin, number in ORIGIN_NUMBERS.items()}
_LANGUAGE_NAMES = {language.number: language.name for language in LANGUAGES}


def write_votes(
    arena: Arena,
    file: TextIO,
    *,
    uncounted: bool = False,
    on_progress: Callable[[int], None] = lambda votes: None,
) -> int:
    """Write the arena's counted votes (with `uncounted` all, each with its reason) as a JSON array.

    The order is by time; votes without a time come first. All votes are read at one moment. Memory grows with
    the votes of one day. `on_progress` gets the number of votes just done. Returns the number written.
    """
    written = 0
    file.write("[")
    with consistent_read():
        names = exported_names(arena)
        for chunk in _chunks(arena, uncounted=uncounted):
            for record in _records(arena, chunk, names, uncounted=uncounted):
                file.write(",\n" if written else "\n")
                json.dump(record, file, ensure_ascii=False)
                written += 1
            on_progress(len(chunk))
    file.write("\n]\n")
    return written


def exported_names(arena: Arena) -> dict[int, str]:
    """Names by contender id: the log's own, else the public name; the slug if two contenders share a name."""
    contenders = list(Contender.objects.filter(arena=arena).select_related("model"))
    names = {each.pk: each.imported_name or each.public_name for each in contenders}
    uses = Counter(names.values())
    slugs = {each.pk: each.public_slug for each in contenders if uses[names[each.pk]] > 1}
    return names | slugs


def _chunks(arena: Arena, *, uncounted: bool) -> Iterator[VoteArrays]:
    days = sorted(
        Vote.objects.filter(arena=arena).values_list("day", flat=True).distinct(),
        key=lambda day: (day is not None, day),
    )
    for day in days:
        votes = read_votes_of_day(arena.pk, day)
        if not uncounted:
            votes = votes.where(votes.is_counted)
        for start in range(0, len(votes), CHUNK):
            here = np.zeros(len(votes), dtype=bool)
            here[start : start + CHUNK] = True
            yield votes.where(here)


def _records(
    arena: Arena, votes: VoteArrays, names: dict[int, str], *, uncounted: bool
) -> Iterator[dict[str, Any]]:
    turns = dict(
        Prompt.objects.filter(battle__in=votes.battle.tolist())
        .values("battle")
        .annotate(turns=Count("pk"))
        .values_list("battle", "turns")
        .order_by()
    )
    for battle, a, b, outcome, reason, origin, tags, voter, cast_at, language in zip(
        *(getattr(votes, column).tolist() for column in _COLUMNS), strict=True
    ):
        record = {
            "question_id": pseudonym(arena, "battle", battle),
            "model_a": names[a],
            "model_b": names[b],
            "winner": EXPORT_NAMES[Outcome(outcome)],
            "judge": f"voter_{pseudonym(arena, 'voter', voter)}" if voter else None,
            "turn": turns.get(battle),
            "anony": reason != Reason.SIDE_BY_SIDE,
            "language": _LANGUAGE_NAMES.get(language),
            "tstamp": None if np.isnan(cast_at) else round(cast_at, 6),
            "origin": _ORIGIN_NAMES[origin],
            "arena_tags": [name for bit, name in _TAG_NAMES.items() if tags & bit],
        }
        if uncounted:
            record["reason"] = None if reason == Reason.COUNTED else Reason(reason).slug
        yield record


_COLUMNS = (
    "battle",
    "contender_a",
    "contender_b",
    "outcome",
    "reason",
    "origin",
    "tags",
    "voter",
    "cast_at",
    "language",
)
_TAG_NAMES = {int(tag): tag.name.lower() for tag in Tag if tag.name}


def pseudonym(arena: Arena, kind: str, pk: int) -> str:
    """A stable pseudonym in every export of this arena: under the oldest key that the site still has."""
    return keyed_hash(find_oldest_key(Purpose.EXPORTS), f"{arena.pk} {kind} {pk}")[:PSEUDONYM_DIGITS]
