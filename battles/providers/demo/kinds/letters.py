"""Letters in words: counting them, and writing words backwards."""

import re

from battles.providers.demo.draft import Draft, Say, plain
from battles.providers.demo.library import asks
from battles.providers.demo.task import Task

_QUOTES = "\"'“”‘’「」『』«»"
_Q = f"[{_QUOTES}]?"
_LETTER_FIRST = re.compile(
    rf"(?:how many|wie viele|combien de|cuántas?|cuantas?)\s+(?:times?\s+(?:is|does)\s+)?(?:the\s+)?"
    rf"(?:letters?\s+|buchstaben?\s+|lettres?\s+|letras?\s+)?{_Q}(?P<letter>[a-z])(?:{_Q}['’]?s)?{_Q}(?![a-z]).{{0,40}}?"
    rf"\b(?:in|im|dans|en)\s+(?:the\s+|dem\s+|le\s+|la\s+)?(?:word\s+|wort\s+|mot\s+|palabra\s+)?"
    rf"{_Q}(?P<word>[a-zäöüßéèñ]{{2,}})",
    re.IGNORECASE,
)
_WORD_FIRST = re.compile(
    rf"(?<![a-z]){_Q}(?P<word>[a-z]{{3,}}){_Q}[^a-z]{{0,12}}(?:幾|几|多少|いくつ|何|몇|有|の中|に|에)?[^a-z]{{0,8}}"
    rf"{_Q}(?P<letter>[a-z]){_Q}(?![a-z])",
    re.IGNORECASE,
)
_BACKWARDS = re.compile(rf"{_Q}([^\W\d_]{{2,40}}){_Q}\W*$")
_QUOTED = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]{{1,60}})[{_QUOTES}]")
_BETWEEN = re.compile(
    r"(?:word|spell|wort|mot|palabra)\s+([^\W\d_]+)\s+(?:backwards?|in reverse|rückwärts|à l'envers|al revés)"
)


MOST = 160
"""Characters up to which a prompt can be about the letters of a word."""


def letter_count(task: Task) -> Draft | None:
    """How often a letter is in a word; weak models see one too few."""
    if len(task.prompt) > MOST:
        return None
    match = _LETTER_FIRST.search(task.prompt) or (
        _WORD_FIRST.search(task.prompt) if asks(task.prompt, "how_many") else None
    )
    if match is None:
        return None
    word, letter = match["word"], match["letter"].lower()
    count = word.lower().count(letter)
    if not task.right(960 + 40 * min(count, 4)):
        count = max(0, count - 1) if count else 1
        return plain(task.say("letters.count", count=count, letter=letter, word=word))
    spelled = "-".join(f"**{each}**" if each.lower() == letter else each for each in word)
    said = [Say(task.say("letters.count", count=count, letter=letter, word=word))]
    if task.level > 0.5:
        said.append(Say(task.say("letters.spelled", spelled=spelled), 1))
    return Draft(tuple(said), framed=False)


def spelled_backwards(task: Task) -> Draft | None:
    """A given word in reverse; not a request for a program that does it."""
    if len(task.prompt) > MOST or not asks(task.prompt, "backwards") or asks(task.prompt, "program"):
        return None
    match = _QUOTED.search(task.prompt) or _BETWEEN.search(task.prompt) or _BACKWARDS.search(task.prompt)
    if match is None:
        return None
    word = match.group(1)
    backwards = word[::-1]
    if not task.right(860 + 25 * len(word)) and len(word) > 3:
        at = task.rng.randrange(len(word) - 1)
        backwards = backwards[:at] + backwards[at + 1] + backwards[at] + backwards[at + 2 :]
    return plain(task.say("letters.backwards", word=word, backwards=backwards))
