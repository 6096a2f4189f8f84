"""Small repairs of an English sentence: to a formal tone, or to correct grammar."""

import re

from battles.providers.demo.draft import Draft, Say
from battles.providers.demo.kinds.translating import phrase_in
from battles.providers.demo.language import language_of
from battles.providers.demo.library import asks, read
from battles.providers.demo.task import Task

MOST = 400
"""Characters of a sentence up to which the few rules are of use."""


def rewritten(task: Task) -> Draft | None:
    """The sentence in better words; the weak forget half of the rules."""
    manner = next((manner for manner in ("grammar", "formal") if asks(task.prompt, manner)), None)
    if manner is None or language_of(task.prompt) != "en":
        return None
    sentence = _sentence_in(task.prompt)
    if not sentence:
        return None
    rules = list(read("rewriting")[manner].items())
    if not task.right(960):
        rules = rules[::2]
    better = _tidy(_applied(sentence, rules))
    said = [Say(better)]
    if better == sentence:
        said.append(Say(task.say("rewrite.same"), 1))
    elif task.level > 0.5:
        said.append(Say(task.say("rewrite.end"), 1))
    return Draft(tuple(said), framed=task.has_length() >= 1.4)


def _sentence_in(prompt: str) -> str:
    """Return the quoted text, or the text after a colon or a line break."""
    text = phrase_in(prompt)
    if text == prompt.strip(" \t\n.?？。！，,") and "\n" not in prompt:
        return ""
    return text if len(text) <= MOST else ""


def _applied(sentence: str, rules: list[tuple[str, str]]) -> str:
    for expression, better in rules:
        sentence = re.sub(expression, better, sentence, flags=re.IGNORECASE)
    return sentence


def _tidy(sentence: str) -> str:
    """A capital at the start of each sentence, one space, and a full stop."""
    sentence = re.sub(r"\s+", " ", sentence).strip()
    sentence = re.sub(r"(?:^|(?<=[.!?]\s))[a-z]", lambda match: match.group().upper(), sentence)
    sentence = re.sub(r"\bi\b(?=['\s]|$)", "I", sentence)
    return sentence if sentence[-1:] in ".!?" else f"{sentence}."
