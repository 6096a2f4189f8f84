"""The pool of contenders, the sampling policy and the draw of a pair."""

from battles.sampling.draw import Odds, odds_of, store_weights
from battles.sampling.policy_terms import Terms, digest_of, groups_of, terms_of
from battles.sampling.weight_versions import thin_versions

__all__ = ["Odds", "Terms", "digest_of", "groups_of", "odds_of", "store_weights", "terms_of", "thin_versions"]
