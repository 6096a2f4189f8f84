"""Split a folded text into the sentences that contain names, each name masked by one character."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from battles.detectors.identity.grammar.language import MASKS
from battles.detectors.identity.names import Mention

MAX_CONTEXT = 260
"""Characters read before the first and after the last name of a sentence."""

MAX_SPAN = 600
"""Characters from the first name of a sentence to the last; a longer one is split."""

_WORDS = re.compile(r"[^\W\d_\ue000-\ue003]+")
_GREETINGS = (
    "hello hi hey there greetings hallo hola bonjour salut ciao ola oi привет здравствуйте "
    "你好 您好 大家好 こんにちは はじめまして 안녕하세요 안녕 مرحبا"
)
"""Words with an end mark that still belong to the next sentence: "Hello! NAME here."."""

# The mark is matched first, so that the search skips from mark to mark; then the text before it is checked.
_NO_GREETING = "".join(rf"(?<!\b{greeting}.)" for greeting in _GREETINGS.split())
_BOUNDARY = re.compile(rf"(?:[.!?…](?=[\s\"'*_)\]]|\Z)|[。！？؟।]){_NO_GREETING}|\n")


_LATIN_MARK = re.compile(r"[.!?…]")
"""A mark that ends no sentence directly before a name, as in an address ("chat.NAME.com")."""


@dataclass(frozen=True)
class Sentence:
    """A masked sentence: `positions[i]` is the position of the i-th mention's mask in `text`."""

    text: str
    mentions: tuple[Mention, ...]
    positions: tuple[int, ...]
    start: int

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(_WORDS.findall(self.text))


def split_sentences(text: str, mentions: list[Mention]) -> Iterator[Sentence]:
    """Return the sentences around the mentions, in order. Linear in the text's length."""
    group: list[Mention] = []
    for mention in mentions:
        if group and _begins_build_sentence(text, group, mention):
            yield _build_sentence(text, group)
            group = []
        group.append(mention)
    if group:
        yield _build_sentence(text, group)


def _begins_build_sentence(text: str, group: list[Mention], mention: Mention) -> bool:
    """Check whether a mention is in another sentence than the group before it."""
    if mention.start - group[-1].end > MAX_CONTEXT or mention.end - group[0].start > MAX_SPAN:
        return True
    return _BOUNDARY.search(text, group[-1].end, mention.start) is not None


def _build_sentence(text: str, mentions: list[Mention]) -> Sentence:
    first, last = mentions[0], mentions[-1]
    start = max(0, first.start - MAX_CONTEXT)
    for boundary in _BOUNDARY.finditer(text, start, first.start):
        if boundary.end() < first.start or not _LATIN_MARK.match(text, boundary.start()):
            start = boundary.end()
    boundary_after = _BOUNDARY.search(text, last.end, last.end + MAX_CONTEXT)
    end = boundary_after.end() if boundary_after else min(len(text), last.end + MAX_CONTEXT)
    masked, positions, reached = "", [], start
    for mention in mentions:
        masked += text[reached : mention.start]
        positions.append(len(masked))
        masked += MASKS[mention.known.kind]
        reached = mention.end
    return Sentence(masked + text[reached:end], tuple(mentions), tuple(positions), start)
