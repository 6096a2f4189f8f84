"""Votes on control battles: how people vote between two answers of one model."""

import math
from dataclasses import dataclass

import numpy as np

from battles.counting import Reason, load_columns
from battles.models import Evidence
from battles.outcomes import Outcome
from ratings.history.compute_once import compute_once

COLUMNS = ("outcome", "reason", "voter")
MIN_VOTES = 3
"""Control votes from which on a voter who always chose a side is called careless."""
Z = 1.96


@dataclass(frozen=True)
class ControlVotes:
    """Control votes by outcome; ties are "tie" and "both bad".

    voters: those with MIN_VOTES or more. careless: those of them who always chose a side.
    """

    left: int
    right: int
    ties: int
    voters: int
    careless: int

    @property
    def votes(self) -> int:
        return self.left + self.right + self.ties

    @property
    def decided(self) -> int:
        return self.left + self.right

    @property
    def left_percent(self) -> float | None:
        """The share of the left side where a side was chosen; 50 without a bias."""
        return 100 * self.left / self.decided if self.decided else None

    @property
    def margin_percent(self) -> float | None:
        """Half the width of its 95 % interval (Agresti and Coull)."""
        if not self.decided:
            return None
        n = self.decided + Z**2
        p = (self.left + Z**2 / 2) / n
        return 100 * Z * math.sqrt(p * (1 - p) / n)


def count_control_votes(evidence: Evidence) -> ControlVotes:
    """Count the control votes of an evidence. Raises Busy (see `compute_once`)."""
    return compute_once(f"control-votes:1:{evidence.digest}", lambda: _count(evidence))


def _count(evidence: Evidence) -> ControlVotes:
    votes = load_columns(evidence.segments, columns=COLUMNS)
    is_control = votes.reason == Reason.CONTROL_BATTLE
    outcome, voter = votes.outcome[is_control], votes.voter[is_control]
    is_decided = (outcome == Outcome.A) | (outcome == Outcome.B)
    _voters, index = np.unique(voter[voter > 0], return_inverse=True)
    total, decided = np.bincount(index), np.bincount(index, weights=is_decided[voter > 0])
    often = total >= MIN_VOTES
    return ControlVotes(
        left=int(np.count_nonzero(outcome == Outcome.A)),
        right=int(np.count_nonzero(outcome == Outcome.B)),
        ties=int(np.count_nonzero(~is_decided)),
        voters=int(np.count_nonzero(often)),
        careless=int(np.count_nonzero(often & (decided == total))),
    )
