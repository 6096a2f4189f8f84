"""What the visitor's prompt suggested to the model: names, and the question who is answering."""

import re
from dataclasses import dataclass
from itertools import islice

from battles.detectors.identity.folding import fold
from battles.detectors.identity.index import NameIndex
from battles.detectors.identity.names import KnownName
from battles.detectors.identity.phrases import phrases
from battles.detectors.identity.self_identification import find_listener_names, find_self_identifications
from battles.detectors.identity.sentences import Sentence, split_sentences

QUESTION_WITHIN = 600
"""Characters at the end of the prompt in which a question is searched."""

MAX_SENTENCES = 300
"""Sentences with names that are read; limits the work for a prompt made of names."""

_ASKS_IDENTITY = re.compile(phrases("asks_identity"))
_ASKS_INSTRUCTIONS = re.compile(phrases("asks_instructions"))
_ASKS_TO_SAY = re.compile(phrases("asks_to_say"))
_ASKS_FICTION = re.compile(phrases("asks_fiction"))
_ASKS_WHETHER_YOU_ARE = re.compile(rf"{phrases('asks_whether_you_are')}[^.!?。？\n]{{0,40}}$")


@dataclass(frozen=True)
class Prompting:
    """What a prompt did. `supplied` holds makers and names that it said to the model or asked it to say."""

    supplied: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()
    asks_who: bool = False
    asks_instructions: bool = False
    asks_fiction: bool = False
    suggested: KnownName | None = None
    """The name in a closing question "are you NAME?"."""

    def supplies(self, known: KnownName) -> bool:
        return known.name in self.supplied or (known.maker in self.supplied and known.maker != "")


NO_PROMPT = Prompting()


def read_prompt(prompt: str, names: NameIndex) -> Prompting:
    """Read all turns of the visitor so far, joined in order."""
    if not prompt:
        return NO_PROMPT
    text = fold(prompt).text
    question = text[-QUESTION_WITHIN:]
    mentions = names.find_mentions(text)
    supplied: set[str] = set()
    suggested = None
    for sentence in islice(split_sentences(text, mentions), MAX_SENTENCES):
        for number in _supplied_numbers(sentence, text):
            supplied |= {sentence.mentions[number].known.name, sentence.mentions[number].known.maker}
        suggested = _suggested_name(sentence, text) or suggested
    return Prompting(
        supplied=frozenset(supplied),
        mentioned=frozenset(mention.known.name for mention in mentions),
        asks_who=_ASKS_IDENTITY.search(question) is not None,
        asks_fiction=_ASKS_FICTION.search(question) is not None,
        asks_instructions=_ASKS_INSTRUCTIONS.search(question) is not None,
        suggested=suggested,
    )


def _supplied_numbers(sentence: Sentence, text: str) -> set[int]:
    numbers = find_self_identifications(sentence)
    if not sentence.text.rstrip().endswith("?"):
        numbers |= find_listener_names(sentence)
    request = _ASKS_TO_SAY.search(text, sentence.start, sentence.mentions[-1].start)
    if request:
        numbers |= {
            number for number, mention in enumerate(sentence.mentions) if mention.start >= request.end()
        }
    return numbers


def _suggested_name(sentence: Sentence, text: str) -> KnownName | None:
    position = sentence.positions[0]
    asks = _ASKS_WHETHER_YOU_ARE.search(sentence.text[:position]) is not None
    closes = text.rstrip().endswith("?") and len(text) - sentence.mentions[-1].end <= 40
    return sentence.mentions[0].known if asks and closes else None
