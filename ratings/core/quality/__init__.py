"""How good a board is: prediction of held-out votes, ties, weights of the draw, votes that change the order.

docs/ratings.md has the derivations.
"""

from ratings.core.quality.prediction import CalibrationBin, Prediction, TieModel, cross_validate
from ratings.core.quality.resistance import additions_to_flip, changed_voters_to_flip, changes_to_flip
from ratings.core.quality.weighting import Weighting, effective_votes, weigh_by_draw

__all__ = [
    "CalibrationBin",
    "Prediction",
    "TieModel",
    "Weighting",
    "additions_to_flip",
    "changed_voters_to_flip",
    "changes_to_flip",
    "cross_validate",
    "effective_votes",
    "weigh_by_draw",
]
