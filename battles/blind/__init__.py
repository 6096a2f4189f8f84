"""The view of a battle before its vote, as types without model fields.

Pages, streams and JSON of a battle are built from BlindBattle only. The names come from `get_names`, which
raises while the battle is blind.
"""

from battles.blind.names import ModelCard, Names, StillBlind, get_card, get_names
from battles.blind.reading import (
    OwnBattle,
    StoredTurn,
    blind_battle,
    find_own_turn,
    get_stored_turn,
    read_own_battle,
)
from battles.blind.view import SIDES, BlindAnswer, BlindBattle, BlindTurn

__all__ = [
    "SIDES",
    "BlindAnswer",
    "BlindBattle",
    "BlindTurn",
    "ModelCard",
    "Names",
    "OwnBattle",
    "StillBlind",
    "StoredTurn",
    "blind_battle",
    "find_own_turn",
    "get_card",
    "get_names",
    "get_stored_turn",
    "read_own_battle",
]
