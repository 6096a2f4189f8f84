"""Decide for each name of a masked sentence whether the speaker says it of itself.

A sentence tells when a word for the speaker (an anchor: "I am", "my creator", "as an") reaches a name through
nothing but filler, or through what a model calls itself or how it came to be ("an AI trained by").
Comparison, denial and other subjects in between break the way. Some frames follow the name ("NAME made me").
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from battles.identity.grammar import MASKS, Language
from battles.identity.languages import LANGUAGES
from battles.identity.names import NameClass
from battles.identity.sentences import Sentence

REACH = 170
"""The farthest a name may stand from the anchor, in characters."""

MADE_LATER = 100
"""How far behind the name the speaker may turn up: "Made by NAME to be kind, I …"."""

SUPPOSED_WITHIN = 30
DENIED_WITHIN = 20
"""How many characters before an anchor an "if", before a name a "not" makes the telling untrue."""

NAMES_AHEAD = 6
"""How many names are tried from one anchor; bounds the work in a text made of names."""

UNKNOWN_BEFORE_LINKED = 2
UNKNOWN_BEFORE_SELF = 4
UNKNOWN_AFTER_MADE = 3
UNKNOWN_AFTER_MINE = 2
"""Words of no known kind allowed: "by the Berlin firm NAME made", "a fast, witty AI", "made in Paris by"."""

COMPANY = MASKS[NameClass.COMPANY]
WORD = MASKS[NameClass.WORD]
MODELS = MASKS[NameClass.MODEL] + WORD

_NOT_A_MODEL = re.compile(
    r"(?:'s|-)?(?: (?!(?:to|and|for|who|that|with|by|in|so|as|и|для|um|und)\b)[\w-]+){0,2}?[ -](?:users?|"
    r"fans?|engineers?|researchers?|employees?|scientists?|managers?|experts?|specialists?|customers?|"
    r"enthusiasts?|interns?|certified|competitors?|alternatives?|subscribers?|consultants?|developers?|"
    r"partner|nutzer\w*|kunde\w*|entwickler|пользовател\w+|инженер\w*|сотрудник\w*|apis?|sdks?|library|"
    r"client|accounts?|subscriptions?|keys?|courses?|stocks?|phones?|docs|documentation|apps?|packages?|"
    r"certificates?|office|products?(?! (?:and|created|developed|called|named))|ads|analytics|sheets|maps|"
    r"scholar|drive|chrome|play|pixel|galaxy|azure|teams|excel|windows|store|prime|marketplace|console|"
    r"workspace|calendar|translate|lens|earth|photos|search)\b"
)
"""People and things, not models: what follows the name in "I am a ChatGPT user"."""

_ARTICLE = re.compile(
    r"(?:\b(?:an?|une?|una|uno|um|uma|eine?|einen|een|en|et|bir|sebuah|seorang|mot)|一[个名位])\s*$"
)
_FAVOURITE = re.compile(
    r"favou?ri[et]|prefer|lieblings|ulubion|любим|улюблен|المفضل|"
    r"最喜欢|好きな|좋아하는|en sevdigim|yeu thich|oblibe"
)
_COMMA = re.compile(r",\s*")
_TURNS = re.compile("[,;:\ue000-\ue003]")
_NEW_SUBJECT = re.compile(rf",\W*[{MODELS}]")
_APPOSITION = re.compile(r"\W*(?:$|[,.)!;:\"]|and\b|und\b|et\b|y\b|e\b|и\b)")
_ASIDE = re.compile(r"(?:\s*,[^,.]{1,60},|\s*\([^()]{1,60}\))?\W{0,4}(?:(?:no|non|nao|ne|не|nie) )?")
_ONE_WORD = re.compile(r"[^\W\d_]+ ")
_ALSO = re.compile(r"[^.]{0,30}\b(?:auch|aussi|tambien|tambem|anche|ook|тоже|также|też|juga|cung)\b")
_OTHER_SUBJECT = re.compile(rf"\W{{0,4}}(?:[{MODELS}]|it\b|it's\b|its\b|they\b|он\b|она\b|они\b|它)")
_JOINED = re.compile(
    r"(?:[,;(\-]|\b(?:and|und|et|y|e|i|и|та|en|och|og|ve|va|dan|si|ja|es|και)|و|और|וגם|和|并|、|고|"
    r"で)\s*(?:\w+\s+){0,2}$"
)
_QUOTE = re.compile(r"[\"「『《]|(?<!\w)'")


def told(sentence: Sentence) -> set[int]:
    """Numbers of the mentions that the sentence's speaker says of itself."""
    found: set[int] = set()
    for language in LANGUAGES:
        if language.may_speak(sentence.text, sentence.words):
            _tell(sentence, language, found)
    return found


def assigned(sentence: Sentence) -> set[int]:
    """Numbers of the mentions that the sentence says of its listener: "you are NAME"."""
    found: set[int] = set()
    for language in LANGUAGES:
        for anchor in language.assignments.finditer(sentence.text):
            found.update(_reached(sentence, anchor, language, found))
    return found


def _tell(sentence: Sentence, language: Language, found: set[int]) -> None:
    """Add what this language's frames find; what is found already is not looked at again."""
    text = sentence.text
    for anchor in language.anchors.finditer(text):
        if not language.supposes.search(text, max(0, anchor.start() - SUPPOSED_WITHIN), anchor.start()):
            reached = _reached(sentence, anchor, language, found)
            found.update(
                number for number in reached if not _quotes_another(sentence, anchor.start(), number)
            )
    for number, position in enumerate(sentence.positions):
        if number not in found and _told_behind(text, number, position, language):
            found.add(number)


def _told_behind(text: str, number: int, position: int, language: Language) -> bool:
    """Whether what follows the name ties it to the speaker."""
    if language.told_after.match(text, position + 1):
        return not language.hards.search(text, max(0, position - DENIED_WITHIN), position)
    if number == 0 and language.told_bare.match(text, position + 1):
        return not language.unknown(text[:position])
    return False


def _reached(sentence: Sentence, anchor: re.Match[str], language: Language, found: set[int]) -> list[int]:
    """Numbers of the mentions, other than those found, that a way leads to from one anchor."""
    reached = []
    first = bisect_left(sentence.positions, anchor.end())
    for number in range(first, min(first + NAMES_AHEAD, len(sentence.positions))):
        position = sentence.positions[number]
        gap = sentence.text[anchor.end() : position]
        if len(gap) > REACH or language.hards.search(gap):
            break
        if number not in found:
            after = sentence.text[position + 1 :]
            way = _Way(str(anchor.lastgroup), anchor.group(), gap, sentence.text[position], after, language)
            if way.tells():
                reached.append(number)
    return reached


def _quotes_another(sentence: Sentence, anchor: int, number: int) -> bool:
    """ "Asked for its name, NAME says: "I am NAME" ": the speaker is somebody named before the quotation."""
    maker = sentence.mentions[number].known.maker
    for mention, position in zip(sentence.mentions, sentence.positions, strict=True):
        if position >= anchor:
            return False
        if mention.known.maker == maker and _QUOTE.search(sentence.text, position, anchor):
            return True
    return False


@dataclass(frozen=True)
class _Way:
    """The way from an anchor to a name: the gap between them, the name's mask, and what comes after."""

    kind: str
    anchor: str
    gap: str
    mask: str
    after: str
    language: Language

    @cached_property
    def _linked(self) -> bool:
        return self.language.linked.match(self.after) is not None

    def tells(self) -> bool:
        if _NOT_A_MODEL.match(self.after) or _FAVOURITE.search(self.anchor + self.gap):
            return False
        if self.mask == WORD and _ARTICLE.search(self.gap) and not self._linked:
            return False
        if self.kind == "uses":
            return self.mask in MODELS and self._is_described()
        if self.kind == "mine":
            allowed = 0 if self.mask in WORD + COMPANY else UNKNOWN_AFTER_MINE
            return self._unknown <= allowed and not self.language.stops.search(self.gap)
        if self.kind == "origin":
            return self._is_described() and self._goes_on_as_speaker()
        if self.kind == "role" and (_NEW_SUBJECT.search(self.gap) or self._another_acts()):
            return False
        if self._unknown == 0 and self._is_plain():
            return True
        if self._linked and not self.language.spaced and self._unknown <= UNKNOWN_BEFORE_LINKED:
            return not self.language.stops.search(self.gap)
        return self.kind != "named" and self._is_described()

    @cached_property
    def _unknown(self) -> int:
        return self.language.unknown(self.gap)

    def _is_plain(self) -> bool:
        """Filler alone: "I am NAME", "as NAME, I"."""
        if self.kind == "named":
            return self.mask != COMPANY or self._linked
        if self.gap.rstrip().endswith(",") and not (self._linked or _APPOSITION.match(self.after)):
            return False
        if self.kind == "role":
            return (
                not _ALSO.match(self.after) and self._speaks_on() and (self._linked or self.mask != COMPANY)
            )
        return self._linked or (self.mask != COMPANY and self.language.is_named.match(self.after) is not None)

    def _is_described(self) -> bool:
        """ "… a large language model trained by NAME": what I am, then how the name comes in."""
        way = self.anchor + self.gap
        found = list(self.language.evidence.finditer(way))
        if not found or not self._opens_with_self(way[len(self.anchor) : found[0].start()]):
            return False
        if self.kind == "role" and self.mask in MODELS and not self.language.settles.match(self.after):
            return False
        if not self._stays_with_self(way[found[0].end() : found[-1].start()]):
            return False
        rest = way[found[-1].end() :]
        if found[-1].lastgroup == "made" and self.language.agents.search(rest):
            return True
        if self.language.stops.search(rest):
            return False
        if found[-1].lastgroup == "made":
            sure = self.mask != COMPANY or any(match.lastgroup == "ai" for match in found)
            return self.language.unknown(rest) <= (UNKNOWN_AFTER_MADE if sure else 0)
        if self.language.unknown(rest):
            return False
        return not rest.rstrip().endswith(",") or _APPOSITION.match(self.after) is not None

    def _opens_with_self(self, lead: str) -> bool:
        if self.language.stops.search(lead) or self.language.relatives.search(lead):
            return False
        if self.kind == "role" and _TURNS.search(lead):
            return False
        return self.language.unknown(lead) <= UNKNOWN_BEFORE_SELF

    def _stays_with_self(self, middle: str) -> bool:
        """Nothing turned to another subject between the first and the last word of evidence."""
        return not self.language.stops.search(middle) or _JOINED.search(middle) is not None

    def _goes_on_as_speaker(self) -> bool:
        """ "Made by NAME, I …"."""
        commas = (match.end() for match in _COMMA.finditer(self.after, 0, MADE_LATER))
        return any(self.language.first_person.match(self.after, comma) for comma in commas)

    def _another_acts(self) -> bool:
        """ "As an AI by OpenAI, ChatGPT can …": the role is somebody else's."""
        return _OTHER_SUBJECT.match(self.after) is not None and not self._speaks_on()

    def _speaks_on(self) -> bool:
        aside = _ASIDE.match(self.after)
        end = aside.end() if aside else 0
        me = self.language.first_person
        if me.match(self.after, end) or (self._linked and me.search(self.after, 0, 80)):
            return True
        verb = _ONE_WORD.match(self.after, end)
        return self.mask in MODELS and verb is not None and me.match(self.after, verb.end()) is not None
