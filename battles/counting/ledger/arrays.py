"""Votes as arrays: one array per column of the ledger."""

import dataclasses
import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from battles.languages import numbers_from_tags

COLUMNS: dict[str, str] = {
    "battle": "<i8",
    "contender_a": "<i4",
    "contender_b": "<i4",
    "outcome": "<u1",
    "reason": "<u1",
    "origin": "<u1",
    "tags": "<i8",
    "voter": "<i8",
    "cast_at": "<f8",
    "style": "<i4",
    "language": "<u1",
    "pair_probability": "<f8",
    "prompt_cluster": "<i8",
    "evidence_tier": "<u1",
    "pace": "<u1",
    "nth_of_voter": "<u2",
    "nth_of_prefix": "<u2",
}
STYLE_COLUMNS = (
    "tokens_a",
    "tokens_b",
    "headers_a",
    "headers_b",
    "lists_a",
    "lists_b",
    "bold_a",
    "bold_b",
)


UNKNOWN: dict[str, float] = {"cast_at": np.nan, "style": -1, "pair_probability": np.nan}
"""The value of a column where it is unknown; 0 for every other column."""

MAX_TABLE_ID = 1 << 24
"""Up to this id, positions are looked up in a table indexed by id; above it, by binary search."""


DIGIT_BITS = 16


@dataclass(frozen=True)
class VoteArrays:
    """Votes ordered by time, then by battle. Every array has length N, except `style`: (N, 8).

    - battle, contender_a, contender_b: ids
    - outcome: battles.outcomes.Outcome
    - reason: battles.counting.Reason, 0 for a counted vote
    - origin: 0 live, 1 imported, 2 simulated
    - tags: battles.tags.Tag
    - voter: id, 0 where unknown
    - cast_at: seconds since 1970, NaN where unknown
    - style: counts in the order of STYLE_COLUMNS, -1 where unknown
    - language: number of battles.languages, 0 where unknown
    - pair_probability: probability of the pair first drawn, NaN where unknown
    - prompt_cluster: digest of the first prompt's normal form, equal for equal prompts; 0 where unknown
    - evidence_tier: battles.models.Vote.EvidenceTier; pace: battles.models.Battle.Pace; 0 where unknown
    - nth_of_voter, nth_of_prefix: ordinals, see battles.counting.vote_evidence; 0 where unknown

    `make` builds it from some columns; the others are then unknown.
    """

    battle: NDArray[np.int64]
    contender_a: NDArray[np.int32]
    contender_b: NDArray[np.int32]
    outcome: NDArray[np.uint8]
    reason: NDArray[np.uint8]
    origin: NDArray[np.uint8]
    tags: NDArray[np.int64]
    voter: NDArray[np.int64]
    cast_at: NDArray[np.float64]
    style: NDArray[np.int32]
    language: NDArray[np.uint8]
    pair_probability: NDArray[np.float64]
    prompt_cluster: NDArray[np.int64]
    evidence_tier: NDArray[np.uint8]
    pace: NDArray[np.uint8]
    nth_of_voter: NDArray[np.uint16]
    nth_of_prefix: NDArray[np.uint16]

    @classmethod
    def make(cls, **columns: NDArray) -> "VoteArrays":
        """Build arrays from some columns; every other column is unknown (but a language that tags name)."""
        return cls(**with_unknown_columns(columns))

    def __len__(self) -> int:
        return len(self.battle)

    def where(self, mask: NDArray[np.bool_]) -> "VoteArrays":
        """The votes where the mask is true, in the same order."""
        return VoteArrays(**{name: getattr(self, name)[mask] for name in COLUMNS})

    def slice(self, start: int, stop: int) -> "VoteArrays":
        """Consecutive votes, without a copy."""
        return VoteArrays(**{name: getattr(self, name)[start:stop] for name in COLUMNS})

    def put(self, votes: "VoteArrays", *, start: int) -> None:
        """Copy `votes` into these arrays from index `start`. Only for arrays that no other code uses yet."""
        for name in COLUMNS:
            getattr(self, name)[start : start + len(votes)] = getattr(votes, name)

    @functools.cached_property
    def contenders(self) -> NDArray[np.int64]:
        """The ids of all contenders in these votes, ascending."""
        return np.unique(np.concatenate([np.unique(self.contender_a), np.unique(self.contender_b)])).astype(
            np.int64
        )

    @functools.cached_property
    def positions(self) -> NDArray[np.int32]:
        """(2, N) indices of side A and side B in `contenders`; computed once."""
        sides = np.stack([self.contender_a, self.contender_b])
        highest = int(self.contenders[-1]) if self.contenders.size else 0
        if highest > MAX_TABLE_ID:
            return np.searchsorted(self.contenders, sides).astype(np.int32)
        index = np.zeros(highest + 1, dtype=np.int32)
        index[self.contenders] = np.arange(self.contenders.size)
        return index[sides]

    @functools.cached_property
    def by_voter(self) -> NDArray[np.int32]:
        """Indices of the votes that have a voter, grouped by voter; computed once."""
        known = np.flatnonzero(self.voter)
        return known[stable_order(self.voter[known])].astype(np.int32)

    @property
    def is_counted(self) -> NDArray[np.bool_]:
        counted: NDArray[np.bool_] = self.reason == 0
        return counted


def stable_order(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Indices that sort ids (none negative); equal ids keep their order."""
    # numpy sorts 16-bit integers by radix, so sorting by 16 bits at a time is twice as fast.
    order = np.argsort(ids.astype(np.uint16), kind="stable")
    for bits in range(DIGIT_BITS, int(ids.max(initial=0)).bit_length(), DIGIT_BITS):
        digit = (ids >> bits).astype(np.uint16)
        order = order.take(np.argsort(digit.take(order), kind="stable"))
    return order


def allocate_votes(votes: int) -> VoteArrays:
    """Uninitialised arrays for so many votes, to be filled by `put`."""
    width = len(STYLE_COLUMNS)
    return VoteArrays(
        **{
            name: np.empty((votes, width) if name == "style" else votes, dtype=dtype)
            for name, dtype in COLUMNS.items()
        }
    )


def empty_votes() -> VoteArrays:
    """Arrays without votes."""
    return build_votes({name: [] for name in COLUMNS})


def build_votes(columns: dict[str, list]) -> VoteArrays:
    """Build arrays from one list per column; style is a list of eight numbers per vote."""
    arrays = {name: np.asarray(values, dtype=COLUMNS[name]) for name, values in columns.items()}
    arrays["style"] = arrays["style"].reshape(-1, len(STYLE_COLUMNS))
    return VoteArrays.make(**arrays)


def concatenate(parts: list[VoteArrays]) -> VoteArrays:
    """The votes of several days in one."""
    if not parts:
        return empty_votes()
    return VoteArrays(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in dataclasses.fields(VoteArrays)
        }
    )


def with_unknown_columns(columns: dict[str, NDArray], *, votes: int | None = None) -> dict[str, NDArray]:
    """Add the columns that are missing as unknown; a missing language is taken from the tags, if present."""
    if votes is None:
        votes = len(next(iter(columns.values())))
    arrays = dict(columns)
    if "language" not in arrays and "tags" in arrays:
        arrays["language"] = numbers_from_tags(arrays["tags"])
    for name, dtype in COLUMNS.items():
        if name not in arrays:
            shape = (votes, len(STYLE_COLUMNS)) if name == "style" else (votes,)
            arrays[name] = np.broadcast_to(np.asarray(UNKNOWN.get(name, 0), dtype=dtype), shape)
    return arrays


def concatenate_columns(parts: Sequence[dict[str, NDArray]], names: Sequence[str]) -> VoteArrays:
    """The named columns of several days in one; every other column is unknown."""
    if not parts:
        return empty_votes()
    return VoteArrays.make(**{name: np.concatenate([part[name] for part in parts]) for name in names})
