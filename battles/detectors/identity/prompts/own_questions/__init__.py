"""What in a prompt the visitor asks of the listener itself.

A task about language quotes questions ('translate "who are you"'), users of the visitor's bot ask their own,
items to be labelled and texts to be decoded are data, fiction has characters with names and makers of their
own, and a prompt may assign a part that is no model's ("You are an oak. How old are you?"): others.py.
On the other hand a question may be hidden: hidden.py. The expressions are in words.toml.
"""

from battles.detectors.identity.prompts.own_questions.hidden import find_hidden_texts
from battles.detectors.identity.prompts.own_questions.others import (
    FICTION,
    drop_others_questions,
    speaks_to_character,
)

__all__ = ["FICTION", "drop_others_questions", "find_hidden_texts", "speaks_to_character"]
