"""Dated policies: the columns that all share, how votes are counted, how pairs are drawn."""

from battles.models.policies.counting import CountingPolicy, WaitingVote
from battles.models.policies.dated import DatedPolicy, DatedPolicyQuerySet, reason_required
from battles.models.policies.sampling import PairWeights, SamplingPolicy, WeightChange

__all__ = [
    "CountingPolicy",
    "DatedPolicy",
    "DatedPolicyQuerySet",
    "PairWeights",
    "SamplingPolicy",
    "WaitingVote",
    "WeightChange",
    "reason_required",
]
