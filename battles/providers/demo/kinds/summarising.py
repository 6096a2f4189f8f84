"""Summaries by picking the sentences that carry most of a text's own words."""

import re
from collections import Counter
from itertools import pairwise

from battles.providers.demo.draft import Draft, Point, Points, Say
from battles.providers.demo.language import UNSPACED, language_of
from battles.providers.demo.persona import Layout
from battles.providers.demo.subject import count_in
from battles.providers.demo.task import Task

PASTED = 400
"""Characters from which a prompt without a question is taken as a text to be read."""

REQUEST = 90
"""Minimum characters of a request that can be summarised back."""

_SENTENCE = re.compile(r"[^。！？!?\n]+?(?:[。！？]|[.!?](?=[\s\"”)]|$)|\n|$)")
_WORD = re.compile(r"[^\W\d_]{3,}")


def summary(task: Task) -> Draft | None:
    """Summarise the text in the request."""
    text = text_of(task.prompt)
    if len(text) < 80:
        return Draft((Say(task.say("summary.no_text")),), framed=False)
    return _summarised(task, text)


def pasted_text(task: Task) -> Draft | None:
    """A long text without a word about what to do with it."""
    if len(task.prompt) < PASTED:
        return None
    inner = _summarised(task, task.prompt)
    return Draft((Say(task.say("summary.guess")), *inner.parts, Say(task.say("summary.offer"))), framed=False)


def long_request(task: Task) -> Draft | None:
    """A request of several sentences that fits nothing else: repeat what was understood."""
    if len(task.prompt) < REQUEST or not task.right(940):
        return None
    understood = best_sentences(sentences(task.prompt), 3)
    points = Points(tuple(Point(each, "") for each in understood), fixed=True)
    return Draft((Say(task.say("unknown.understood")), points, Say(task.say("unknown.begin"))), framed=False)


def text_of(prompt: str) -> str:
    """The text after the request: what follows its colon or its line, if that is the larger part."""
    for separator in (":", "：", "\n"):
        head, found, tail = prompt.partition(separator)
        if found and len(tail.strip()) > len(head):
            return tail.strip()
    return prompt if len(prompt) > 300 else ""


def _summarised(task: Task, text: str) -> Draft:
    found = sentences(text)
    wanted = count_in(task.prompt[:200]) or max(1, round((2 + len(found) / 12) * min(1.5, task.has_length())))
    wanted = min(wanted, 8, len(found))
    picked = best_sentences(found, wanted) if task.right(960) else found[:wanted]
    lead = Say(task.say("summary.lead", count=len(found)), 1)
    if task.persona.manner.layout in (Layout.PROSE, Layout.TABLE) and task.layout is None:
        joint = "" if language_of(text) in UNSPACED else " "
        return Draft((lead, Say(joint.join(picked))), framed=False)
    return Draft((lead, Points(tuple(Point(each, "") for each in picked), fixed=True)), framed=False)


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order, without its headings and blank lines."""
    found = [match.group().strip() for match in _SENTENCE.finditer(text)]
    return [each for each in found if len(each) >= (8 if language_of(each) in UNSPACED else 25)] or found[:1]


def best_sentences(found: list[str], count: int) -> list[str]:
    """Those with the most frequent words of the whole, in their own order; the first has a head start."""
    frequency = Counter(word for each in found for word in _words(each))
    scores = []
    for at, each in enumerate(found):
        words = _words(each)
        mean = sum(frequency[word] for word in words) / (len(words) + 6)
        scores.append(mean * (1.3 if at == 0 else 1.0))
    best = sorted(range(len(found)), key=lambda at: -scores[at])[:count]
    return [found[at] for at in sorted(best)]


def _words(sentence: str) -> set[str]:
    """Words, or pairs of characters where words are not spaced."""
    if language_of(sentence) in UNSPACED:
        letters = [letter for letter in sentence if letter.isalpha()]
        return {a + b for a, b in pairwise(letters)}
    return {word.lower() for word in _WORD.findall(sentence)}
