"""The way from a word for the speaker to a name: does it make the name the speaker's own?

It does where nothing but filler lies between them ("I am the NAME"), or what a model calls itself or how it
came to be ("I am an AI trained by NAME"). Comparison, denial, people, products and other subjects break it.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from battles.detectors.identity.folding import fold_pattern
from battles.detectors.identity.grammar import MASKS, Language
from battles.detectors.identity.names import NameClass

MADE_LATER = 100
"""How far behind the name the speaker may turn up: "Made by NAME to be kind, I …"."""

UNKNOWN_BEFORE_LINKED = 2
UNKNOWN_BEFORE_SELF = 4
UNKNOWN_AFTER_MADE = 1
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
_BONDS = re.compile(
    fold_pattern(
        r"(?:'s)?(?: (?:own|usage|content|use|use-case|use case|safety|ethical|"
        r"internal))*[ -]?(?:polic(?:y|ies)|guidelines?|rules|terms|standards|principles|servers?|"
        r"hardware|data cent(?:er|re)s?|infrastructure|cloud|platform)\b|s?[ -]?(?:servern?|richtlinien|"
        r"regeln|vorgaben)\b|(?:serveurs?|regles|politiques?|directives|consignes)\b|(?:servidores|"
        r"politicas?|normas|reglas|regras|diretrizes|directrices)\b|(?:server|regole|politiche|"
        r"linee guida)\b|(?:сервер\w*|правил\w*|политик\w*|норм\w*|принцип\w*)|的?(?:使用)?(?:服务器|政策|"
        r"准则|规定|规则|原则|平台)|の?(?:サーバー|ポリシー|方針|規約|ガイドライン|プラットフォーム)|"
        r"의? ?(?:서버|정책|지침|규정|플랫폼)|ب?(?:خوادم|سياسات|سياسه|قواعد|ارشادات|منصه)"
    )
)
"""What ties a model to its maker: rules it follows, machines it runs on."""

_TURNS = re.compile("[,;:\ue000-\ue003]")
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
    r"(?:[,;(\-]|\b(?:and|und|et|y|e|i|и|та|en|och|og|ve|va|dan|si|ja|es|και)|و|और|וגם|和|并|、|고|"
    r"で)\s*(?:\w+\s+){0,2}$"
)


@dataclass(frozen=True)
class Way:
    """The way from an anchor to a name: the gap between them, the name's mask, what is before and after."""

    kind: str
    before: str
    anchor: str
    gap: str
    mask: str
    after: str
    language: Language

    @cached_property
    def _linked(self) -> bool:
        return self.language.linked.match(self.after) is not None

    def tells(self) -> bool:
        """Whether the name becomes the speaker's own, by the rule for the anchor's kind."""
        if self._leads_elsewhere():
            return False
        match self.kind:
            case "uses":
                return self.mask in MODELS and self._is_described()
            case "ties":
                return self._is_tied()
            case "mine":
                return self._is_mine()
            case "origin":
                return self._is_described() and self._goes_on_as_speaker()
            case "role" if self._another_acts():
                return False
        return self._is_plain() or self._is_made_behind() or self._is_described()

    def _leads_elsewhere(self) -> bool:
        """To a person, a product, a favourite, or "a Gemini"."""
        if _NOT_A_MODEL.match(self.after) or _FAVOURITE.search(self.anchor + self.gap):
            return True
        return self.mask == WORD and _ARTICLE.search(self.gap) is not None and not self._linked

    def _is_tied(self) -> bool:
        """ "I follow NAME's policies": the bond stands before or behind the name."""
        bond = _BONDS.search(self.gap) or _BONDS.match(self.after)
        return bond is not None and self.language.unknown(_BONDS.sub(" ", self.gap)) == 0

    def _is_mine(self) -> bool:
        """ "My creator is NAME"."""
        allowed = 0 if self.mask in WORD + COMPANY else UNKNOWN_AFTER_MINE
        return self._unknown <= allowed and not self.language.stops.search(self.gap)

    def _is_made_behind(self) -> bool:
        """ "我是北京的NAME开发的": made behind the name, where a word more does no harm."""
        if self.language.spaced or not self._linked or self._unknown > UNKNOWN_BEFORE_LINKED:
            return False
        return not self.language.stops.search(self.gap)

    @cached_property
    def _unknown(self) -> int:
        return self.language.unknown(self.gap)

    def _is_plain(self) -> bool:
        """Filler alone: "I am NAME", "my name is NAME", "as NAME, I". A company must have made something."""
        if self._unknown or (self.mask == COMPANY and not self._linked):
            return False
        if self.kind == "named":
            return True
        if self.gap.rstrip().endswith(",") and not (self._linked or _APPOSITION.match(self.after)):
            return False
        if self.kind == "role":
            return not _ALSO.match(self.after) and self._speaks_on()
        return self._linked or self.language.is_named.match(self.after) is not None

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
        calls_itself = any(match.lastgroup == "ai" for match in found)
        return self._arrives(way[found[-1].end() :], found[-1].lastgroup == "made", calls_itself)

    def _arrives(self, rest: str, made: bool, calls_itself: bool) -> bool:
        """Whether the last stretch brings the name in: "… by the company NAME", "… called NAME"."""
        if made and self.language.agents.search(rest):
            return True
        if self.language.stops.search(rest):
            return False
        if made:
            sure = self.mask != COMPANY or calls_itself
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
        """ "As an AI by OpenAI, ChatGPT can …", "GPT-4, as an AI, …": the role is somebody else's."""
        if _NEW_SUBJECT.search(self.gap):
            return True
        others = _SUBJECT_BEFORE.search(self.before) or _OTHER_SUBJECT.match(self.after)
        return others is not None and not self._speaks_on()

    def _speaks_on(self) -> bool:
        aside = _ASIDE.match(self.after)
        end = aside.end() if aside else 0
        me = self.language.first_person
        if me.match(self.after, end) or (self._linked and me.search(self.after, 0, 80)):
            return True
        verb = _ONE_WORD.match(self.after, end)
        return self.mask in MODELS and verb is not None and me.match(self.after, verb.end()) is not None
