"""The identity detector: where does an answer say which model it is, or who made it?"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from battles.detectors.identity.ambiguous_names import is_model_name
from battles.detectors.identity.budget import END_BUDGET, TEXT_BUDGET, Budget
from battles.detectors.identity.folding import Folded, fold
from battles.detectors.identity.index import NameIndex
from battles.detectors.identity.names import Mention, NameClass
from battles.detectors.identity.prompting import NO_PROMPT, Prompting, read_prompt
from battles.detectors.identity.self_identification import find_listener_names, find_self_identifications
from battles.detectors.identity.sentences import Sentence, split_sentences
from battles.detectors.identity.signatures import find_affirmation, is_bare_answer, is_signature

MAX_LEAKS = 20
"""Leaks reported for one answer; the first ones are kept."""


END_SENTENCES = 8
"""The last sentences with names, which are read even if the budget is exhausted before them."""


class LeakKind(StrEnum):
    """What an answer revealed, or that its prompt supplied the name."""

    SELF_NAME = "self_name"
    """The answer says which model it is."""
    SELF_MAKER = "self_maker"
    """The answer says who made it."""
    SIGNATURE = "signature"
    """A model's name is the answer's signature or header."""
    PROMPTED = "prompted"
    """The visitor's prompt supplied the name."""


@dataclass(frozen=True)
class Leak:
    """A name that an answer revealed. `start` and `end` are a half-open span of the original answer.

    `name` and `maker` are canonical: the arena's if the arena knows the name, else the lexicon's. If the
    answer only says yes to "are you NAME?", the span is the yes.
    """

    kind: LeakKind
    name: str
    maker: str
    start: int
    end: int


def find_leaks(
    answer: str, names: NameIndex, *, prompting: Prompting = NO_PROMPT, prompt: str = ""
) -> tuple[Leak, ...]:
    """Find all leaks of an answer, in order.

    prompting: the visitor's turns so far, read and combined; `prompt` is the text of a single turn instead.

    Time is linear in the length of the text, up to a budget. Most answers contain no known name and return
    early. Of an answer that exhausts the budget the beginning and the last sentences are read.
    """
    if prompt:
        prompting = read_prompt(prompt, names)
    folded = fold(answer)
    mentions = names.find_mentions(folded.text)
    if not mentions:
        return _find_affirmed_name(folded, prompting)
    leaks = []
    for mention, kind in _identified_mentions(answer, folded, mentions, prompting):
        span = folded.original_span(mention.start, mention.end)
        kind = LeakKind.PROMPTED if prompting.supplies(mention.known) else kind
        leaks.append(Leak(kind, mention.known.name, mention.known.maker, *span))
        if len(leaks) == MAX_LEAKS:
            break
    return tuple(leaks) or _find_affirmed_name(folded, prompting)


def _find_affirmed_name(folded: Folded, prompting: Prompting) -> tuple[Leak, ...]:
    suggested = prompting.suggested
    span = find_affirmation(folded.text, suggested)
    if span is None or suggested is None:
        return ()
    return (Leak(LeakKind.SELF_NAME, suggested.name, suggested.maker, *folded.original_span(*span)),)


def _identified_mentions(
    answer: str, folded: Folded, mentions: list[Mention], prompting: Prompting
) -> Iterator[tuple[Mention, LeakKind]]:
    for sentence, budget in _sentences_in_budget(folded.text, mentions):
        numbers = find_self_identifications(sentence, budget)
        if prompting.asks_instructions:
            numbers |= find_listener_names(sentence, budget)
        has_certain_name = any(
            sentence.mentions[number].known.kind is not NameClass.WORD for number in numbers
        )
        for number, mention in enumerate(sentence.mentions):
            kind = _kind(folded.text, mention, mentions, prompting, is_identified=number in numbers)
            if kind and (
                mention.known.kind is not NameClass.WORD
                or is_model_name(answer, folded, mention, prompting, has_certain_name=has_certain_name)
            ):
                yield mention, kind


def _sentences_in_budget(text: str, mentions: list[Mention]) -> Iterator[tuple[Sentence, Budget]]:
    """Yield the sentences to read, each with the budget for it."""
    sentences = list(split_sentences(text, mentions))
    budget, end_budget = Budget(TEXT_BUDGET), Budget(END_BUDGET)
    first_of_end = max(0, len(sentences) - END_SENTENCES)
    for number, sentence in enumerate(sentences):
        if not budget.is_exhausted:
            yield sentence, budget
        elif number >= first_of_end:
            yield sentence, end_budget


def _kind(
    text: str, mention: Mention, mentions: list[Mention], prompting: Prompting, *, is_identified: bool
) -> LeakKind | None:
    if is_identified or (prompting.asks_who and is_bare_answer(text, mention)):
        is_maker = mention.known.kind in (NameClass.MAKER, NameClass.COMPANY)
        return LeakKind.SELF_MAKER if is_maker else LeakKind.SELF_NAME
    if mention.known.name not in prompting.mentioned and is_signature(text, mention, mentions):
        return LeakKind.SIGNATURE
    return None
