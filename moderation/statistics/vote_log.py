"""Votes as the statistics read them: voters, models, sides and prompts, and counts of their outcomes."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moderation.statistics.keys import number_keys, stable_order

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LEFT, TIE, RIGHT = 0, 1, 2
SIDE_OF_OUTCOME = np.array([-1, LEFT, RIGHT, TIE, TIE], dtype=np.int64)
"""By the ledger's outcome code: 1 A, 2 B, 3 tie, 4 both bad."""
POINTS = np.array([1.0, 0.5, 0.0])
"""The left model's points of a vote for the left, of a tie, and of a vote for the right."""


@dataclass(frozen=True, eq=False)
class OutcomeCounts:
    """What some votes said of M models.

    Attributes
    ----------
    of_pair : (M², 3) outcomes of each unordered pair, as seen from its lower model.
    of_side : (3,) votes for the left, ties, votes for the right.
    of_model, won : (M,) votes on each model's battles, and the points that it won there.
    """

    of_pair: Floats
    of_side: Integers
    of_model: Integers
    won: Floats


@dataclass(frozen=True, eq=False)
class VoteLog:
    """N votes in order of time.

    Attributes
    ----------
    voter : (N,) numbers of voters, 0 for unknown.
    a, b : (N,) models on the left and right, as indices below `models`.
    side : (N,) LEFT, TIE or RIGHT.
    models : number of models.
    prompt : (N,) cluster of the first prompt, 0 for unknown. Votes of one voter on equal prompts are not
        independent, so tests of voters read the first of them.
    """

    voter: Integers
    a: Integers
    b: Integers
    side: Integers
    models: int
    prompt: Integers

    @classmethod
    def from_outcomes(
        cls,
        voter: NDArray,
        a: NDArray,
        b: NDArray,
        outcome: NDArray,
        *,
        models: int,
        prompt: NDArray | None = None,
    ) -> "VoteLog":
        """Build it from the ledger's outcome codes. Raises ValueError for an unknown one."""
        codes = outcome.astype(np.int64)
        if codes.size and (codes.min() < 1 or codes.max() >= SIDE_OF_OUTCOME.size):
            raise ValueError("unknown outcome")
        clusters = np.zeros(codes.size, dtype=np.int64) if prompt is None else prompt.astype(np.int64)
        columns = (each.astype(np.int64) for each in (voter, a, b))
        return cls(*columns, SIDE_OF_OUTCOME[codes], models, clusters)

    def __len__(self) -> int:
        return self.voter.size

    def where(self, mask: NDArray) -> "VoteLog":
        """The votes where a mask is true, or at some indices."""
        columns = (each[mask] for each in (self.voter, self.a, self.b, self.side))
        return VoteLog(*columns, self.models, self.prompt[mask])

    def first_of_prompts(self, rows: Integers) -> Integers:
        """Those of these rows, in their order, that are their voter's first on their prompt."""
        known = rows[self.prompt[rows] != 0]
        if not known.size:
            return rows
        prompts, number = np.unique(self.prompt[known], return_inverse=True)
        several = np.bincount(number)[number] > 1
        key = self.voter_number[known[several]] * prompts.size + number[several]
        order = stable_order(key)
        is_repeat = np.zeros(len(self), dtype=bool)
        is_repeat[known[several][order[1:][key[order[1:]] == key[order[:-1]]]]] = True
        return rows[~is_repeat[rows]]

    @cached_property
    def pair(self) -> Integers:
        """(N,) number of the unordered pair."""
        return np.minimum(self.a, self.b) * self.models + np.maximum(self.a, self.b)

    @cached_property
    def side_of_first(self) -> Integers:
        """(N,) the side as seen from the pair's lower model: LEFT if that one won."""
        return np.where(self.a <= self.b, self.side, 2 - self.side)

    @cached_property
    def voter_number(self) -> Integers:
        """(N,) voters as consecutive numbers; each vote of an unknown voter has its own."""
        voter = np.where(self.voter > 0, self.voter, self.voter.max(initial=0) + 1 + np.arange(len(self)))
        return number_keys(voter)[1]

    @cached_property
    def counts(self) -> OutcomeCounts:
        """What these votes said."""
        cells = np.bincount(self.pair * 3 + self.side_of_first, minlength=self.models**2 * 3)
        of_side = np.bincount(self.side, minlength=3)
        of_model = np.bincount(self.a, minlength=self.models) + np.bincount(self.b, minlength=self.models)
        points = POINTS[self.side]
        won = np.bincount(self.a, weights=points, minlength=self.models)
        won += np.bincount(self.b, weights=1 - points, minlength=self.models)
        return OutcomeCounts(cells.reshape(-1, 3).astype(np.float64), of_side, of_model, won)
