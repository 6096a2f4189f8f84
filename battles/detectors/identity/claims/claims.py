"""The names by which the author of a text identifies itself, in plain words or by a signature."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from battles.detectors.identity.budget import END_BUDGET, SENTENCE, TEXT_BUDGET, Budget
from battles.detectors.identity.claims.alternatives import find_alternatives
from battles.detectors.identity.claims.ambiguous_names import is_model_name, is_proper_name
from battles.detectors.identity.claims.signatures import (
    is_bare_answer,
    is_byline,
    is_signature,
    opens_in_third_person,
    opens_profile,
)
from battles.detectors.identity.folding import Folded, fold
from battles.detectors.identity.grammar import (
    Sentence,
    find_listener_names,
    find_self_identifications,
    split_sentences,
)
from battles.detectors.identity.names import KnownName, Mention, NameClass, NameIndex, Words
from battles.detectors.identity.phrases import phrases
from battles.detectors.identity.prompts import Prompting

_ASKED_ONESELF = re.compile(
    rf"(?:{phrases('asks_oneself')}\W{{0,3}}[?？](?:[^\w?？]{{0,6}}{phrases('opens_answer')}){{0,2}}|{phrases('has_maker')})"
    r"[^\w?？]{0,6}\Z"
)
_MADE_ME = re.compile(rf"[^.!?。！？\n\ue000-\ue003]{{0,80}}[.!?。！？]\s{{0,2}}{phrases('made_me')}")
_ASKED_WITHIN = 100
"""Characters before a name in which the speaker's question about itself ends: "My name? NAME."."""

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
class Reading:
    """An answer, its folded text with the words and names in it, and what its prompt did."""

    answer: str
    folded: Folded
    words: Words
    mentions: list[Mention]
    names: NameIndex
    prompting: Prompting

    @classmethod
    def of(cls, answer: str, names: NameIndex, prompting: Prompting) -> "Reading":
        """Read an answer."""
        folded = fold(answer)
        words = names.read_words(folded.text)
        return cls(answer, folded, words, names.find_mentions(folded.text, words), names, prompting)


def find_claims(reading: Reading) -> Iterator[tuple[Mention, LeakKind]]:
    """Yield the mentions by which the author of an answer identifies itself, in order."""
    answer, folded, mentions = reading.answer, reading.folded, reading.mentions
    prompting = reading.prompting
    alternatives = find_alternatives(folded.text, mentions)
    for sentence, budget in _sentences_in_budget(folded.text, mentions):
        numbers = find_self_identifications(sentence, budget)
        if prompting.asks_instructions:
            numbers |= find_listener_names(sentence, budget)
        certain = [sentence.mentions[number] for number in numbers]
        certain = [mention for mention in certain if mention.known.kind is not NameClass.WORD]
        makers = {each.known.maker for each in sentence.mentions if each.known.kind is not NameClass.WORD}
        for number, mention in enumerate(sentence.mentions):
            if mention.start in alternatives:
                continue
            kind = _kind(folded.text, mention, mentions, prompting, is_identified=number in numbers)
            if kind and (
                mention.known.kind is not NameClass.WORD
                or is_model_name(
                    answer,
                    folded,
                    mention,
                    prompting,
                    has_certain_name=bool(certain) or mention.known.maker in makers,
                )
            ):
                yield mention, kind
            elif (
                mention.known.name not in prompting.mentioned
                and is_byline(folded.text, mention, mentions)
                and is_proper_name(answer, folded, mention)
            ):
                yield mention, LeakKind.SIGNATURE


def kind_of_name(known: KnownName) -> LeakKind:
    """Return what a name reveals: the model, or its maker."""
    is_maker = known.kind in (NameClass.MAKER, NameClass.COMPANY)
    return LeakKind.SELF_MAKER if is_maker else LeakKind.SELF_NAME


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
    asked = _ASKED_ONESELF.search(text[max(0, mention.start - _ASKED_WITHIN) : mention.start])
    made_me = mention.known.kind is not NameClass.WORD and _is_said_to_have_made_me(text, mention, mentions)
    if is_identified or asked or made_me or (prompting.asks_who and is_bare_answer(text, mention)):
        return kind_of_name(mention.known)
    if mention.known.name in prompting.mentioned:
        return None
    if not prompting.speaks_of_models and opens_in_third_person(text, mention):
        return LeakKind.SELF_NAME
    is_profile = not prompting.speaks_of_models and opens_profile(text, mention, mentions)
    if is_profile or is_signature(text, mention, mentions):
        return LeakKind.SIGNATURE
    return None


def _is_said_to_have_made_me(text: str, mention: Mention, mentions: list[Mention]) -> bool:
    """Check for "NAME is a lab. It made me.": the next sentence, without another name between."""
    tie = _MADE_ME.match(text, mention.end)
    return tie is not None and not any(mention.end <= other.start < tie.end() for other in mentions)
