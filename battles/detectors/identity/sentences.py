"""Cut a folded text into the sentences that hold names, each name masked by one character."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from battles.detectors.identity.grammar import MASKS
from battles.detectors.identity.names import Mention

REACH = 260
"""Characters looked at before the first and after the last name of a sentence."""

LONGEST = 600
"""From the first name of a sentence to the last; what goes on longer is cut into several sentences."""

_WORDS = re.compile(r"[^\W\d_\ue000-\ue003]+")
_GREETINGS = (
    "hello hi hey there greetings hallo hola bonjour salut ciao ola oi привет здравствуйте "
    "你好 您好 大家好 こんにちは はじめまして 안녕하세요 안녕 مرحبا"
)
"""What ends with a mark but begins the sentence after it: "Hello! NAME here."."""

# The mark comes first, so that the search skips from mark to mark; then what stood before it is looked at.
_NO_GREETING = "".join(rf"(?<!\b{greeting}.)" for greeting in _GREETINGS.split())
_BOUNDARY = re.compile(rf"(?:[.!?…](?=[\s\"'*_)\]]|\Z)|[。！？؟।]){_NO_GREETING}|\n")


@dataclass(frozen=True)
class Sentence:
    """A masked sentence: `positions[i]` is where the i-th mention's mask stands in `text`."""

    text: str
    mentions: tuple[Mention, ...]
    positions: tuple[int, ...]
    start: int

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(_WORDS.findall(self.text))


def sentences(text: str, mentions: list[Mention]) -> Iterator[Sentence]:
    """The sentences around the mentions, in order. Linear in the text's length."""
    group: list[Mention] = []
    for mention in mentions:
        if group and _parted(text, group, mention):
            yield _sentence(text, group)
            group = []
        group.append(mention)
    if group:
        yield _sentence(text, group)


def _parted(text: str, group: list[Mention], mention: Mention) -> bool:
    """Whether a mention stands in another sentence than the group before it."""
    if mention.start - group[-1].end > REACH or mention.end - group[0].start > LONGEST:
        return True
    return _BOUNDARY.search(text, group[-1].end, mention.start) is not None


def _sentence(text: str, mentions: list[Mention]) -> Sentence:
    first, last = mentions[0], mentions[-1]
    start = max(0, first.start - REACH)
    for boundary in _BOUNDARY.finditer(text, start, first.start):
        start = boundary.end()
    boundary_after = _BOUNDARY.search(text, last.end, last.end + REACH)
    end = boundary_after.end() if boundary_after else min(len(text), last.end + REACH)
    masked, positions, reached = "", [], start
    for mention in mentions:
        masked += text[reached : mention.start]
        positions.append(len(masked))
        masked += MASKS[mention.known.kind]
        reached = mention.end
    return Sentence(masked + text[reached:end], tuple(mentions), tuple(positions), start)
