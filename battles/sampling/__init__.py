"""The pool of contenders, the sampling policy and the draw of a pair."""

from battles.sampling.draw import PairProbabilities, get_pair_probabilities, store_pair_weights
from battles.sampling.policy_terms import PolicyTerms, build_groups, draw_digest, get_policy_terms
from battles.sampling.weight_versions import delete_unused_versions

__all__ = [
    "PairProbabilities",
    "PolicyTerms",
    "build_groups",
    "delete_unused_versions",
    "draw_digest",
    "get_pair_probabilities",
    "get_policy_terms",
    "store_pair_weights",
]
