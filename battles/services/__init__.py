"""Open a battle, continue it, vote on it: the rules; views only pass data on.

Every function takes the time as an argument, may be called twice with the same arguments, and refuses with
a named error.
"""

from battles.gates import PromptRefused
from battles.services.continuing import NotContinuable, continue_battle, interrupt, regenerate
from battles.services.opening import NotYours, build_chosen_pair, open_battle, validate_prompt
from battles.services.voting import NotVotable, cast_ballot, reveal, settle, settle_due

__all__ = [
    "NotContinuable",
    "NotVotable",
    "NotYours",
    "PromptRefused",
    "build_chosen_pair",
    "cast_ballot",
    "continue_battle",
    "interrupt",
    "open_battle",
    "regenerate",
    "reveal",
    "settle",
    "settle_due",
    "validate_prompt",
]
