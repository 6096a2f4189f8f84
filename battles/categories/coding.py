"""Whether a conversation contains code or is about programming."""

import re
from collections.abc import Mapping

from battles.categories.facts import JSON, Conversation, Detector
from battles.fences import find_fences
from battles.tags import Tag

VERSION = "1"

_PROSE_FENCES = frozenset({"plaintext", "plain", "text", "txt", "markdown", "md", "latex", "tex", "math"})
_SYNTAX = re.compile(
    r"^[ \t]*(?:import [\w.]+(?: as \w+)?;?|from [\w.]+ import [\w*, ]+|#include ?[<\"][^>\"\n]+[>\"])[ \t]*$"
    r"|\b(?:pip3?|npm|conda|brew|gem|apt|apt-get|cargo|dnf|yum) (?:install|add)\b"
    r"|\b(?:def|function|func|fn) \w+ ?\(",
    re.MULTILINE,
)
_WORDS = re.compile(
    r"\b(?:javascript|typescript|python|c\+\+|c#|sql|html|css|php|kotlin|java|bash|regex|json|api|"
    r"program(?:ming|a|m)?|algorithm\w*|code|function|script|compiler|debug\w*)(?![\w])"
    r"|代码|编程|程式|函数|コード|プログラム|関数|코드|프로그램|함수",
    re.IGNORECASE,
)


def evidence(text: str) -> list[str]:
    """What in the text speaks for programming: `fence`, `syntax`, `words`; an empty list for none."""
    found: list[str] = []
    fences = find_fences(text)
    if any(fence.language and fence.language not in _PROSE_FENCES for fence in fences):
        found.append("fence")
    if _SYNTAX.search(text):
        found.append("syntax")
    if len({word.lower() for word in _WORDS.findall(text)}) >= 2 + len(text) // 1500:
        found.append("words")
    return found


def observe(conversation: Conversation) -> dict[str, JSON]:
    """`coding`, and the kinds of evidence found anywhere in the conversation, sorted."""
    kinds = sorted({kind for text in conversation.texts for kind in evidence(text)})
    return {"coding": bool(kinds), "evidence": list(kinds)}


def implies(value: Mapping[str, JSON]) -> Tag:
    """The coding bit."""
    return Tag.CODING if value["coding"] else Tag(0)


DETECTOR = Detector("coding", VERSION, observe, implies)
