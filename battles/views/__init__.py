"""The pages of a battle. Views pass data between a visitor and battles.services; the rules are there."""

from battles.views.battle import battle, battle_events, prompt_add, regenerate, stop
from battles.views.expired import render_expired_form
from battles.views.start import again, battle_new, battle_open, held_prompt, side_by_side
from battles.views.vote import ballot, reveal, vote

__all__ = [
    "again",
    "ballot",
    "battle",
    "battle_events",
    "battle_new",
    "battle_open",
    "held_prompt",
    "prompt_add",
    "regenerate",
    "render_expired_form",
    "reveal",
    "side_by_side",
    "stop",
    "vote",
]
