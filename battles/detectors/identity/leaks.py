"""The detector: where does an answer say which model it is, or who made it?"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from battles.detectors.identity.ambiguous_names import is_model
from battles.detectors.identity.folding import Folded, fold
from battles.detectors.identity.frames import assigned, told
from battles.detectors.identity.index import NameIndex
from battles.detectors.identity.names import Mention, NameClass
from battles.detectors.identity.prompting import Prompting, read_prompt
from battles.detectors.identity.sentences import sentences
from battles.detectors.identity.signatures import affirmed, bare_answer, signed

MAX_LEAKS = 100
"""No answer reports more; the first ones are kept."""


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
    Where the answer only says yes to "are you NAME?", the span is the yes.
    """

    kind: LeakKind
    name: str
    maker: str
    start: int
    end: int


def find_leaks(answer: str, names: NameIndex, *, prompt: str = "") -> tuple[Leak, ...]:
    """All leaks of an answer, in order. `prompt` is what the visitor has said so far, all turns together.

    Time is linear in the length of both texts; most answers name nobody and are done after one look.
    """
    folded = fold(answer)
    mentions = names.mentions(folded.text)
    if not mentions:
        return _yes_to_a_name(folded, names, prompt)
    said = read_prompt(prompt, names)
    leaks = []
    for mention, kind in _told(answer, folded, mentions, said):
        span = folded.original_span(mention.start, mention.end)
        kind = LeakKind.PROMPTED if said.has_put(mention.known) else kind
        leaks.append(Leak(kind, mention.known.name, mention.known.maker, *span))
        if len(leaks) == MAX_LEAKS:
            break
    return tuple(leaks) or _yes_to_a_name(folded, names, prompt)


def _yes_to_a_name(folded: Folded, names: NameIndex, prompt: str) -> tuple[Leak, ...]:
    if "?" not in prompt[-60:] and "？" not in prompt[-60:]:
        return ()
    suggested = read_prompt(prompt, names).suggested
    span = affirmed(folded.text, suggested)
    if span is None or suggested is None:
        return ()
    return (Leak(LeakKind.SELF_NAME, suggested.name, suggested.maker, *folded.original_span(*span)),)


def _told(
    answer: str, folded: Folded, mentions: list[Mention], said: Prompting
) -> Iterator[tuple[Mention, LeakKind]]:
    for sentence in sentences(folded.text, mentions):
        numbers = told(sentence)
        if said.asks_instructions:
            numbers |= assigned(sentence)
        plain = any(sentence.mentions[number].known.kind is not NameClass.WORD for number in numbers)
        for number, mention in enumerate(sentence.mentions):
            kind = _kind(folded.text, mention, mentions, said, is_told=number in numbers)
            if kind and (
                mention.known.kind is not NameClass.WORD
                or is_model(answer, folded, mention, said, others_told=plain)
            ):
                yield mention, kind


def _kind(
    text: str, mention: Mention, mentions: list[Mention], said: Prompting, *, is_told: bool
) -> LeakKind | None:
    if is_told or (said.asks_who and bare_answer(text, mention)):
        is_maker = mention.known.kind in (NameClass.MAKER, NameClass.COMPANY)
        return LeakKind.SELF_MAKER if is_maker else LeakKind.SELF_NAME
    if mention.known.name not in said.mentioned and signed(text, mention, mentions):
        return LeakKind.SIGNATURE
    return None
