"""Leaks without a sentence about the speaker: headers, signatures, bylines, answers to "who are you?"."""

import re

from battles.detectors.identity.claims.ambiguous_names import ASSISTANTS
from battles.detectors.identity.folding import fold_pattern
from battles.detectors.identity.names import KnownName, Mention, NameClass
from battles.detectors.identity.phrases import phrases

_CLOSING = re.compile(rf"{phrases('letter_closings')}\W*(?:\n\W*)?(?:(?:your|the) (?:\w+ ){{0,3}},?\s*)?$")
_BYLINE = re.compile(phrases("bylines"))
_LABEL = re.compile(rf"^\W*(?:my |model |ai )?{phrases('profile_labels')}\W{{1,5}}$")
_NEXT_LABEL = re.compile(
    rf"[^\n.,;|]{{0,30}}[\n.,;|]\W{{0,6}}(?:model |ai )?{phrases('profile_labels')}\W{{1,5}}\Z"
)
NEGATION = re.compile(
    fold_pattern(
        r"\b(?:\w+n't|not|no|nor|unlike|than|nicht|kein|pas|nao|non|nie|niet|не|нет)\b|不|非|ではな|아니|ليس|لست"
    )
)
_MADE_BY = re.compile(
    fold_pattern(
        r"\b(?:by|from|at|von|par|por|pela?|da|dal|przez|door|oleh|boi|av|af)\W*$|由\W*$|компани\w+\W*$|"
        r"создан\w*\W*$|разработан\w*\W*$"
    )
)
_LIKENED = re.compile(phrases("likened"))
_YES = re.compile(
    rf"\W*(?:(?:haha|hehe|lol|well|oh|ah|ok|okay|hmm|why|ha)\W{{1,4}})?{phrases('affirmations')}(?:\b|(?<=\W)|(?=\W))"
)
_IT_IS_ME = re.compile(rf"\W*{phrases('it_is_me')}(?! (?:who|that|when|if|,)|,? (?:who|that)\b)")
_AN_AI = re.compile(
    r",? ?\(?(?:your |an? |the )?(?:friendly |helpful )?(?:ai|virtual|digital)\b[^\n]{0,30}\W*\Z"
)
_HERE = re.compile(r"\W*(?:here|hier|ici|aqui|qui|вот|здесь|тут)\W{1,3}")
_CAN_HELP = re.compile(
    r" (?:can|could|will|kann|wird|peut|puede|pode|puo|может|сможет) (?:\w+ )?"
    r"(?:help|assist|support|helfen|aider|ayudar|ajudar|aiutar|помочь)\w*"
)
MODEL_KINDS = (NameClass.MODEL, NameClass.WORD)
_HEADER = re.compile(r"[*_\s]*(?:\([^)\n]{0,30}\))?[*_]*:(?![a-z]{1,4}\b)[*_\s]*\S")
_DASHED = re.compile(r"\W*[-~]\W*$")
_APPOSITION = re.compile(r"\([^)\n]{0,30}\)|,? (?:an?|your|the) [^\n]{0,40}")
_ENDS_BYLINE = re.compile(r"[\s*_)\]\"']{0,3}(?:[.!(*_)\]\n。]|\Z)")
_ENDS_LINE = re.compile(r"[*_.! ]{0,4}(?:\([^)\n]{0,40}\)[*_.! ]{0,4})?(?:\n|\Z)")
_DASH = re.compile(r"[*_\s]{0,4}[-~][*_\s]{0,4}")
_ITEM = re.compile(r"\s*(?:[-*•+]|\d{1,3}[.)])\s|\s*\|")
_SENTENCE_END = re.compile(r"[.!?。！？](?:\s|$)")
_WORD = re.compile(r"\w")
_WORDS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]{1,3}|[^\W\u3040-\u30ff\u4e00-\u9fff]+")
"""Words; of scripts without spaces three characters are one."""

MAX_WORDS_OF_BARE_ANSWER = 5
MAX_WORDS_OF_COMPANY_ANSWER = 3
PROFILE_WITHIN = 2000
OPENING_WITHIN = 200
MAX_LINE = 200
FIRST_SENTENCE = 100
DENIED_WITHIN = 40
LIKENED_WITHIN = 50
"""Characters: where a profile ("Name: …") is searched, where an answer opens, the length of a line."""


def is_signature(text: str, mention: Mention, mentions: list[Mention]) -> bool:
    """Check whether a model's name is the answer's header (like a speaker's), signature or byline.

    An answer that names models of several makers is about models; none of its names is a signature.
    """
    opens, closes = mention.start < OPENING_WITHIN, len(text) - mention.end <= MAX_LINE
    if not (opens or closes) or mention.known.kind is not NameClass.MODEL or _is_about_models(mentions):
        return False
    before, after = _line_before(text, mention), text[mention.end : mention.end + MAX_LINE]
    if before is None:
        return False
    if opens and _HEADER.match(after) and not _WORD.search(text, 0, mention.start):
        return True
    closes = closes and not _WORD.search(_APPOSITION.sub("", after))
    if closes and (_DASHED.match(before) or _CLOSING.search(text, max(0, mention.start - 60), mention.start)):
        return True
    line_ends = not _WORD.search(_APPOSITION.sub("", after.split("\n", 1)[0]))
    return _BYLINE.search(before) is not None and line_ends and (closes or opens)


def is_byline(text: str, mention: Mention, mentions: list[Mention]) -> bool:
    """Check whether a line only says whose the answer is: "Drafted by NAME.", "— NAME", "Best, NAME (AI)".

    A dash is none where the line before it is an item of a list.
    """
    known = mention.known
    if not (known.kind is NameClass.MODEL or known.name in ASSISTANTS) or _is_about_models(mentions):
        return False
    before = _line_before(text, mention)
    if before is None or not _ENDS_BYLINE.match(text, mention.end):
        return False
    if _DASH.fullmatch(before):
        lines = text[max(0, mention.start - MAX_LINE) : mention.start - len(before)].rstrip().rsplit("\n", 1)
        return (
            lines[-1] != "" and not _ITEM.match(lines[-1]) and _ENDS_LINE.match(text, mention.end) is not None
        )
    if _AN_AI.match(text, mention.end) and _CLOSING.search(text, max(0, mention.start - 60), mention.start):
        return True
    opens, closes = mention.start < OPENING_WITHIN, len(text) - mention.end <= MAX_LINE
    return (opens or closes) and _BYLINE.search(_SENTENCE_END.split(before)[-1]) is not None


def opens_profile(text: str, mention: Mention, mentions: list[Mention]) -> bool:
    """Check for labels of a model and of its maker at the beginning: "Model: NAME. Provider: NAME"."""
    before = _line_before(text, mention)
    is_model = mention.known.kind is NameClass.MODEL or mention.known.name in ASSISTANTS
    if before is None or mention.start > OPENING_WITHIN or not is_model:
        return False
    if not _LABEL.search(before) or _WORD.search(text, 0, mention.start - len(before)):
        return False
    return not _is_about_models(mentions) and any(
        _NEXT_LABEL.match(text, mention.end, other.start) for other in mentions if other.start > mention.end
    )


def opens_in_third_person(text: str, mention: Mention) -> bool:
    """Check for an answer that opens with what its model can do: "Here, NAME can help by drafting"."""
    opening = _HERE.match(text)
    return (
        opening is not None
        and opening.end() == mention.start
        and mention.known.kind in MODEL_KINDS
        and _CAN_HELP.match(text, mention.end) is not None
    )


def is_bare_answer(text: str, mention: Mention) -> bool:
    """Check whether the name, with few other words, answers the question who is answering.

    Call it only if the prompt asks that. Examples: "ChatGPT.", "Created by OpenAI.", "Name: Claude", or a
    first sentence whose subject is the name.
    """
    before = _line_before(text, mention)
    if before is None or mention.start > PROFILE_WITHIN:
        return False
    line = before + text[mention.start : mention.end + MAX_LINE].split("\n", 1)[0]
    if NEGATION.search(line):
        return False
    if _LABEL.search(before):
        return True
    if mention.start > OPENING_WITHIN:
        return False
    if mention.known.kind is NameClass.COMPANY and not _MADE_BY.search(before):
        return len(_WORDS.findall(text[:OPENING_WITHIN])) <= MAX_WORDS_OF_COMPANY_ANSWER
    if not _WORD.search(text, 0, mention.start):
        return True
    return len(_WORDS.findall(_SENTENCE_END.split(line.strip(), maxsplit=1)[0])) <= MAX_WORDS_OF_BARE_ANSWER


def is_denied(text: str, mention: Mention) -> bool:
    """Check whether a negation precedes the name on its line."""
    return NEGATION.search(text, max(0, mention.start - DENIED_WITHIN), mention.start) is not None


def is_likened(text: str, mention: Mention) -> bool:
    """Check whether the words around the name compare it or take something for it: "confused with NAME"."""
    start, end = max(0, mention.start - LIKENED_WITHIN), mention.end + LIKENED_WITHIN
    before = _SENTENCE_END.split(text[start : mention.start])[-1]
    behind = _SENTENCE_END.split(text[mention.end : end])[0]
    return _LIKENED.search(before) is not None or _LIKENED.search(behind) is not None


def _line_before(text: str, mention: Mention) -> str | None:
    """Return the line up to the name; None if it is too long for a label, a signature or a bare answer."""
    first = max(0, mention.start - MAX_LINE)
    line_break = text.rfind("\n", first, mention.start)
    if line_break < 0 and first:
        return None
    return text[max(line_break + 1, first) : mention.start]


def _is_about_models(mentions: list[Mention]) -> bool:
    return len({mention.known.maker for mention in mentions[:20] if mention.known.kind in MODEL_KINDS}) > 1


def find_affirmation(text: str, suggested: KnownName | None) -> tuple[int, int] | None:
    """Return the span of the yes in an answer to "are you NAME?", or None."""
    if suggested is None:
        return None
    yes = _YES.match(text)
    if not yes or NEGATION.search(_SENTENCE_END.split(text[:FIRST_SENTENCE], maxsplit=1)[0]):
        return None
    return yes.start() + len(yes.group()) - len(yes.group().lstrip()), yes.end()


def find_identification(text: str) -> tuple[int, int] | None:
    """Return the span of "that's me" at the beginning of an answer to "do you know NAME?", or None."""
    found = _IT_IS_ME.match(text)
    if not found or NEGATION.search(_SENTENCE_END.split(text[:FIRST_SENTENCE], maxsplit=1)[0]):
        return None
    return found.start() + len(found.group()) - len(found.group().lstrip()), found.end()
