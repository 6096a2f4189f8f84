"""What the visitor's prompt suggested to the model: names, and the question who is answering."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from battles.detectors.guarded import GuardedChoice
from battles.detectors.identity.budget import SENTENCE, TEXT_BUDGET, Budget
from battles.detectors.identity.folding import fold
from battles.detectors.identity.grammar import (
    Sentence,
    find_listener_names,
    find_self_identifications,
    split_sentences,
)
from battles.detectors.identity.names import KnownName, Mention, NameClass, NameIndex
from battles.detectors.identity.phrases import list_phrases, phrases
from battles.detectors.identity.prompts.own_questions import FICTION, drop_others_questions
from battles.detectors.identity.prompts.requests import read_request
from battles.detectors.word_traits import WordTraits

QUESTION_WITHIN = 600
"""Characters at the end of the prompt in which a question is searched."""

SHORT_REQUEST = 160
"""Characters of a request for identity to which a yes is an answer."""

TOPIC_WITHIN = 1_500
"""Characters at the beginning and at the end of the prompt in which its topic is searched."""

_ASKS_IDENTITY = GuardedChoice(list_phrases("asks_identity"))
_ASKS_INSTRUCTIONS = GuardedChoice(list_phrases("asks_instructions"))
_ASKS_TO_SAY = re.compile(phrases("asks_to_say"))
_ASKS_FICTION = GuardedChoice(list_phrases("asks_fiction"))
_ASKS_WHETHER_YOU_ARE = re.compile(rf"{phrases('asks_whether_you_are')}[^.!?。？\n]{{0,40}}$")
_SPEAKS_OF_MODELS = GuardedChoice(
    [
        *(rf"\b(?:{each})\b" for each in list_phrases("machine_words")),
        *list_phrases("machine_parts", "model_topics"),
    ]
)
_OPEN_QUESTION = re.compile(
    r"^\W*(?:who|what|which|when|where|why|how|wer|was|wann|wo|warum|wie|qui|quoi|quand|pourquoi|comment|quien|que|cuando|"
    r"quem|quando|chi|cosa|кто|что|когда|где|почему|как|say|type|write|reply)\b"
)
_COMPARES = re.compile(phrases("comparisons"))


_WORD_TRAITS = WordTraits(
    parts=chain.from_iterable(
        each.parts for each in (_ASKS_IDENTITY, _ASKS_INSTRUCTIONS, _ASKS_FICTION, _SPEAKS_OF_MODELS, FICTION)
    )
)


@dataclass(frozen=True)
class Prompting:
    """What a prompt did. `supplied` holds makers and names that it said to the model or asked it to say."""

    supplied: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()
    asks_who: bool = False
    asks_instructions: bool = False
    asks_fiction: bool = False
    asks_identity: bool = False
    """A request for identity in any form, see requests.py."""
    speaks_of_models: bool = False
    """The prompt is about language models or programs that use them."""
    suggested: KnownName | None = None
    """The name in a closing question "are you NAME?"."""
    length: int = 0
    """Characters of the prompt."""

    def supplies(self, known: KnownName) -> bool:
        return known.name in self.supplied or (known.maker in self.supplied and known.maker != "")

    def to_json(self) -> dict[str, Any]:
        """Return a JSON value from which `from_json` builds an equal object; defaults are left out."""
        fields: dict[str, Any] = {"length": self.length}
        if self.supplied:
            fields["supplied"] = sorted(self.supplied)
        if self.mentioned:
            fields["mentioned"] = sorted(self.mentioned)
        fields |= {name: True for name in _QUESTIONS if getattr(self, name)}
        if self.suggested is not None:
            fields["suggested"] = [self.suggested.name, self.suggested.maker, int(self.suggested.kind)]
        return fields

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Prompting":
        """Build the object that `to_json` described."""
        suggested = None
        if "suggested" in fields:
            name, maker, kind = fields["suggested"]
            suggested = KnownName(name, maker, NameClass(kind))
        return cls(
            supplied=frozenset(fields.get("supplied", ())),
            mentioned=frozenset(fields.get("mentioned", ())),
            suggested=suggested,
            length=fields["length"],
            **{name: fields.get(name, False) for name in _QUESTIONS},
        )


_QUESTIONS = ("asks_who", "asks_instructions", "asks_fiction", "asks_identity", "speaks_of_models")


NO_PROMPT = Prompting()


def combine_promptings(promptings: Iterable[Prompting]) -> Prompting:
    """Combine the prompts of several turns, in order, to what they did together.

    Names add up. A question counts if it is within the last QUESTION_WITHIN characters of all prompts, and a
    suggested name only in the last prompt.
    """
    supplied: set[str] = set()
    mentioned: set[str] = set()
    questions: set[str] = set()
    suggested, distance = None, 0
    for number, prompting in enumerate(reversed(list(promptings))):
        supplied |= prompting.supplied
        mentioned |= prompting.mentioned
        if distance < QUESTION_WITHIN:
            questions |= {name for name in _QUESTIONS if getattr(prompting, name)}
        suggested = suggested if number else prompting.suggested
        distance += prompting.length
    return Prompting(
        supplied=frozenset(supplied),
        mentioned=frozenset(mentioned),
        suggested=suggested,
        length=distance,
        **dict.fromkeys(questions, True),
    )


def read_prompt(prompt: str, names: NameIndex, *, asks_identity: bool | None = None) -> Prompting:
    """Read the prompt of one turn.

    asks_identity: whether `read_request` finds a request in the prompt, if that is known.

    If it contains so many names that the budget is exhausted, it supplies all its names: a prompt that is
    made of names leaves no answer blind.
    """
    if not prompt:
        return NO_PROMPT
    if asks_identity is None:
        asks_identity = bool(read_request(prompt, names))
    text = fold(prompt).text
    question = text[-QUESTION_WITHIN:]
    parts = _WORD_TRAITS.read(text.split()).parts
    mentions = names.find_mentions(text)
    supplied: set[str] = set()
    suggested = None
    budget = Budget(TEXT_BUDGET)
    for sentence in split_sentences(text, mentions):
        budget.spend(SENTENCE)
        for number in _supplied_numbers(sentence, text, budget):
            supplied |= {sentence.mentions[number].known.name, sentence.mentions[number].known.maker}
        suggested = _suggested_name(sentence, text) or suggested
        if budget.is_exhausted:
            supplied |= {name for mention in mentions for name in (mention.known.name, mention.known.maker)}
            break
    if suggested is None and asks_identity:
        suggested = _only_name(text, mentions)
    return Prompting(
        supplied=frozenset(supplied),
        mentioned=frozenset(mention.known.name for mention in mentions),
        asks_who=_ASKS_IDENTITY.matches(question, parts)
        and _ASKS_IDENTITY.matches(drop_others_questions(text, parts)[-QUESTION_WITHIN:], parts),
        asks_fiction=_ASKS_FICTION.matches(question, parts),
        asks_instructions=_ASKS_INSTRUCTIONS.matches(question, parts),
        asks_identity=asks_identity,
        speaks_of_models=_speaks_of_models(text, parts),
        suggested=suggested,
        length=len(prompt),
    )


def _speaks_of_models(text: str, parts: set[str]) -> bool:
    return any(
        _SPEAKS_OF_MODELS.matches(part, parts)
        for part in (text[:TOPIC_WITHIN], text[TOPIC_WITHIN:][-TOPIC_WITHIN:])
    )


def _supplied_numbers(sentence: Sentence, text: str, budget: Budget) -> set[int]:
    numbers = find_self_identifications(sentence, budget)
    if not sentence.text.rstrip().endswith("?"):
        numbers |= find_listener_names(sentence, budget)
    request = _ASKS_TO_SAY.search(text, sentence.start, sentence.mentions[-1].start)
    if request:
        numbers |= {
            number for number, mention in enumerate(sentence.mentions) if mention.start >= request.end()
        }
    return numbers


def _suggested_name(sentence: Sentence, text: str) -> KnownName | None:
    position = sentence.positions[0]
    asks = _ASKS_WHETHER_YOU_ARE.search(sentence.text[:position])
    closes = text.rstrip().endswith("?") and len(text) - sentence.mentions[-1].end <= 40
    if asks is None or not closes or _COMPARES.search(sentence.text, asks.start(), position):
        return None
    return sentence.mentions[0].known


def _only_name(text: str, mentions: list[Mention]) -> KnownName | None:
    """Return the name in a short request for identity that names models of one maker, and compares none."""
    makers = {mention.known.maker for mention in mentions}
    if len(makers) != 1 or len(text) > SHORT_REQUEST or _COMPARES.search(text) or _OPEN_QUESTION.search(text):
        return None
    return mentions[0].known
