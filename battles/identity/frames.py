"""Decide for each name of a masked sentence whether the speaker says it of itself.

A sentence tells when a word for the speaker (an anchor: "I am", "my creator", "as an") reaches a name through
nothing but filler, or through what a model calls itself or how it came to be ("an AI trained by"). Comparison,
denial and other subjects in between break the way. Some frames come after the name ("NAME created me").
"""

import re
from collections.abc import Iterator

from battles.identity.grammar import MASKS, Language
from battles.identity.languages import LANGUAGES
from battles.identity.names import NameClass
from battles.identity.sentences import Sentence

REACH = 170
"""The farthest a name may stand from the anchor, in characters."""

UNKNOWN_BEFORE_SELF = 4
UNKNOWN_AFTER_MADE = 3
UNKNOWN_AFTER_MINE = 2
"""Words of no known kind allowed: "a fast and witty AI"; "made in Paris by"; "my training data is from"."""

COMPANY = MASKS[NameClass.COMPANY]
WORD = MASKS[NameClass.WORD]
MODELS = MASKS[NameClass.MODEL] + WORD

_HUMANS = re.compile(
    r"(?:'s|-)?(?: [\w-]+){0,3}?[ -](?:users?|fans?|engineers?|researchers?|employees?|scientists?|managers?|experts?|"
    r"specialists?|customers?|enthusiasts?|interns?|certified|competitors?|alternatives?|subscribers?|consultants?|"
    r"nutzer\w*|kunde\w*|entwickler|partner|developers?|пользовател\w+|инженер\w*|сотрудник\w*)\b"
)
"""People and things, not models: what follows the name in "I am a ChatGPT user"."""

_ARTICLE = re.compile(
    r"(?:\b(?:an?|une?|una|uno|um|uma|eine?|einen|een|en|et|bir|sebuah|seorang|mot)|一[个名位])\s*$"
)
_NEW_SUBJECT = re.compile(rf",\W*[{MODELS}]")
_APPOSITION = re.compile(r"\W*(?:$|[,.)!;:\"]|and\b|und\b|et\b|y\b|e\b|и\b)")
_ASIDE = re.compile(r"(?:\s*,[^,.]{1,60},|\s*\([^()]{1,60}\))?\W{0,4}")
_OTHER_SUBJECT = re.compile(rf"\W{{0,4}}(?:[{MODELS}]|it\b|it's\b|its\b|they\b|он\b|она\b|они\b|它)")
_JOINED = re.compile(
    r"(?:[,;(\-]|\b(?:and|und|et|y|e|i|и|та|en|och|og|ve|va|dan|si|ja|es|και|و|और|וגם)|和|并|、|고|で)\s*(?:\w+\s+){0,2}$"
)


def told(sentence: Sentence) -> set[int]:
    """Numbers of the mentions that the sentence's speaker says of itself."""
    return {
        number
        for language in LANGUAGES
        if language.may_speak(sentence.text, sentence.words)
        for number in _told_in(sentence, language)
    }


def _told_in(sentence: Sentence, language: Language) -> Iterator[int]:
    for anchor in language.anchors.finditer(sentence.text):
        yield from told_from(sentence, anchor, language)
    for number, position in enumerate(sentence.positions):
        before, after = sentence.text[:position], sentence.text[position + 1 :]
        if language.told_after.match(after) and not language.hards.search(before[-20:]):
            yield number
        elif number == 0 and language.told_bare.match(after) and not language.unknown(before):
            yield number


def told_from(sentence: Sentence, anchor: re.Match[str], language: Language) -> Iterator[int]:
    """Numbers of the mentions that a way leads to from one anchor."""
    for number, position in enumerate(sentence.positions):
        if anchor.end() <= position <= anchor.end() + REACH:
            way = _Way(
                str(anchor.lastgroup),
                anchor.group(),
                sentence.text[anchor.end() : position],
                sentence.text[position],
                sentence.text[position + 1 :],
                language,
            )
            if way.tells():
                yield number


class _Way:
    """The way from an anchor to a name: the gap between them, the name's mask, and what comes after."""

    def __init__(self, kind: str, anchor: str, gap: str, mask: str, after: str, language: Language) -> None:
        self.kind, self.anchor, self.gap, self.mask, self.after = kind, anchor, gap, mask, after
        self.language = language
        self.linked = language.linked.match(after) is not None

    def tells(self) -> bool:
        if self.language.hards.search(self.gap) or _HUMANS.match(self.after):
            return False
        unknown = self.language.unknown(self.gap)
        if self.kind == "named":
            return unknown == 0 and (self.mask != COMPANY or self.linked)
        if self.kind == "uses":
            return self.mask in MODELS and self._is_described()
        if self.kind == "mine":
            return unknown <= UNKNOWN_AFTER_MINE and not self.language.stops.search(self.gap)
        if self.kind == "role" and (_NEW_SUBJECT.search(self.gap) or self._another_acts()):
            return False
        if unknown == 0 and self._is_plain():
            return True
        return self._is_described()

    def _is_plain(self) -> bool:
        """Filler alone: "I am NAME", "as NAME, I"."""
        if self.gap.rstrip().endswith(",") and not (self.linked or _APPOSITION.match(self.after)):
            return False
        if self.kind == "role":
            return self._speaks_on()
        if self.mask == WORD and _ARTICLE.search(self.gap):
            return self.linked
        return self.linked or (self.mask != COMPANY and self.language.is_named.match(self.after) is not None)

    def _is_described(self) -> bool:
        """ "… a large language model trained by NAME": what I am, then how the name comes in."""
        way = self.anchor + self.gap
        found = list(self.language.evidence.finditer(way))
        if not found or not self._opens_with_self(way[len(self.anchor) : found[0].start()]):
            return False
        if not self._stays_with_self(way[found[0].end() : found[-1].start()]):
            return False
        rest = way[found[-1].end() :]
        if self.language.stops.search(rest):
            return False
        if found[-1].lastgroup == "made":
            return self.language.unknown(rest) <= UNKNOWN_AFTER_MADE
        if self.language.unknown(rest):
            return False
        return not rest.rstrip().endswith(",") or _APPOSITION.match(self.after) is not None

    def _opens_with_self(self, lead: str) -> bool:
        if self.language.stops.search(lead) or self.language.relatives.search(lead):
            return False
        return self.language.unknown(lead) <= UNKNOWN_BEFORE_SELF

    def _stays_with_self(self, middle: str) -> bool:
        """Nothing turned to another subject between the first and the last word of evidence."""
        return not self.language.stops.search(middle) or _JOINED.search(middle) is not None

    def _another_acts(self) -> bool:
        """ "As an AI by OpenAI, ChatGPT can …": the role is somebody else's."""
        return _OTHER_SUBJECT.match(self.after) is not None and not self._speaks_on()

    def _speaks_on(self) -> bool:
        aside = _ASIDE.match(self.after)
        end = aside.end() if aside else 0
        return self.language.first_person.match(self.after, end) is not None or (
            self.linked and self.language.first_person.search(self.after, 0, 80) is not None
        )
