"""What a prompt holds that is no question to its listener: quotations, data, texts for others, fiction."""

import re

from battles.detectors.guarded import GuardedChoice
from battles.detectors.identity.folding import fold_pattern
from battles.detectors.identity.grammar import NAME
from battles.detectors.identity.phrases import list_phrases, phrases
from battles.detectors.word_files import join_alternatives, read_words

MAX_TASK = 600
"""Characters of a prompt that is read as one task."""

MIN_SPACES, MIN_UNSPACED = 2, 4
"""Spaces in a quotation, or characters of a script without them, from which it is somebody's words."""

_QUOTED = re.compile(
    r"\"[^\"\n]{1,240}\"|(?<!\w)'(?:[^'\n]|(?<=\w)'(?=[a-z])){1,240}'(?![a-z\d])|«[^»\n]{1,240}»|「[^」\n]{1,240}」"
)
_GAP = re.compile(r"_{2,}|\.{3}|…|[\[<{(]|\"\"|\Z(?<=\b(?:by|is|am)[ '\"])")
"""In a quotation, something that the listener shall fill in."""

_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")

_ASKS = re.compile(r"[ \u3040-\u9fff\uac00-\ud7af][^?？]*[?？؟]\W*\Z")
_SPEAKS = re.compile(
    r"[?!.…]\W*\Z|\b(?:you|u|your|i|me|my|we|du|dich|tu|te|tus|eres|voce|sei|ti|je|jij|ty|jsi|sen|ban|kamu|anda)\b|"
    r"(?<!\w)(?:ты|вы|тебя|ти|вас)(?!\w)"
)

_THIRD_PERSON = re.compile(r"\b(?:sus?|seus?|suas?|ihr(?:e[mnrs]?)?)\b")
"""Owners that are the listener in a polite question, and a character in fiction."""

_FILE = read_words(__package__, "words.toml")


def _join(table: str) -> str:
    return fold_pattern(join_alternatives(_FILE[table]))


ANSWERED_TOO = re.compile(fold_pattern(_FILE["decoding"]["answered_too"][0]))
"""Words by which a prompt asks for an answer to what it quotes or encodes."""

_ABOUT_LANGUAGE = re.compile(_join("language_tasks"))
_OTHERS_ASK = re.compile(_join("others_ask"))
_VISITOR_REPLIES = re.compile(_join("visitor_replies"))
_COMPLETES = re.compile(_join("completing"))
_ASKED_ANOTHER = re.compile(_join("asked_another"))
_IMPERSONAL = re.compile(_join("impersonal_you"))
_FOR_READERS = re.compile(
    rf"(?:{_join('for_readers')})"
    r"(?:(?!\b(?:then|also|finally|sign\w*|(?:end|close|finish) (?:it )?with|your (?:\w+ )?name|unterschr\w+|"
    r"firm\w+)\b)[^\n])*"
)
"""A text that is asked for and what it says, up to how the listener shall sign it."""

_INTRODUCTION = re.compile(_join("introductions"))
_OF_VISITOR = re.compile(_join("of_visitor"))
_LABELLED = re.compile(
    rf"(?:\A|[.!?。\n])[\W_]*(?:please |bitte |por favor |пожалуйста,? |请)?"
    rf"(?:{_join('labelling')})[:：][\s\S]*"
)
_OCCUPATIONS = re.compile(_join("occupations"))
_TRANSLATED = re.compile(
    rf"(?:{_join('translate')})(?! (?:it )?(?:in)?to (?:base|rot|hex|morse|binary|emoji|leet))"
    r"[^:\n?？]{0,40}:\s{0,3}[^\n.!?。？]{1,200}[.!?。？]?(?:\s[^\n.!?。？]{1,80}[?？])?"
)
"""A task of translation, a colon, and what is to be translated: a sentence and a question behind it."""

FICTION = GuardedChoice(
    [
        *list_phrases("asks_fiction"),
        *(fold_pattern(each) for group in _FILE["fiction"].values() for each in group),
    ]
)
_PART = re.compile(
    rf"(?:\A|[.!?。:\n])[\s*_-]*(?:{_join('parts')})"
    r"(?=[^.!?。？\n]{0,160}(?:[.!。\n]|\Z))"
)
_IMAGINED = re.compile(rf"(?:\A|[.!?。:\n])[\s*_-]*(?:{_join('imagined')})")
_MADE_IT = re.compile(_join("made_it"))
_MACHINE = re.compile(
    rf"{NAME}|\b{phrases('machine_words')}\b|{phrases('machine_parts')}|{phrases('model_topics')}|"
    + _join("unmasking")
)
"""What a prompt to a character has that asks for the model behind it."""


def drop_others_questions(folded: str, parts: set[str]) -> str:
    """Leave out of a folded prompt what is not asked of the listener.

    - In a short prompt: what is quoted, unless it is to be answered or completed; items to be labelled, what
      was asked of somebody else, questions for the readers of a text, the visitor's own introduction, and
      "you" that means anybody ("which model are you supposed to use").
    - In a long one: what is quoted in fiction and in tasks about language.

    parts: those of FICTION that its words have.
    """
    is_fiction = FICTION.matches(folded, parts)
    is_short = len(folded) <= MAX_TASK
    if _QUOTED.search(folded) and _quotes_others(folded, is_fiction=is_fiction, is_short=is_short):
        folded = _QUOTED.sub(lambda quoted: quoted[0] if _GAP.search(quoted[0]) else " _ ", folded)
    if is_short:
        if ":" in folded:
            folded = _TRANSLATED.sub(lambda task: task[0] if _GAP.search(task[0]) else " ", folded)
        folded = _LABELLED.sub(" ", _ASKED_ANOTHER.sub(" ", folded))
        folded = _FOR_READERS.sub(" ", _IMPERSONAL.sub(" _ ", folded))
        if _INTRODUCTION.search(folded) and _OF_VISITOR.search(folded):
            folded = _INTRODUCTION.sub(" _ ", folded)
    return _THIRD_PERSON.sub("_", folded) if is_fiction else folded


def _quotes_others(folded: str, *, is_fiction: bool, is_short: bool) -> bool:
    """Check whether a prompt's quotations are somebody else's words."""
    if is_fiction or _ABOUT_LANGUAGE.search(folded):
        return True
    if not is_short:
        return False
    if _OTHERS_ASK.search(folded):
        return True
    if not any(map(_is_speech, _QUOTED.findall(folded))):
        return False
    is_own = ANSWERED_TOO.search(folded) or _COMPLETES.search(folded)
    return not is_own or _VISITOR_REPLIES.search(folded) is not None


def _is_speech(quoted: str) -> bool:
    """Check for a quotation of more than a word that speaks to somebody or is a sentence."""
    if _ASKS.search(quoted):
        return True
    return (quoted.count(" ") >= MIN_SPACES and _SPEAKS.search(quoted) is not None) or len(
        _UNSPACED.findall(quoted)
    ) >= MIN_UNSPACED


def speaks_to_character(masked: str) -> bool:
    """Check whether a prompt assigns a part, and has no word for the machine behind it."""
    if _IMAGINED.search(masked):
        masked = _MADE_IT.sub("_", masked)
    elif not _PART.search(masked):
        return False
    return _MACHINE.search(_OCCUPATIONS.sub("_", masked)) is None
