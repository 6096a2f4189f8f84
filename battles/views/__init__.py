"""The pages of a battle. Views pass data between a visitor and battles.services; the rules are there."""

from battles.views.battle import battle, battle_events, prompt_add, regenerate, replace, stop
from battles.views.expired import render_expired_form
from battles.views.legal import privacy, terms
from battles.views.my_battles import my_battles, my_leaderboard
from battles.views.my_data import battle_erase, my_data, my_data_erase, my_data_export
from battles.views.shares import battle_share, battle_share_end, battle_share_make, shared_battle
from battles.views.start import again, battle_new, battle_open, challenger, held_prompt, side_by_side
from battles.views.vote import aspects, ballot, reveal, vote

__all__ = [
    "again",
    "aspects",
    "ballot",
    "battle",
    "battle_erase",
    "battle_events",
    "battle_new",
    "battle_open",
    "battle_share",
    "battle_share_end",
    "battle_share_make",
    "challenger",
    "held_prompt",
    "my_battles",
    "my_data",
    "my_data_erase",
    "my_data_export",
    "my_leaderboard",
    "privacy",
    "prompt_add",
    "regenerate",
    "render_expired_form",
    "replace",
    "reveal",
    "shared_battle",
    "side_by_side",
    "stop",
    "terms",
    "vote",
]
