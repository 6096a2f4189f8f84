"""Erasing what is held of battles and voters: at a visitor's request, by staff, and by retention."""

from battles.erasure.erase import BY_VISITOR, ErasureRequest, erase_battles, erase_voter, list_battle_ids
from battles.erasure.figures import ErasureFigures, get_figures
from battles.erasure.retention import apply_retention

__all__ = [
    "BY_VISITOR",
    "ErasureFigures",
    "ErasureRequest",
    "apply_retention",
    "erase_battles",
    "erase_voter",
    "get_figures",
    "list_battle_ids",
]
