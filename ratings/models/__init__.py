"""The tables of ratings: rebuilds, stored boards, figures beside them, released files, partner keys.

Votes are not here: they are in `battles.models`, and boards are made from the ledger (`battles.counting`).
"""

from ratings.models.boards import Board, PairCounts, Snapshot, Standing, ThinnedSnapshot, Zero
from ratings.models.figures import BoardQuality, ModelSpeed, SegmentFigures
from ratings.models.rebuilds import Lease, Rebuild, Recount
from ratings.models.releases import DataRelease, ReleaseFile
from ratings.partner_keys.models import KeyUse, PartnerKey

__all__ = [
    "Board",
    "BoardQuality",
    "DataRelease",
    "KeyUse",
    "Lease",
    "ModelSpeed",
    "PairCounts",
    "PartnerKey",
    "Rebuild",
    "Recount",
    "ReleaseFile",
    "SegmentFigures",
    "Snapshot",
    "Standing",
    "ThinnedSnapshot",
    "Zero",
]
