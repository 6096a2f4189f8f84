"""Read one raw record of a vote log, in any of the published shapes, as an imported vote."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from battles.detectors.categories.facts import Conversation, Fact
from battles.detectors.categories.length import LONGER_QUERY_TOKENS, SHORT_QUERY_TOKENS
from battles.detectors.style import Style
from battles.imports.records.conversations import read_conversation
from battles.imports.records.fields import (
    is_short,
    read_label,
    read_language,
    read_name,
    read_time,
    turn_tags,
)
from battles.imports.records.names import plain_name
from battles.imports.records.styles import read_styles
from battles.imports.records.tags import TAG_COLUMNS, read_tags
from battles.imports.records.values import (
    BadRecord,
    UnknownWinner,
    is_absent,
    read_count,
    read_flag,
    read_part,
    read_text,
    short_repr,
)
from battles.outcomes import Outcome, UnknownOutcome
from battles.tags import Tag

T = TypeVar("T")

FLAGS = {"winner_model_a": Outcome.A, "winner_model_b": Outcome.B, "winner_tie": Outcome.TIE}
TEXT_COLUMNS = frozenset({"conversation_a", "conversation_b", "response_a", "response_b"})
VOTER_COLUMNS = ("judge", "worker", "voter")
ID_COLUMNS = ("question_id", "id")
EXPORT_COLUMNS = frozenset({"origin", "arena_tags", "order", "reason"})
"""A record with all of them comes from an export of all votes of a site: see battles.exports.records."""

STAY_AS_THEY_ARE = (None, "side_by_side")
"""Reasons whose votes are imported: none; and not blind, which the record says itself."""

_UNIQUE = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


class ImportedVote(NamedTuple):
    """The content of one record; a value that the record lacks is None, a tag that it lacks is no bit.

    - record_id: an id that names this vote only; item: an id that other votes may share
    - tags: bits of battles.tags.Tag
    - style: one Style per side
    - replaced: the number of characters in the texts that a database cannot store
    - faults: optional fields that were left out, with the cause
    - facts: the facts of the detectors and the log's own labels; empty if the detectors did not run
    """

    record_id: str | None
    item: str | None
    model_a: str
    model_b: str
    outcome: Outcome
    cast_at: dt.datetime | None
    voter: str | None
    anonymous: bool
    tags: int
    language: str | None
    turns: int | None
    conversation: Conversation | None
    style: tuple[Style, Style] | None
    replaced: int
    faults: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Reading:
    """How to read records.

    - latest: seconds since 1970; a later time is refused
    - texts: whether conversations are read
    - outcomes: labels that the operator maps, besides those that are known
    """

    latest: float
    texts: bool = True
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)


def read_record(record: Mapping[str, Any], reading: Reading) -> ImportedVote:
    """Read a record with the field's usual columns (see shapes.to_usual). Raises BadRecord for an unknown or
    ambiguous value of what makes the vote (models, outcome, time, voter, ids), and for a vote that did not
    count on the site that exported it; nothing is guessed. A fault in any other field leaves that field out
    and is listed in `faults`.
    """
    get = record.get
    columns = find_columns(record)
    if columns.is_export and get("reason") not in STAY_AS_THEY_ARE:
        raise BadRecord(f"it did not count where it was exported: {short_repr(get('reason'))}")
    details = read_details(record, columns, reading) if columns.has_details else NO_DETAILS
    record_id, item = read_ids(record, columns.flagged) if columns.ids else (None, None)
    model_a, model_b = _name(record, "model_a", "left"), _name(record, "model_b", "right")
    return ImportedVote(
        record_id,
        item,
        model_a,
        model_b,
        read_flagged_outcome(record)
        if columns.flagged
        else _outcome(get("winner"), reading.outcomes, model_a, model_b),
        read_time(_moment(record), reading.latest) if columns.times else None,
        _voter(record) if columns.voters else None,
        not columns.anonymous or read_flag(get("anony"), "anony") is not False,
        *details,
    )


class Details(NamedTuple):
    """The optional fields of an ImportedVote, in its order."""

    tags: int = 0
    language: str | None = None
    turns: int | None = None
    conversation: Conversation | None = None
    style: tuple[Style, Style] | None = None
    replaced: int = 0
    faults: tuple[str, ...] = ()


NO_DETAILS = Details()


def read_details(record: Mapping[str, Any], columns: "Columns", reading: Reading) -> Details:
    """The record's optional fields; one that is damaged is left out and listed in `faults`."""
    get = record.get
    faults: list[str] = []
    conversation, replaced = (
        _optional(faults, "texts", lambda: read_conversation(record), (None, 0))
        if columns.texts and reading.texts
        else (None, 0)
    )
    metadata = (
        _optional(faults, "metadata", lambda: read_part(get("conv_metadata"), "conv_metadata"), None) or {}
        if columns.metadata
        else {}
    )
    turns = (
        _optional(faults, "turns", lambda: _turns(record, metadata, conversation), None)
        if columns.turns
        else None
    )
    code, language_bit = (
        _optional(faults, "language", lambda: read_language(get("language")), (None, 0))
        if columns.language
        else (None, 0)
    )
    tags = _optional(faults, "tags", lambda: read_tags(record), 0) if columns.tags else 0
    style = None
    if metadata:
        tags |= _optional(faults, "length", lambda: _length_tags(metadata), 0)
        style = _optional(faults, "style", lambda: read_styles(metadata), None)
    tags |= language_bit | turn_tags(turns)
    return Details(tags, code, turns, conversation, style, replaced, tuple(faults))


class Columns(NamedTuple):
    """What a record with certain columns can have."""

    flagged: bool
    texts: bool
    metadata: bool
    turns: bool
    language: bool
    tags: bool
    ids: bool
    times: bool
    voters: bool
    anonymous: bool
    is_export: bool

    @property
    def has_parts(self) -> bool:
        """Whether it has details that a column seldom repeats."""
        return self.tags or self.texts or self.metadata

    @property
    def has_details(self) -> bool:
        return self.has_parts or self.turns or self.language


_READ_COLUMNS = frozenset[str]().union(
    *(TEXT_COLUMNS, EXPORT_COLUMNS, TAG_COLUMNS, VOTER_COLUMNS, ID_COLUMNS),
    ("evaluation_session_id", "winner_model_a", "conv_metadata", "turn", "language"),
    ("tstamp", "timestamp", "anony"),
)


def find_columns(names: Iterable[str]) -> Columns:
    """What a record with these columns can have."""
    return _columns_of(_READ_COLUMNS.intersection(names))


@lru_cache(maxsize=1_000)
def _columns_of(names: frozenset[str]) -> Columns:
    """A file has few sets of these columns; its own names, which may be long, are not kept."""

    def has(*columns: str) -> bool:
        unknown = set(columns) - _READ_COLUMNS
        if unknown:
            raise KeyError(unknown)
        return not names.isdisjoint(columns)

    texts, metadata = has(*TEXT_COLUMNS), has("conv_metadata")
    return Columns(
        flagged=has("winner_model_a"),
        texts=texts,
        metadata=metadata,
        turns=texts or metadata or has("turn"),
        language=has("language"),
        tags=has(*TAG_COLUMNS),
        ids=has(*ID_COLUMNS, "evaluation_session_id"),
        times=has("tstamp", "timestamp"),
        voters=has(*VOTER_COLUMNS),
        anonymous=has("anony"),
        is_export=EXPORT_COLUMNS.issubset(names),
    )


def _optional(faults: list[str], what: str, read: Callable[[], T], otherwise: T) -> T:
    """What `read` returns; `otherwise`, with an entry in `faults`, if the field is damaged."""
    try:
        return read()
    except BadRecord as error:
        faults.append(f"{what} left out: {error}")
        return otherwise


def _name(record: Mapping[str, Any], column: str, other: str) -> str:
    used = column if column in record else other
    if used not in record:
        raise BadRecord(f"no {column} (or {other})")
    return read_name(record[used], used)


def _outcome(label: object, outcomes: Mapping[str, Outcome], model_a: str, model_b: str) -> Outcome:
    """The outcome of a label, which may be the winner's own name."""
    try:
        return read_label(label, outcomes)
    except UnknownOutcome:
        if is_short(text := str(label)):
            name, plain_a, plain_b = map(plain_name, (text, model_a, model_b))
            if plain_a != plain_b and name in (plain_a, plain_b):
                return Outcome.A if name == plain_a else Outcome.B
        raise UnknownWinner(label) from None


def read_flagged_outcome(record: Mapping[str, Any]) -> Outcome:
    """The Kaggle shape: three columns, of which exactly one is 1."""
    won = [outcome for column, outcome in FLAGS.items() if read_flag(record.get(column), column)]
    if len(won) != 1:
        raise BadRecord(f"{len(won)} of {', '.join(FLAGS)} are 1, not one")
    return won[0]


def _moment(record: Mapping[str, Any]) -> object:
    tstamp = record.get("tstamp")
    return record.get("timestamp") if is_absent(tstamp) else tstamp


def _voter(record: Mapping[str, Any]) -> str | None:
    """The voter's name in the log."""
    for column in VOTER_COLUMNS:
        voter = read_text(record.get(column), column)
        if voter is not None:
            return voter
    return None


def read_ids(record: Mapping[str, Any], flagged: bool) -> tuple[str | None, str | None]:
    """An id that names this vote only, and an id that other votes may share.

    A UUID, the id of the Kaggle shape, and a session with a position in it name one vote. Any other id may
    number prompts or pairs of answers, each judged by several people.
    """
    item = None
    for column in ID_COLUMNS:
        value = read_text(record.get(column), column)
        if value is not None and (_UNIQUE.fullmatch(value) or (flagged and column == "id")):
            return value, None
        item = item or value
    session = read_text(record.get("evaluation_session_id"), "evaluation_session_id")
    order = read_count(record.get("evaluation_order"), "evaluation_order")
    if session is not None and order is not None:
        return f"{session} {order}", None
    return None, item


def _turns(
    record: Mapping[str, Any], metadata: Mapping[str, Any], conversation: Conversation | None
) -> int | None:
    """The number of turns: from the record, its metadata, or its texts, in this order."""
    turns = read_count(record.get("turn"), "turn")
    if turns is None:
        turns = read_count(metadata.get("turns"), "conv_metadata.turns")
    if turns is None and conversation is not None:
        turns = len(conversation.prompts)
    return turns


def _length_tags(metadata: Mapping[str, Any]) -> int:
    tokens = read_count(metadata.get("sum_user_tokens"), "conv_metadata.sum_user_tokens")
    if tokens is None:
        return 0
    if tokens >= LONGER_QUERY_TOKENS:
        return int(Tag.LONGER_QUERY)
    return int(Tag.SHORT_QUERY) if tokens < SHORT_QUERY_TOKENS else 0
