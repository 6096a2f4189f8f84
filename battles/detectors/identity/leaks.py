"""The identity detector: where does an answer say which model it is, or who made it?"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from battles.detectors.identity.ambiguous_names import is_model_name
from battles.detectors.identity.budget import END_BUDGET, SENTENCE, TEXT_BUDGET, Budget
from battles.detectors.identity.disguises import find_disguised_names
from battles.detectors.identity.folding import Folded, fold
from battles.detectors.identity.index import NameIndex
from battles.detectors.identity.names import KnownName, Mention, NameClass
from battles.detectors.identity.prompting import NO_PROMPT, Prompting, read_prompt
from battles.detectors.identity.self_identification import find_listener_names, find_self_identifications
from battles.detectors.identity.sentences import Sentence, split_sentences
from battles.detectors.identity.signatures import find_affirmation, is_bare_answer, is_denied, is_signature

MAX_LEAKS = 20
"""Leaks reported for one answer; the first ones are kept."""


SHORT_ANSWER = 200
"""Characters of an answer in which an ambiguous name or a company answers a request for identity."""

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
    if not mentions and not prompting.asks_identity:
        return _find_affirmed_name(folded, prompting)
    leaks = []
    for mention, kind in _identified_mentions(answer, folded, mentions, prompting):
        span = folded.original_span(mention.start, mention.end)
        kind = LeakKind.PROMPTED if prompting.supplies(mention.known) else kind
        leaks.append(Leak(kind, mention.known.name, mention.known.maker, *span))
        if len(leaks) == MAX_LEAKS:
            break
    if prompting.asks_identity and len(leaks) < MAX_LEAKS:
        leaks += _find_game_answers(answer, folded, mentions, names, prompting, leaks)
    return tuple(leaks[:MAX_LEAKS]) or _find_affirmed_name(folded, prompting)


def _find_game_answers(
    answer: str,
    folded: Folded,
    mentions: list[Mention],
    names: NameIndex,
    prompting: Prompting,
    leaks: list[Leak],
) -> Iterator[Leak]:
    """Find what only a request for identity makes a leak.

    - a name in disguise (see disguises.py);
    - a name anywhere, in code, JSON, tables and paths too, if the answer names models of one maker only.
    """
    starts = {leak.start for leak in leaks}
    for known, start, end in find_disguised_names(answer, names):
        if start not in starts:
            starts.add(start)
            yield _build_leak(known, start, end, prompting)
    makers = {mention.known.maker for mention in mentions if mention.known.name not in prompting.mentioned}
    if len(makers) != 1:
        return
    for mention in mentions:
        start, end = folded.original_span(mention.start, mention.end)
        is_certain = mention.known.kind in (NameClass.MODEL, NameClass.MAKER) or (
            len(answer) <= SHORT_ANSWER and not answer[start : start + 1].islower()
        )
        is_own = mention.known.name not in prompting.mentioned and start not in starts
        if is_certain and is_own and not is_denied(folded.text, mention):
            yield _build_leak(mention.known, start, end, prompting)


def _build_leak(known: KnownName, start: int, end: int, prompting: Prompting) -> Leak:
    is_maker = known.kind in (NameClass.MAKER, NameClass.COMPANY)
    kind = LeakKind.SELF_MAKER if is_maker else LeakKind.SELF_NAME
    if prompting.supplies(known):
        kind = LeakKind.PROMPTED
    return Leak(kind, known.name, known.maker, start, end)


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
        if budget.spend(SENTENCE):
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
