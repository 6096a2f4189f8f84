"""Leaks without a sentence about oneself: headers, signatures, bylines, bare answers to "who are you?"."""

import re

from battles.detectors.identity.folding import fold_pattern
from battles.detectors.identity.names import KnownName, Mention, NameClass

_CLOSING = re.compile(
    fold_pattern(
        r"(?:regards|sincerely|yours|best|cheers|love|thanks|thank you|wishes|assistant|friend|truly|"
        r"faithfully|gru(?:ss|ß)e?n?|hochachtungsvoll|cordialement|amities|bien a vous|saludos|"
        r"atentamente|cordialmente|abracos|atenciosamente|saluti|с уважением|ваш[аи]?|твой|искренне|此致|"
        r"敬上|祝好|敬具|드림|올림|مع التحيه)\W*(?:\n\W*)?(?:(?:your|the) (?:\w+ ){0,3},?\s*)?$"
    )
)
_BYLINE = re.compile(
    fold_pattern(
        r"^\W*(?:(?:this|the) )?(?:\w+ )?(?:was |is )?(?:written|generated|created|produced|provided|"
        r"answered|composed|powered|authored|made|brought to you|response|answer|reply|poem|story|"
        r"text) (?:generated )?(?:by|with|from|courtesy of)\s*:?\W*$|^\W*by\W*$|(?:сгенерирован\w*|"
        r"написан\w*|создан\w*|ответ от) \W*$|^\W*von\W*$|由\W*$|signed,?\W*$"
    )
)
_LABEL = re.compile(
    fold_pattern(
        r"^\W*(?:my |model |ai )?(?:name|model|model name|version|creator|developer|maker|company|"
        r"developed by|created by|made by|trained by|organization|provider|identity|имя|модель|название|"
        r"создатель|разработчик|компания|名字|名称|模型|开发者|开发商|公司|创造者|名前|モデル|開発者|"
        r"開発元|이름|모델|개발자|개발사|nombre|modelo|creador|nom|modele|createur|nome|criador|creatore|"
        r"modello|hersteller|entwickler|modell)\W{1,5}$"
    )
)
_NOT = re.compile(
    fold_pattern(
        r"\b(?:not|no|nor|unlike|than|nicht|kein|pas|nao|non|nie|niet|не|нет)\b|不|非|ではな|아니|ليس|لست"
    )
)
_LEADS_TO = re.compile(
    fold_pattern(
        r"\b(?:by|from|at|von|par|por|pela?|da|dal|przez|door|oleh|boi|av|af)\W*$|由\W*$|компани\w+\W*$|"
        r"создан\w*\W*$|разработан\w*\W*$"
    )
)
_YES = re.compile(
    fold_pattern(
        r"\W*(?:yes|yeah|yep|correct|indeed|that's right|that is (?:right|correct)|you're right|exactly|"
        r"sure am|i am\b|ja|genau|richtig|oui|exact\w*|si|correcto|sim|certo|esatto|да|верно|так|是的|"
        r"对的?|没错|はい|そうです|네|맞습니다|예,|نعم|tak|evet|vang|dung|ya|betul)\b"
    )
)
MODEL_KINDS = (NameClass.MODEL, NameClass.WORD)
_HEADS = re.compile(r"[*_\s]*(?:\([^)\n]{0,30}\))?[*_]*:[*_\s]*\S")
_DASHED = re.compile(r"\W*[-~]\W*$")
_ASIDE = re.compile(r"\([^)\n]{0,30}\)|,? (?:an?|your|the) [^\n]{0,40}")
_SENTENCE_END = re.compile(r"[.!?。！？](?:\s|$)")
_WORD = re.compile(r"\w")
_WORDS = re.compile(r"\w+")

WORDS_OF_A_BARE_ANSWER = 5
WORDS_OF_AN_ANSWER_WITH_A_COMPANY = 3
PROFILE = 2000
OPENING = 200
LONGEST_LINE = 200
"""Characters: how far a profile ("Name: …") reaches, where an answer opens, how long a line may be."""


def signed(text: str, mention: Mention, mentions: list[Mention]) -> bool:
    """Whether a model's name heads the answer like a speaker's, closes it like a signature, or is its byline.

    Where models of several makers are named the answer speaks of models: no name is a signature then.
    """
    opens, closes = mention.start < OPENING, len(text) - mention.end <= LONGEST_LINE
    if not (opens or closes) or mention.known.kind is not NameClass.MODEL or _speaks_of_models(mentions):
        return False
    before, after = _line_before(text, mention), text[mention.end : mention.end + LONGEST_LINE]
    if before is None:
        return False
    if opens and _HEADS.match(after) and not _WORD.search(text, 0, mention.start):
        return True
    closes = closes and not _WORD.search(_ASIDE.sub("", after))
    if closes and (_DASHED.match(before) or _CLOSING.search(text, max(0, mention.start - 60), mention.start)):
        return True
    line_ends = not _WORD.search(_ASIDE.sub("", after.split("\n", 1)[0]))
    return _BYLINE.search(before) is not None and line_ends and (closes or opens)


def bare_answer(text: str, mention: Mention) -> bool:
    """Whether the name alone, or nearly, answers the question who is speaking.

    Only to be asked where the prompt asked that: "ChatGPT.", "Created by OpenAI.", "Name: Claude", or a first
    sentence of which the name is the subject.
    """
    before = _line_before(text, mention)
    if before is None or mention.start > PROFILE:
        return False
    line = before + text[mention.start : mention.end + LONGEST_LINE].split("\n", 1)[0]
    if _NOT.search(line):
        return False
    if _LABEL.search(before):
        return True
    if mention.start > OPENING:
        return False
    if mention.known.kind is NameClass.COMPANY and not _LEADS_TO.search(before):
        return len(_WORDS.findall(text[:OPENING])) <= WORDS_OF_AN_ANSWER_WITH_A_COMPANY
    if not _WORD.search(text, 0, mention.start):
        return True
    return len(_WORDS.findall(_SENTENCE_END.split(line.strip(), maxsplit=1)[0])) <= WORDS_OF_A_BARE_ANSWER


def _line_before(text: str, mention: Mention) -> str | None:
    """The line up to the name; None where it is too long to be a label, a signature or a bare answer."""
    first = max(0, mention.start - LONGEST_LINE)
    line_break = text.rfind("\n", first, mention.start)
    if line_break < 0 and first:
        return None
    return text[max(line_break + 1, first) : mention.start]


def _speaks_of_models(mentions: list[Mention]) -> bool:
    return len({mention.known.maker for mention in mentions[:20] if mention.known.kind in MODEL_KINDS}) > 1


def affirmed(text: str, suggested: KnownName | None) -> tuple[int, int] | None:
    """The span of the yes in an answer to "are you NAME?"; None where there is none."""
    if suggested is None:
        return None
    yes = _YES.match(text)
    if not yes or _NOT.search(text[:100]):
        return None
    return yes.start() + len(yes.group()) - len(yes.group().lstrip()), yes.end()
