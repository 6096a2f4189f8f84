"""The detector: where does an answer say which model it is, or who made it?"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from battles.identity.folding import fold
from battles.identity.frames import told
from battles.identity.names import Mention, NameClass, NameIndex
from battles.identity.prompting import put_by_prompt
from battles.identity.sentences import sentences


class LeakKind(StrEnum):
    """What was given away, or why it does not tell anything."""

    SELF_NAME = "self_name"
    """The answer says which model it is."""
    SELF_MAKER = "self_maker"
    """The answer says who made it."""
    SIGNATURE = "signature"
    """The answer is signed, or headed, with a model's name."""
    PROMPTED = "prompted"
    """The visitor's own prompt put the name into the answer's mouth."""


@dataclass(frozen=True)
class Leak:
    """A name given away. `start` and `end` are a half-open span of the original answer's characters.

    `name` and `maker` are canonical: the arena's own where the arena knows the name, else the lexicon's.
    """

    kind: LeakKind
    name: str
    maker: str
    start: int
    end: int


def find_leaks(answer: str, names: NameIndex, *, prompt: str = "") -> tuple[Leak, ...]:
    """All leaks of an answer, in order. `prompt` is what the visitor has said so far, all turns together."""
    folded = fold(answer)
    mentions = names.mentions(folded.text)
    if not mentions:
        return ()
    prompted = put_by_prompt(fold(prompt).text, names) if prompt else frozenset()
    leaks = []
    for mention in _told(folded.text, mentions):
        known = mention.known
        kind = LeakKind.PROMPTED if known.maker in prompted else _kind(mention)
        leaks.append(Leak(kind, known.name, known.maker, *folded.original_span(mention.start, mention.end)))
    return tuple(leaks)


def _told(text: str, mentions: list[Mention]) -> Iterator[Mention]:
    for sentence in sentences(text, mentions):
        for number in sorted(told(sentence)):
            yield sentence.mentions[number]


def _kind(mention: Mention) -> LeakKind:
    is_model = mention.known.kind in (NameClass.MODEL, NameClass.WORD)
    return LeakKind.SELF_NAME if is_model else LeakKind.SELF_MAKER
