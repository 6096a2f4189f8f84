"""The records of an arena's vote log, in the original arena's columns and some of its own.

A record: `question_id, model_a, model_b, winner, judge, turn, anony, language, tstamp` and `conv_metadata` as
in published `clean_battle` files; and

- `order`: position in the log, from 1: times may be rounded
- `origin` (live, imported, simulated), `arena_tags` (names of battles.tags.Tag)
- `pair_probability`, `sampler`, `sampling_policy`, `sampling_policy_digest`: how likely the pair was drawn,
  by which rule and version of the sampler, and under which version of the policy with which parameters
- `evidence_tier`: battles.models.Vote.EvidenceTier
- `reason`, if votes that do not count are written too
- `conversation_a`, `conversation_b`, `conversation_withheld`, if conversations are asked for

Unknown values are null. Judges and question ids are pseudonyms: keyed hashes that cannot be traced to a
voter, an address or a page of this site; under a key of this export alone, unless the caller gives one.
"""

import bisect
import datetime as dt
import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO

import numpy as np
from django.db.models import Count

from battles.counting import (
    STYLE_COLUMNS,
    Reason,
    VoteArrays,
    consistent_read,
    read_votes_of_day,
    unpack,
)
from battles.counting.ledger.reading import ORIGIN_NUMBERS
from battles.exports.conversations import Screen, read_conversations
from battles.exports.formats import FORMATS
from battles.keys.site_keys import Purpose, find_oldest_key, keyed_hash
from battles.languages import LANGUAGES
from battles.models import Arena, Battle, Contender, Evidence, Prompt, SamplingPolicy, Segment, Vote
from battles.outcomes import EXPORT_NAMES, Outcome
from battles.tags import Tag

CHUNK = 1_000
PSEUDONYM_DIGITS = 32

_ORIGIN_NAMES = {number: origin.value for origin, number in ORIGIN_NUMBERS.items()}
_LANGUAGE_NAMES = {language.number: language.name for language in LANGUAGES}

Pseudonyms = Callable[[str, int], str]
"""From a kind (battle, voter) and an id to a pseudonym."""


@dataclass
class Counts:
    """Votes of the arena by reason, and the number written.

    conversations: those written, and those withheld by reason; empty if they were not asked for.
    """

    written: int = 0
    by_reason: Counter[str] = field(default_factory=Counter)
    conversations: Counter[str] = field(default_factory=Counter)


def salted(salt: bytes) -> Pseudonyms:
    """Return pseudonyms under a salt: other salts give pseudonyms that nobody can link to these."""

    def pseudonym(kind: str, pk: int) -> str:
        return hmac.new(salt, f"{kind} {pk}".encode(), hashlib.sha256).hexdigest()[:PSEUDONYM_DIGITS]

    return pseudonym


def write_votes(
    arena: Arena,
    file: BinaryIO,
    *,
    file_format: str = "clean_battle",
    uncounted: bool = False,
    pseudonyms: Pseudonyms | None = None,
    round_seconds: int = 0,
    evidence: Evidence | None = None,
    screen: Screen | None = None,
    on_progress: Callable[[int], None] = lambda votes: None,
) -> Counts:
    """Write the arena's counted votes (with `uncounted` all, each with its reason).

    pseudonyms: None for those that every export of this arena shares. round_seconds: times are rounded down
    to it. evidence: the votes of this ledger version instead of those of now. screen: conversations are
    written where it finds nothing private (see battles.exports.conversations); None: no conversations. The
    order is by time; votes without a time come first. All votes are read at one moment. Memory grows with
    the votes of one day. `on_progress` gets the number of votes just done.
    """
    named = pseudonyms or (lambda kind, pk: pseudonym(arena, kind, pk))
    counts = Counts()
    writer = FORMATS[file_format].open(file)
    with consistent_read():
        names, policies = exported_names(arena), _read_policies(arena)
        for votes in _days(arena, evidence):
            for reason, number in zip(*np.unique(votes.reason, return_counts=True), strict=True):
                counts.by_reason[Reason(int(reason)).slug] += int(number)
            wanted = votes if uncounted else votes.where(votes.is_counted)
            for start in range(0, len(wanted), CHUNK):
                chunk = wanted.slice(start, start + CHUNK)
                texts = read_conversations(chunk.battle.tolist(), screen) if screen else {}
                records = _records(chunk, names, policies, named, uncounted=uncounted)
                for battle, record in zip(chunk.battle.tolist(), records, strict=True):
                    counts.written += 1
                    if texts:
                        record |= texts[battle]
                        counts.conversations[record["conversation_withheld"] or "written"] += 1
                    at = record["tstamp"]
                    rounded = at // round_seconds * round_seconds if at is not None and round_seconds else at
                    writer.add(record | {"order": counts.written, "tstamp": rounded})
            on_progress(len(votes))
    writer.close()
    return counts


def _days(arena: Arena, evidence: Evidence | None) -> Iterator[VoteArrays]:
    """The votes of one day after another."""
    if evidence is not None:
        for pk in evidence.segments:
            yield unpack(bytes(Segment.objects.values_list("data", flat=True).get(pk=pk)))
        return
    days = Vote.objects.filter(arena=arena).values_list("day", flat=True).distinct()
    for day in sorted(days, key=lambda day: (day is not None, day)):
        yield read_votes_of_day(arena.pk, day)


def _read_policies(arena: Arena) -> list[tuple[float, int, str]]:
    """(time of its beginning, id, digest of its parameters) of every sampling policy, oldest first."""
    policies = SamplingPolicy.objects.filter(arena=arena).order_by("effective_from", "pk")
    return [(policy.effective_from.timestamp(), policy.pk, policy.digest) for policy in policies]


def exported_names(arena: Arena) -> dict[int, str]:
    """Names by contender id: the log's own, else the public name; the slug if two contenders share a name."""
    contenders = list(Contender.objects.filter(arena=arena).select_related("model"))
    names = {each.pk: each.imported_name or each.public_name for each in contenders}
    uses = Counter(names.values())
    slugs = {each.pk: each.public_slug for each in contenders if uses[names[each.pk]] > 1}
    return names | slugs


def _records(
    votes: VoteArrays,
    names: dict[int, str],
    policies: list[tuple[float, int, str]],
    named: Pseudonyms,
    *,
    uncounted: bool,
) -> Iterator[dict[str, Any]]:
    battles = votes.battle.tolist()
    turns = dict(
        Prompt.objects.filter(battle__in=battles)
        .values("battle")
        .annotate(turns=Count("pk"))
        .values_list("battle", "turns")
        .order_by()
    )
    opened, samplers = {}, {}
    rows = Battle.objects.filter(pk__in=battles).values_list("pk", "origin", "opened_at", "sampler")
    for pk, origin, opened_at, sampler in rows:
        samplers[pk] = sampler or None
        if origin == Battle.Origin.LIVE:
            opened[pk] = opened_at
    columns = {name: getattr(votes, name).tolist() for name in _COLUMNS}
    for row in map(dict, map(partial(zip, columns), zip(*columns.values(), strict=True))):
        voter, at, chance = row["voter"], row["cast_at"], row["pair_probability"]
        policy = _policy_at(policies, opened.get(row["battle"]))
        record = {
            "question_id": named("battle", row["battle"]),
            "model_a": names[row["contender_a"]],
            "model_b": names[row["contender_b"]],
            "winner": EXPORT_NAMES[Outcome(row["outcome"])],
            "judge": f"voter_{named('voter', voter)}" if voter else None,
            "turn": turns.get(row["battle"]),
            "anony": row["reason"] != Reason.SIDE_BY_SIDE,
            "language": _LANGUAGE_NAMES.get(row["language"]),
            "tstamp": None if np.isnan(at) else round(at, 6),
            "conv_metadata": _build_metadata(row["style"]),
            "origin": _ORIGIN_NAMES[row["origin"]],
            "arena_tags": [name for bit, name in _TAG_NAMES.items() if row["tags"] & bit],
            "pair_probability": None if np.isnan(chance) else chance,
            "sampler": samplers.get(row["battle"]),
            "sampling_policy": policy[1] if policy else None,
            "sampling_policy_digest": policy[2] if policy else None,
            "evidence_tier": row["evidence_tier"] or None,
        }
        if uncounted:
            reason = row["reason"]
            record["reason"] = None if reason == Reason.COUNTED else Reason(reason).slug
        yield record


def _policy_at(
    policies: list[tuple[float, int, str]], opened_at: dt.datetime | None
) -> tuple[float, int, str] | None:
    """The stored policy in effect when a battle was opened; None for the defaults and for imported votes."""
    if opened_at is None:
        return None
    place = bisect.bisect_right(policies, opened_at.timestamp(), key=lambda policy: policy[0])
    return policies[place - 1] if place else None


def _build_metadata(style: list[int]) -> dict[str, Any] | None:
    """The style of both answers in the original's shape; None where any number is unknown.

    Levels, kinds of lists and of bold are not kept apart here: the sum stands at the first.
    """
    if min(style) < 0:
        return None
    counts = dict(zip(STYLE_COLUMNS, style, strict=True))
    metadata: dict[str, Any] = {}
    for side in "ab":
        metadata |= {
            f"sum_assistant_{side}_tokens": counts[f"tokens_{side}"],
            f"header_count_{side}": {"h1": counts[f"headers_{side}"]} | dict.fromkeys(_OTHER_LEVELS, 0),
            f"list_count_{side}": {"ordered": counts[f"lists_{side}"], "unordered": 0},
            f"bold_count_{side}": {"**": counts[f"bold_{side}"], "__": 0},
        }
    return metadata


_OTHER_LEVELS = ("h2", "h3", "h4", "h5", "h6")
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
    "style",
    "pair_probability",
    "evidence_tier",
)
_TAG_NAMES = {int(tag): tag.name.lower() for tag in Tag if tag.name}


def pseudonym(arena: Arena, kind: str, pk: int) -> str:
    """A stable pseudonym in every export of this arena: under the oldest key that the site still has."""
    return keyed_hash(find_oldest_key(Purpose.EXPORTS), f"{arena.pk} {kind} {pk}")[:PSEUDONYM_DIGITS]
