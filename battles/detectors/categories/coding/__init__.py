"""Whether a conversation contains code or is about programming."""

from collections.abc import Mapping

from battles.detectors.categories.coding.syntax import has_code, is_mostly_code
from battles.detectors.categories.coding.words import points
from battles.detectors.categories.facts import JSON, Conversation, Detector
from battles.detectors.code_blocks import Fence, find_fences, without_fences
from battles.detectors.tokens import estimate_tokens
from battles.tags import Tag

VERSION = "4"

_PROSE_FENCES = frozenset({"plaintext", "plain", "plain-text", "text", "txt", "markdown", "md"})

_ENOUGH = 2.0
_SHORT, _TOKENS_PER_POINT = 150, 300
"""Beyond so many tokens a text must say more about programming: one point for every so many."""


def evidence(text: str) -> list[str]:
    """What in the text speaks for programming, an empty list for nothing:

    - `fence`: a fenced block that is not plain text or markdown, and holds code where it names no language;
    - `syntax`: a line in the open that can be nothing but code, an import or a package command among them;
    - `words`: enough words of programming for the length of the text.
    """
    found: list[str] = []
    if any(_holds_code(fence, text) for fence in find_fences(text)):
        found.append("fence")
    prose = without_fences(text)
    if has_code(prose):
        found.append("syntax")
    if points(prose) >= _ENOUGH + max(0, estimate_tokens(prose) - _SHORT) / _TOKENS_PER_POINT:
        found.append("words")
    return found


def _holds_code(fence: Fence, text: str) -> bool:
    if fence.language in _PROSE_FENCES:
        return False
    return fence.language != "" or is_mostly_code(text[fence.body_start : fence.body_end])


def observe(conversation: Conversation) -> dict[str, JSON]:
    """`coding`, and the kinds of evidence found anywhere in the conversation, sorted."""
    kinds = sorted({kind for text in conversation.texts for kind in evidence(text)})
    return {"coding": bool(kinds), "evidence": list(kinds)}


def implies(value: Mapping[str, JSON]) -> Tag:
    """The coding bit."""
    return Tag.CODING if value["coding"] else Tag(0)


DETECTOR = Detector("coding", VERSION, observe, implies)
