"""Does a conversation contain code, or is it about programming?"""

from collections.abc import Mapping

from battles.detectors.categories.coding import identifiers, syntax, words
from battles.detectors.categories.facts import JSON, Detector, Readings
from battles.detectors.code_blocks import CodeBlock, find_code_blocks, remove_code_blocks
from battles.detectors.tokens import estimate_tokens
from battles.detectors.word_traits import WordTraits
from battles.tags import Tag

VERSION = "7"

_PROSE_BLOCKS = frozenset({"plaintext", "plain", "plain-text", "text", "txt", "markdown", "md"})

_TRAITS = WordTraits(
    parts=(*syntax.PARTS, *words.PARTS),
    list_tokens=words.list_tokens,
    tokens=frozenset(words.TOKENS),
    expressions=identifiers.EXPRESSIONS,
)

_MIN_SCORE = 2.0
_SHORT_TOKENS, _TOKENS_PER_POINT = 150, 300
"""A text of more tokens needs a higher score: one point more for each _TOKENS_PER_POINT."""


def evidence(text: str) -> list[str]:
    """Return the kinds of evidence for programming in a text:

    - `fence`: a fenced block that is not plain text or markdown, and contains code if it names no language;
    - `syntax`: a line outside such blocks that can only be code, an import or a package command for example;
    - `words`: enough words and tasks of programming, and names and signs of programs, for the length of the
      text.
    """
    kinds: list[str] = []
    if any(_contains_code(block, text) for block in find_code_blocks(text)):
        kinds.append("fence")
    prose = remove_code_blocks(text)
    traits = _TRAITS.read(prose.split())
    if syntax.has_code(prose, traits.parts):
        kinds.append("syntax")
    score = words.score_words(prose, traits) + identifiers.score_identifiers(prose, traits)
    if score >= _MIN_SCORE and score >= _get_needed_score(prose):
        kinds.append("words")
    return kinds


def _get_needed_score(prose: str) -> float:
    return _MIN_SCORE + max(0, estimate_tokens(prose) - _SHORT_TOKENS) / _TOKENS_PER_POINT


def _contains_code(block: CodeBlock, text: str) -> bool:
    if block.language in _PROSE_BLOCKS:
        return False
    body = text[block.body_start : block.body_end]
    return block.language != "" or syntax.is_mostly_code(body, _TRAITS.read(body.split()).parts)


def combine(readings: Readings) -> dict[str, JSON]:
    """Return `coding`, and the sorted kinds of evidence in the whole conversation."""
    kinds = sorted({kind for evidence in readings.all for kind in evidence})
    return {"coding": bool(kinds), "evidence": list(kinds)}


def implies(value: Mapping[str, JSON]) -> Tag:
    """The tag CODING."""
    return Tag.CODING if value["coding"] else Tag(0)


DETECTOR = Detector("coding", VERSION, combine, implies, read_prompt=evidence, read_answer=evidence)
