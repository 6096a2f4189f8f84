"""Did the visitor continue after the first answer?"""

from collections.abc import Mapping

from battles.detectors.categories.facts import JSON, Detector, Readings
from battles.tags import Tag

VERSION = "1"

MULTI_TURN_PROMPTS = 2


def combine(readings: Readings) -> dict[str, JSON]:
    """Return the number of user turns."""
    return {"user_turns": len(readings.prompts)}


def implies(value: Mapping[str, JSON]) -> Tag:
    """Two user turns make a conversation multi-turn."""
    user_turns = value["user_turns"]
    if isinstance(user_turns, int) and user_turns >= MULTI_TURN_PROMPTS:
        return Tag.MULTI_TURN
    return Tag(0)


DETECTOR = Detector("turns", VERSION, combine, implies)
