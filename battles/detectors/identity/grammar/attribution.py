"""Decide whether the words between the speaker and a name attribute the name to the speaker.

They do where they are filler only ("I am the NAME"), or say what a model calls itself or how it was made
("I am an AI trained by NAME"). Comparison, denial, people, products and other subjects break the attribution.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from battles.detectors.identity.grammar.language import MASKS, NAME, Language
from battles.detectors.identity.names import NameClass
from battles.detectors.identity.phrases import phrases

SPEAKER_WITHIN = 100
"""Characters behind the name in which the speaker must appear: "Made by NAME to be kind, I …"."""

MAX_UNKNOWN_BEFORE_MODIFIER = 2
MAX_UNKNOWN_BEFORE_EVIDENCE = 4
MAX_UNKNOWN_AFTER_ORIGIN = 1
MAX_UNKNOWN_AFTER_MY_CREATOR = 2
"""Unknown words allowed: "by the Berlin firm NAME made", "a fast, witty AI", "made in Paris by"."""

PAUSES = " ,;:-–—"

COMPANY = MASKS[NameClass.COMPANY]
WORD = MASKS[NameClass.WORD]
MODELS = MASKS[NameClass.MODEL] + WORD

_PERSON_OR_PRODUCT = re.compile(
    r"(?:'s|-)?(?: (?!(?:to|and|for|who|that|with|by|in|so|as|и|для|um|und)\b)[\w-]+){0,2}?[ -]"
    rf"{phrases('people_and_products')}\b"
)
"""What follows the name in "I am a ChatGPT user"."""

_EMPLOYED = re.compile(phrases("employed_behind"))
_ARTICLE = re.compile(
    r"(?:\b(?:an?|une?|una|uno|um|uma|eine?|einen|een|en|et|bir|sebuah|seorang|mot)|一[个名位])\s*$"
)
_FAVOURITE = re.compile(phrases("favourites"))
COMPARED_BEHIND = re.compile(phrases("compared_behind"))
_EXPLETIVE = re.compile(phrases("expletives"))
"""An expletive subject behind a role: "As an AI by NAME, it is important for me to …"."""

_NAME = re.compile(NAME)
_COMMA = re.compile(r",\s*")
_BOND = re.compile(phrases("bonds"))
_OTHER_CLAUSE = re.compile("[,;:\ue000-\ue003]")
_NEW_SUBJECT = re.compile(rf",\W*[{MODELS}]")
_APPOSITION = re.compile(r"\W*(?:$|[,.)!;:\"]|and\b|und\b|et\b|y\b|e\b|и\b)")
_ASIDE = re.compile(r"(?:\s*,[^,.]{1,60},|\s*\([^()]{1,60}\))?\W{0,4}(?:(?:no|non|nao|ne|не|nie) )?")
_ONE_WORD = re.compile(r"[^\W\d_]+ ")
_ALSO = re.compile(r"[^.]{0,30}\b(?:auch|aussi|tambien|tambem|anche|ook|тоже|также|też|juga|cung)\b")
_OTHER_SUBJECT = re.compile(
    rf"(?:\W{{0,4}}|[^.;:!?,\ue000-\ue003]{{0,40}},\W*)"
    rf"(?:[{MODELS}]|(?:it|it's|its|they|he|she|он|она|они|оно|es|sie|il|elle|ils|lui|ella|ele|ela)\b|它)"
)
_SUBJECT_BEFORE = re.compile(rf"[{MODELS}]\W{{0,4}}\Z")
_JOINED = re.compile(
    r"(?:[,;(\-]|\b(?:and|und|et|y|e|i|и|та|en|och|og|ve|va|dan|si|ja|es|και)\b|و|और|וגם|和|并|、|고|"
    r"で)\s*(?:\w+\s+){0,2}$"
)


@dataclass(frozen=True)
class Attribution:
    """An anchor and a name of a sentence: the gap between them, the name's mask, the text around."""

    kind: str
    before: str
    anchor: str
    gap: str
    mask: str
    after: str
    language: Language

    @cached_property
    def _has_modifier(self) -> bool:
        return self.language.modifier_pattern.match(self.after) is not None

    def names_speaker(self) -> bool:
        """Check whether the name is the speaker's own (or its maker's), by the rule for the anchor's kind."""
        if self._names_another():
            return False
        match self.kind:
            case "i_use":
                return self.mask in MODELS and self._is_described()
            case "i_follow":
                return self._is_bound()
            case "my_creator":
                return self._is_my_creator()
            case "origin":
                return self._is_described() and self._turns_to_speaker()
            case "as_a" if self._belongs_to_another():
                return False
        return self._is_plain() or self._is_made_by() or self._is_described()

    def _names_another(self) -> bool:
        """Check for a comparison, a person, a product, an employer, a favourite, or "a Gemini"."""
        if any(each.match(self.after) for each in (COMPARED_BEHIND, _PERSON_OR_PRODUCT, _EMPLOYED)):
            return True
        if _FAVOURITE.search(self.anchor + self.gap):
            return True
        return self.mask == WORD and _ARTICLE.search(self.gap) is not None and not self._has_modifier

    def _is_bound(self) -> bool:
        """Check for "I follow NAME's policies": the bond is before or behind the name."""
        bond = _BOND.search(self.gap) or _BOND.match(self.after)
        return bond is not None and self.language.count_unknown(_BOND.sub(" ", self.gap)) == 0

    def _is_my_creator(self) -> bool:
        """Check for "My creator is NAME"."""
        allowed = 0 if self.mask in WORD + COMPANY else MAX_UNKNOWN_AFTER_MY_CREATOR
        return self._unknown_words <= allowed and not self.language.stop_pattern.search(self.gap)

    def _is_made_by(self) -> bool:
        """Check for "我是北京的NAME开发的": the origin is behind the name, and unknown words are allowed."""
        if (
            self.language.spaced
            or not self._has_modifier
            or self._unknown_words > MAX_UNKNOWN_BEFORE_MODIFIER
        ):
            return False
        return not self.language.stop_pattern.search(self.gap)

    @cached_property
    def _unknown_words(self) -> int:
        return self.language.count_unknown(self.gap)

    def _is_plain(self) -> bool:
        """Check for filler only: "I am NAME", "as NAME, I". A company must have made something."""
        if self._unknown_words or (self.mask == COMPANY and not self._has_modifier):
            return False
        if self.kind == "my_name_is":
            return True
        if self.gap.rstrip().endswith(",") and not (self._has_modifier or _APPOSITION.match(self.after)):
            return False
        if self.kind == "as_a":
            return not _ALSO.match(self.after) and self._continues_as_speaker()
        return self._has_modifier or self.language.copula_pattern.match(self.after) is not None

    def _is_described(self) -> bool:
        """Check for "… a large language model trained by NAME": a description, then the name."""
        text = self.anchor + self.gap
        evidence = list(self.language.evidence.finditer(text))
        if not evidence or not self._describes_speaker_first(text[len(self.anchor) : evidence[0].start()]):
            return False
        if self.kind == "as_a" and self.mask in MODELS and not self.language.role_end.match(self.after):
            return False
        if not self._keeps_subject(text[evidence[0].end() : evidence[-1].start()]):
            return False
        calls_itself = any(match.lastgroup == "ai_words" for match in evidence)
        return self._introduces_name(
            text[evidence[-1].end() :], evidence[-1].lastgroup == "origin", calls_itself
        )

    def _introduces_name(self, rest: str, made: bool, calls_itself: bool) -> bool:
        """Check whether the rest introduces the name: "… by the company NAME", "… called NAME"."""
        if made and self.language.agent_end.search(rest):
            return True
        if self.language.stop_pattern.search(rest):
            return False
        if made:
            is_certain = self.mask != COMPANY or calls_itself
            unknown = self.language.count_unknown(rest)
            if unknown and self.language.relative_pattern.search(rest):  # "with methods that NAME described"
                return False
            return unknown <= (MAX_UNKNOWN_AFTER_ORIGIN if is_certain else 0)
        if self.language.count_unknown(rest):
            return False
        return not rest.rstrip().endswith(",") or _APPOSITION.match(self.after) is not None

    def _describes_speaker_first(self, lead: str) -> bool:
        if self.language.stop_pattern.search(lead) or self.language.relative_pattern.search(lead):
            return False
        if self.kind == "as_a" and _OTHER_CLAUSE.search(lead):
            return False
        return self.language.count_unknown(lead) <= MAX_UNKNOWN_BEFORE_EVIDENCE

    def _keeps_subject(self, middle: str) -> bool:
        """Check that no other subject begins between the first and the last word of evidence."""
        return not self.language.stop_pattern.search(middle) or _JOINED.search(middle) is not None

    def _turns_to_speaker(self) -> bool:
        """Check for "Made by NAME, I …"."""
        commas = (match.end() for match in _COMMA.finditer(self.after, 0, SPEAKER_WITHIN))
        return any(self.language.first_person_pattern.match(self.after, comma) for comma in commas)

    def _belongs_to_another(self) -> bool:
        """Check for "As an AI by OpenAI, ChatGPT can …", "GPT-4, as an AI, …": another has the role."""
        if _NEW_SUBJECT.search(self.gap):
            return True
        if _SUBJECT_BEFORE.search(self.before):
            return not self._continues_as_speaker()
        return _OTHER_SUBJECT.match(self.after) is not None and not self._continues_as_speaker()

    def _has_expletive(self) -> bool:
        """Check for "…, it is hard (for me) to …" without another name behind it."""
        return (
            self.kind == "as_a"
            and _EXPLETIVE.match(self.after) is not None
            and not _SUBJECT_BEFORE.search(self.before)
            and not _NAME.search(self.after, 0, SPEAKER_WITHIN)
        )

    def _is_me_at(self, position: int) -> bool:
        """Check for the first person that does not open another role ("as NAME, as …")."""
        anchor = self.language.anchors.match(self.after, position)
        if anchor is not None and anchor.lastgroup == "as_a":
            return False
        return self.language.first_person_pattern.match(self.after, position) is not None

    def _continues_as_speaker(self) -> bool:
        aside = _ASIDE.match(self.after)
        end = aside.end() if aside else 0
        me = self.language.first_person_pattern
        if self._has_expletive():
            return True
        pause = len(self.after) - len(self.after.lstrip(PAUSES))
        if (
            me.match(self.after, end)
            or self._is_me_at(pause)
            or (self._has_modifier and me.search(self.after, 0, 80))
        ):
            return True
        verb = _ONE_WORD.match(self.after, end)
        return self.mask in MODELS and verb is not None and me.match(self.after, verb.end()) is not None
