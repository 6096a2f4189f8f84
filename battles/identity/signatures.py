"""Leaks without a sentence about oneself: headers, signatures, bylines, bare answers to "who are you?"."""

import re

from battles.identity.folding import fold_pattern
from battles.identity.names import KnownName, Mention, NameClass

_MARK = r"[\s*_#>\"'`()\[\]~\-|:]*"
_CLOSING = re.compile(
    fold_pattern(
        r"(?:regards|sincerely|yours|best|cheers|love|thanks|thank you|wishes|assistant|friend|truly|faithfully|gru(?:ss|ß)e?n?|hochachtungsvoll|cordialement|amities|bien a vous"
        r"|saludos|atentamente|cordialmente|abracos|atenciosamente|saluti|с уважением|ваш[аи]?|твой|искренне|此致|敬上|祝好|敬具|드림|올림|مع التحيه)\W*(?:\n\W*)?(?:(?:your|the) (?:\w+ ){0,3},?\s*)?$"
    )
)
_BYLINE = re.compile(
    fold_pattern(
        r"^\W*(?:(?:this|the) )?(?:\w+ )?(?:was |is )?(?:written|generated|created|produced|provided|answered|composed|powered|authored|made|brought to you|response|answer|reply|poem|story|text) (?:generated )?(?:by|with|from|courtesy of)\s*:?\W*$"
        r"|^\W*by\W*$|(?:сгенерирован\w*|написан\w*|создан\w*|ответ от) \W*$|^\W*von\W*$|由\W*$|signed,?\W*$"
    )
)
_LABEL = re.compile(
    fold_pattern(
        r"^\W*(?:my |model |ai )?(?:name|model|model name|version|creator|developer|maker|company|developed by|created by|made by|trained by|organization|provider|identity|"
        r"имя|модель|название|создатель|разработчик|компания|名字|名称|模型|开发者|开发商|公司|创造者|名前|モデル|開発者|開発元|이름|모델|개발자|개발사|nombre|modelo|creador|nom|modele|createur|nome|criador|creatore|modello|hersteller|entwickler|modell)\W{1,5}$"
    )
)
_NOT = re.compile(fold_pattern(r"\b(?:not|no|nor|unlike|than|nicht|kein|pas|nao|non|nie|niet|не|нет)\b|不|非|ではな|아니|ليس|لست"))
_LEADS_TO = re.compile(
    fold_pattern(r"\b(?:by|from|at|von|par|por|pela?|da|dal|przez|door|oleh|boi|av|af)\W*$|由\W*$|компани\w+\W*$|создан\w*\W*$|разработан\w*\W*$")
)
_YES = re.compile(
    fold_pattern(
        r"\W*(?:yes|yeah|yep|correct|indeed|that's right|that is (?:right|correct)|you're right|exactly|sure am|i am\b|ja|genau|richtig|oui|exact\w*|si|correcto|sim|certo|esatto|да|верно|так|是的|对的?|没错|はい|そうです|네|맞습니다|예,|نعم|tak|evet|vang|dung|ya|betul)\b"
    )
)
MODEL_KINDS = (NameClass.MODEL, NameClass.WORD)
_WORDS_OF_A_BARE_ANSWER = 5
_FIRST_LINES = 200


def signed(text: str, mention: Mention, mentions: list[Mention]) -> bool:
    """Whether a model's name heads the answer like a speaker's, closes it like a signature, or is its byline.

    Where models of several makers are named the answer speaks of models: no name is a signature then.
    """
    if mention.known.kind is not NameClass.MODEL or _speaks_of_models(mentions):
        return False
    line_start = text.rfind("\n", 0, mention.start) + 1
    before, after = text[line_start : mention.start], text[mention.end : mention.end + 60]
    alone = re.fullmatch(_MARK, before) is not None
    if alone and not text[:line_start].strip() and re.match(r"[*_\s]*(?:\([^)\n]{0,30}\))?[*_]*:[*_\s]*\S", after):
        return True
    ends = not re.search(r"\w", re.sub(r"^\s*\([^)\n]{0,30}\)", "", text[mention.end : mention.end + 200]))
    if ends and len(text) - mention.end < 60:
        dashed = re.match(r"\W*[-~]\W*$", before) is not None
        if dashed or _CLOSING.search(text, max(0, mention.start - 60), mention.start):
            return True
    return _BYLINE.search(before) is not None and (ends or line_start < _FIRST_LINES) and not _has_words(after)


def _speaks_of_models(mentions: list[Mention]) -> bool:
    return len({mention.known.maker for mention in mentions[:20] if mention.known.kind in MODEL_KINDS}) > 1


def _has_words(after: str) -> bool:
    """Whether the line goes on after the name."""
    line = after.split("\n", 1)[0]
    return re.search(r"\w", re.sub(r"\([^)]*\)", "", line)) is not None


def bare_answer(text: str, mention: Mention) -> bool:
    """Whether the name alone, or nearly, answers the question who is speaking.

    Only to be asked where the prompt asked that: "ChatGPT.", "Created by OpenAI.", "Name: Claude", or a first
    sentence of which the name is the subject.
    """
    line_start = text.rfind("\n", 0, mention.start) + 1
    before = text[line_start : mention.start]
    line = text[line_start : (text.find("\n", mention.end) + 1 or len(text) + 1) - 1]
    if _NOT.search(line[:_FIRST_LINES]) or mention.end > 20 * _FIRST_LINES:
        return False
    if _LABEL.search(before):
        return True
    if mention.start > _FIRST_LINES:
        return False
    if mention.known.kind is NameClass.COMPANY and not _LEADS_TO.search(before):
        return len(re.findall(r"\w+", text[: _FIRST_LINES])) <= _WORDS_OF_A_BARE_ANSWER - 2
    sentence = re.split(r"[.!?。！？](?:\s|$)", text[line_start : mention.end + 120].strip(), maxsplit=1)[0]
    opens = not re.search(r"\w", text[: mention.start])
    return opens or len(re.findall(r"\w+", sentence)) <= _WORDS_OF_A_BARE_ANSWER


def affirmed(text: str, suggested: KnownName | None) -> tuple[int, int] | None:
    """The span of the yes in an answer to "are you NAME?"; None where there is none."""
    if suggested is None:
        return None
    yes = _YES.match(text)
    if not yes or _NOT.search(text[:100]):
        return None
    return yes.start() + len(yes.group()) - len(yes.group().lstrip()), yes.end()
