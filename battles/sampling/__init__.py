"""The pool of contenders, the sampling policy and the draw of a pair."""

from battles.sampling.contender_lifecycle import (
    TransitionRefused,
    change_state,
    check_reachable,
    next_states,
)
from battles.sampling.draw import PairProbabilities, get_pair_probabilities, store_pair_weights
from battles.sampling.policy import MAX_WEIGHT, change_weight
from battles.sampling.policy_terms import PolicyTerms, build_groups, draw_digest, get_policy_terms
from battles.sampling.weight_versions import delete_unused_versions

__all__ = [
    "MAX_WEIGHT",
    "PairProbabilities",
    "PolicyTerms",
    "TransitionRefused",
    "build_groups",
    "change_state",
    "change_weight",
    "check_reachable",
    "delete_unused_versions",
    "draw_digest",
    "get_pair_probabilities",
    "get_policy_terms",
    "next_states",
    "store_pair_weights",
]
