"""The votes of an arena's ledger as the statistics read them."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from battles.counting import Reason, VoteArrays, load_columns
from battles.models import AddressTrace, Arena, LedgerDay
from moderation.statistics import NullModel, TargetTest, VoteLog, build_null_model, run_target_tests

COLUMNS = (
    "battle",
    "contender_a",
    "contender_b",
    "outcome",
    "reason",
    "origin",
    "voter",
    "cast_at",
    "prompt_cluster",
    "evidence_tier",
)
BELIEVED = (Reason.COUNTED, Reason.PENDING)
"""The votes that are evidence of how people judge, and that are tested."""
LIVE = 0
DAY_SECONDS = 86_400
HOUR_SECONDS = 3_600
BATCH = 2_000


@dataclass(frozen=True, eq=False)
class LedgerVotes:
    """The believed votes of an arena in order of time.

    Attributes
    ----------
    votes : their columns.
    log, null : the same votes for the statistics, and what other voters said of each.
    is_new : (N,) whether the vote is live and in a segment that no scan has read.
    network : (N,) number of the vote's network, −1 where it is not known or the day has no new vote.
    contenders : ids of the models, by their index in the log.
    near : (N,) group of near-duplicate prompts, −1 for none; None where they were not compared.
    """

    votes: VoteArrays
    log: VoteLog
    null: NullModel
    is_new: NDArray[np.bool_]
    network: NDArray[np.int64]
    contenders: NDArray[np.int64]
    near: NDArray[np.int64] | None = None

    def without(self, voters: Collection[int]) -> "LedgerVotes":
        """The same without the votes of these voters. The null model stays that of all votes."""
        kept = ~np.isin(self.log.voter, list(voters))
        return LedgerVotes(
            self.votes.where(kept),
            self.log.where(kept),
            self.null,
            self.is_new[kept],
            self.network[kept],
            self.contenders,
            None if self.near is None else self.near[kept],
        )

    @cached_property
    def is_live(self) -> NDArray[np.bool_]:
        """(N,) whether the vote was cast here; imported and simulated ones are not suspected."""
        return np.asarray(self.votes.origin == LIVE)

    @cached_property
    def is_of_active_voter(self) -> NDArray[np.bool_]:
        """(N,) whether the vote's voter has a new vote."""
        return np.isin(self.log.voter, np.unique(self.log.voter[self.is_new])) & (self.log.voter > 0)

    @cached_property
    def target_tests(self) -> TargetTest:
        """The tests of "always votes for this model" of all voters; two rules read them."""
        return run_target_tests(self.log, self.null, among=self.is_live)

    @cached_property
    def day(self) -> NDArray[np.int64]:
        """(N,) days since 1970, −1 for a vote without a time."""
        return self.number_windows(DAY_SECONDS)

    @cached_property
    def hour(self) -> NDArray[np.int64]:
        """(N,) hours since 1970, −1 for a vote without a time."""
        return self.number_windows(HOUR_SECONDS)

    def number_windows(self, seconds: int) -> NDArray[np.int64]:
        """(N,) numbers of windows of so many seconds since 1970, −1 for a vote without a time."""
        known = ~np.isnan(self.votes.cast_at)
        number = np.full(known.size, -1, dtype=np.int64)
        number[known] = self.votes.cast_at[known].astype(np.int64) // seconds
        return number

    @cached_property
    def is_of_active_day(self) -> NDArray[np.bool_]:
        """(N,) whether a live vote's day has a new vote."""
        return np.isin(self.day, np.unique(self.day[self.is_new])) & (self.day >= 0) & self.is_live

    def model_id(self, index: int) -> int:
        """The id of the contender with this number in the log."""
        return int(self.contenders[index])


def get_current_segments(arena: Arena) -> list[int]:
    """Ids of the segments of an arena's ledger in order of day."""
    rows = LedgerDay.objects.filter(arena=arena).values_list("segment_id", "day")
    return [segment for segment, day in sorted(rows, key=lambda row: row[1] or dt.date.min)]


def load_ledger_votes(segments: Sequence[int], *, known: Collection[int]) -> LedgerVotes:
    """Load segments; those in `known` were read by an earlier scan."""
    fresh = [segment for segment in segments if segment not in set(known)]
    votes = load_columns(segments, columns=COLUMNS)
    new_battles = load_columns(fresh, columns=("battle",)).battle if fresh else np.zeros(0, dtype=np.int64)
    return build_ledger_votes(votes, new_battles=new_battles, load_networks=load_networks)


def build_ledger_votes(
    votes: VoteArrays,
    *,
    new_battles: NDArray[np.int64],
    load_networks: Callable[[NDArray[np.int64]], NDArray[np.int64]],
) -> LedgerVotes:
    """Choose the believed votes and compare each with other voters'.

    load_networks : from battle ids to numbers of networks, −1 where unknown.
    """
    votes = votes.where(np.isin(votes.reason, BELIEVED))
    log = build_vote_log(votes)
    is_new = np.isin(votes.battle, new_battles) & (votes.origin == LIVE)
    network = np.full(len(votes), -1, dtype=np.int64)
    ledger = LedgerVotes(votes, log, build_null_model(log), is_new, network, votes.contenders)
    rows = np.flatnonzero(ledger.is_of_active_day)
    network[rows] = load_networks(votes.battle[rows])
    return ledger


def build_vote_log(votes: VoteArrays) -> VoteLog:
    """The votes for the statistics; models are indices of `votes.contenders`."""
    return VoteLog.from_outcomes(
        votes.voter,
        votes.positions[0],
        votes.positions[1],
        votes.outcome,
        models=len(votes.contenders),
        prompt=votes.prompt_cluster,
    )


def load_networks(battles: NDArray[np.int64]) -> NDArray[np.int64]:
    """The number of the network of each of these battles; −1 where its trace is gone."""
    ids = battles.tolist()
    known: dict[int, str] = {}
    for start in range(0, len(ids), BATCH):
        traces = AddressTrace.objects.filter(pk__in=ids[start : start + BATCH]).exclude(network="")
        known.update(traces.values_list("pk", "network"))
    numbers = {network: number for number, network in enumerate(sorted(set(known.values())))}
    return np.array([numbers.get(known.get(pk, ""), -1) for pk in ids], dtype=np.int64)
