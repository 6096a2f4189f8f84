"""What a persona answers."""

import random
from collections.abc import Sequence

from battles.providers.base import Message
from battles.providers.demo.persona import Persona


def compose(persona: Persona, messages: Sequence[Message], rng: random.Random) -> str:
    """The answer to the last user message, in Markdown."""
    prompt = [message.content for message in messages if message.role == "user"][-1]
    openings = ("You wrote:", "Let me answer this:", "About your message:")
    return f"{rng.choice(openings)}\n\n> {prompt[:200]}\n\nI would need a little more to go on."
