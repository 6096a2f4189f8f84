"""Keys of imported votes. The same vote gets the same key, so that an import can be run twice.

- A vote with an id is identified by that id.
- A vote with a time is identified by pair, outcome, time and voter. Two records that agree in all of these
  are the same vote. (In the 2,061 votes of GenAI-Arena no two votes share even their time; logs that were
  merged or exported twice repeat whole records.)
- A vote with neither is identified by its content and by how many equal records came before it in its log:
  "A beat B" twice is two votes, and a line more at the top of the log is one vote more. So is a vote whose
  time is a date, and one without a voter in a log with times of whole minutes.
  Two such logs in one arena are distinguished by the name of their source, if they have one.
"""

import datetime as dt
import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from json.encoder import encode_basestring_ascii as json_text
from typing import NamedTuple

from battles.imports.records import ImportedVote, plain_name
from battles.outcomes import Outcome

_NAMESPACE = uuid.UUID("6a0b9c5e-5d0f-5c5e-9d0b-3f0f3c1b7a55")
_MIDNIGHT = dt.time()


_DIGITS = tuple(map(str, range(max(Outcome) + 1)))
"""The outcomes as texts: an index takes a quarter of the time of a format (0.1 and 0.4 µs)."""

_VERSION_5 = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


class Place(NamedTuple):
    """Where a vote is in its log.

    number: of its record. occurrence: 1 for the first of equal records, 2 for the second …; 0 for a vote that
    is identified without it.
    """

    number: int
    occurrence: int = 0


class Placer:
    """Counts equal records of one log. Its first batch decides whether times are of whole minutes."""

    def __init__(self) -> None:
        self._seen: Counter[bytes] = Counter()
        self._has_minutes: bool | None = None

    def place(
        self, numbers: Sequence[int], votes: Sequence[ImportedVote]
    ) -> list[tuple[Place, ImportedVote]]:
        """Each vote with its place, in order. `numbers` are those of their records."""
        if self._has_minutes is None:
            times = [vote.cast_at for vote in votes if vote.cast_at is not None]
            self._has_minutes = bool(times) and all(
                not time.second and not time.microsecond for time in times
            )
        return [
            (Place(number, self._count(vote) if self._is_by_occurrence(vote) else 0), vote)
            for number, vote in zip(numbers, votes, strict=True)
        ]

    def _count(self, vote: ImportedVote) -> int:
        """The number of votes with this content so far, this one included."""
        digest = hashlib.blake2b(_content_text(vote).encode(), digest_size=8).digest()
        self._seen[digest] += 1
        return self._seen[digest]

    def _is_by_occurrence(self, vote: ImportedVote) -> bool:
        if vote.record_id is not None:
            return False
        return is_without_time(vote) or bool(self._has_minutes and vote.voter is None and vote.item is None)


def arena_namespace(arena_id: int) -> bytes:
    """The namespace of one arena's keys: the same log in two arenas is two sets of votes."""
    return uuid.uuid5(_NAMESPACE, f"arena {arena_id}").bytes


def is_without_time(vote: ImportedVote) -> bool:
    """Whether a vote has neither an id nor a time. A time of exactly midnight is a date."""
    if vote.record_id is not None:
        return False
    moment = vote.cast_at
    return moment is None or (moment.hour == moment.minute == 0 and moment.time() == _MIDNIGHT)


def battle_keys(namespace: bytes, votes: Iterable[tuple[Place, ImportedVote]], *, source: str) -> list[str]:
    """The keys of votes at their places in a log: UUIDs as 32 hexadecimal digits."""
    return _uuids5(namespace, [_identity_text(place, vote, source) for place, vote in votes])


def _identity_text(place: Place, vote: ImportedVote, source: str) -> str:
    if vote.record_id is not None:
        return f'["id", {json_text(vote.record_id)}]'
    content = _content_text(vote)
    if place.occurrence:
        return f'{content[:-1]}, {json_text(source)}, "occurrence", {place.occurrence}]'
    return content


def older_key(namespace: bytes, vote: ImportedVote, *, place: Place, source: str) -> str | None:
    """The key that version 0.1 gave this vote, where it differs; None elsewhere."""
    content = [vote.model_a, vote.model_b, *_content(vote)[2:]]
    is_same = not place.occurrence and content == _content(vote)
    if vote.record_id is not None or is_same:
        return None
    if is_without_time(vote):
        content += [source, place.number]
    elif place.occurrence > 1:
        return None
    return _uuid5(namespace, json.dumps(content))


def other_outcome_keys(namespace: bytes, vote: ImportedVote) -> list[str]:
    """The keys that this vote would have with each other outcome, where voter, item and time name it.

    Empty for a vote with an id (its key does not contain the outcome) and for one that another vote could
    equal in all but the outcome.
    """
    if vote.record_id is not None or named_identity(vote) is None:
        return []
    others = (outcome for outcome in Outcome if outcome != vote.outcome)
    return _uuids5(namespace, [_content_text(vote, outcome=outcome) for outcome in others])


def named_identity(vote: ImportedVote) -> tuple[object, ...] | None:
    """What names a vote without its outcome: its id, or pair, voter, item and time. None if nothing does."""
    if vote.record_id is not None:
        return "id", vote.record_id
    if vote.cast_at is None or is_without_time(vote) or (vote.voter is None and vote.item is None):
        return None
    names = plain_name(vote.model_a), plain_name(vote.model_b)
    return *names, vote.anonymous, vote.item, vote.voter, vote.cast_at.isoformat()


def _uuid5(namespace: bytes, text: str) -> str:
    return _uuids5(namespace, [text])[0]


def _uuids5(namespace: bytes, texts: Iterable[str]) -> list[str]:
    """uuid.uuid5 of ASCII texts, as hexadecimal digits.

    Copying a hash that has read the namespace takes half the time of a new hash (0.4 and 0.8 µs).
    """
    start = hashlib.sha1(namespace, usedforsecurity=False)
    keys = []
    for text in texts:
        digest = start.copy()
        digest.update(text.encode("ascii"))
        digits = digest.hexdigest()
        keys.append(f"{digits[:12]}5{digits[13:16]}{_VERSION_5[digits[16]]}{digits[17:32]}")
    return keys


def _content(vote: ImportedVote, *, outcome: Outcome | None = None) -> list[object]:
    return list(json.loads(_content_text(vote, outcome=outcome)))


def _content_text(vote: ImportedVote, *, outcome: Outcome | None = None) -> str:
    """The vote's content as a JSON list: names, outcome, anonymous, item, voter, time.

    Written by hand: json.dumps takes half as long again (3.8 and 2.3 µs a vote).
    """
    won = vote.outcome if outcome is None else outcome
    anonymous = "true" if vote.anonymous else "false"
    item = "null" if vote.item is None else json_text(vote.item)
    voter = "null" if vote.voter is None else json_text(vote.voter)
    moment = "null" if vote.cast_at is None else f'"{vote.cast_at.isoformat()}"'
    names = f"{_name_text(vote.model_a)}, {_name_text(vote.model_b)}"
    return f"[{names}, {_DIGITS[won]}, {anonymous}, {item}, {voter}, {moment}]"


@lru_cache(maxsize=10_000)
def _name_text(name: str) -> str:
    return json_text(plain_name(name))
