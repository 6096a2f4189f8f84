"""What a prompt asks of the model: its identity (requests), and what it suggests (prompting).

Answers are read in the room claims.
"""

from battles.detectors.identity.prompts.prompting import NO_PROMPT, Prompting, combine_promptings, read_prompt
from battles.detectors.identity.prompts.requests import read_request

__all__ = [
    "NO_PROMPT",
    "Prompting",
    "combine_promptings",
    "read_prompt",
    "read_request",
]
