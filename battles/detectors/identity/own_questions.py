"""What in a prompt the visitor asks of the listener itself.

A task about language quotes questions ('translate "who are you"'), users of the visitor's bot ask their own,
items to be labelled and texts to be decoded are data, fiction has characters with names and makers of their
own, and a prompt may assign a part that is no model's ("You are an oak. How old are you?").
On the other hand a question may be written in base64, ROT13, backwards, letter by letter or with digits for
letters. The expressions are in own_questions.toml.
"""

import codecs
import re
from collections.abc import Iterator

from battles.detectors.guarded import GuardedChoice, GuardedIgnoringCase
from battles.detectors.identity.encodings import find_encoded_texts
from battles.detectors.identity.folding import fold, fold_pattern
from battles.detectors.identity.grammar import NAME
from battles.detectors.identity.phrases import list_phrases, phrases
from battles.detectors.word_files import join_alternatives, read_words

MAX_HIDDEN = 600
"""Characters of a prompt in which a hidden question is searched."""

_QUOTED = re.compile(r"\"[^\"\n]{1,120}\"|(?<!\w)'[^'\n]{1,120}'(?!\w)|«[^»\n]{1,120}»|「[^」\n]{1,120}」")
_GAP = re.compile(r"_{2,}|\.{3}|…|[\[<{(]")
"""In a quotation, something that the listener shall fill in."""

_THIRD_PERSON = re.compile(r"\b(?:sus?|seus?|suas?|ihr(?:e[mnrs]?)?)\b")
"""Owners that are the listener in a polite question, and a character in fiction."""

_FILE = read_words(__package__, "own_questions.toml")
_ABOUT_LANGUAGE = re.compile(fold_pattern(join_alternatives(_FILE["language_tasks"])))
_OTHERS_ASK = re.compile(fold_pattern(join_alternatives(_FILE["others_ask"])))
_ASKED_ANOTHER = re.compile(fold_pattern(join_alternatives(_FILE["asked_another"])))
_LABELLED = re.compile(
    rf"(?:\A|[.!?。\n])[\W_]*(?:please |bitte |por favor |пожалуйста,? |请)?"
    rf"(?:{fold_pattern(join_alternatives(_FILE['labelling']))})[:：][\s\S]*"
)
_DECODES = re.compile(fold_pattern(join_alternatives({"": _FILE["decoding"]["other"]})))
_ANSWERED_TOO = re.compile(fold_pattern(join_alternatives({"": _FILE["decoding"]["answered_too"]})))
_OCCUPATIONS = re.compile(fold_pattern(join_alternatives(_FILE["occupations"])))
_TRANSLATED = re.compile(
    rf"(?:{fold_pattern(join_alternatives(_FILE['translate']))})"
    r"(?! (?:it )?(?:in)?to (?:base|rot|hex|morse|binary|emoji|leet))"
    r"[^:\n?？]{0,40}:\s{0,3}[^\n.!?。？]{1,200}[.!?。？]?"
)
"""A task of translation, a colon, and the sentence that is to be translated."""

FICTION = GuardedChoice(
    [
        *list_phrases("asks_fiction"),
        *(fold_pattern(each) for group in _FILE["fiction"].values() for each in group),
    ]
)
_PART = re.compile(
    rf"(?:\A|[.!?。:\n])[\s*_-]*(?:{fold_pattern(join_alternatives(_FILE['parts']))})"
    r"(?=[^.!?。？\n]{0,160}(?:[.!。\n]|\Z))"
)
_MACHINE = re.compile(
    rf"{NAME}|\b{phrases('machine_words')}\b|{phrases('machine_parts')}|{phrases('model_topics')}|"
    + fold_pattern(join_alternatives(_FILE["unmasking"]))
)
"""What a prompt to a character has that asks for the model behind it."""

_CIPHER = GuardedIgnoringCase(
    r"\brot[ -]?\d{1,2}\b|\bc(?:ae|e|a)sar|\bcipher|\bchiffr|\bcifra|шифр|密码|暗号"
)
_BACKWARDS = GuardedIgnoringCase(
    r"\b(?:back ?wards?|revers\w+|ruckwarts|a l'envers|al reves|al contrario|ao contrario|a rovescio|"
    r"achterstevoren|wspak|pozpatku|tersten|baklanges|terbalik|mirror\w*)\b|\bsdraw|задом|наоборот|倒着|反过来|逆|さかさ|거꾸로|بالعكس"
)
_SPELLED = re.compile(r"(?:(?<!\w)\w(?!\w)[ .*_/-]{1,3}){6,}")
_WORD_GAP = re.compile(r"\s{2,}| ?/ ?|\n")
_LETTER_GAP = re.compile(r"(?<!\w)(\w)[ .*_-](?=\w(?!\w))")
_DIGITS_IN_WORDS = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[0134578])[A-Za-z0134578]{2,12}\b")
_LETTER_OF_DIGIT = str.maketrans("0134578@$", "oieastbas")
MIN_DIGIT_WORDS = 3


def drop_others_questions(folded: str, parts: set[str]) -> str:
    """Leave out of a folded prompt what it quotes as language or as a character's words.

    parts: those of FICTION that its words have.
    """
    is_fiction = FICTION.matches(folded, parts)
    if ":" in folded and len(folded) <= MAX_HIDDEN:
        folded = _TRANSLATED.sub(lambda task: task[0] if _GAP.search(task[0]) else " ", folded)
    is_short = len(folded) <= MAX_HIDDEN
    if is_short:
        folded = _LABELLED.sub(" ", _ASKED_ANOTHER.sub(" ", folded))
    if _QUOTED.search(folded) and (
        is_fiction or _ABOUT_LANGUAGE.search(folded) or (is_short and _OTHERS_ASK.search(folded))
    ):
        folded = _QUOTED.sub(lambda quoted: quoted[0] if _GAP.search(quoted[0]) else " ", folded)
    return _THIRD_PERSON.sub("_", folded) if is_fiction else folded


def speaks_to_character(masked: str) -> bool:
    """Check whether a prompt assigns a part, and has no word for the machine behind it."""
    return _PART.search(masked) is not None and _MACHINE.search(_OCCUPATIONS.sub("_", masked)) is None


def find_hidden_texts(prompt: str) -> Iterator[str]:
    """Yield the texts that a short prompt may hide."""
    if len(prompt) > MAX_HIDDEN:
        return
    if not _is_decoded_only(prompt):
        for text, _start, _end in find_encoded_texts(prompt):
            yield text
    if _CIPHER.matches(prompt):
        yield codecs.encode(prompt, "rot13")
    if _BACKWARDS.matches(prompt) or _BACKWARDS.matches(prompt[::-1]):
        yield prompt[::-1]
    if _SPELLED.search(prompt):
        yield " ".join(_LETTER_GAP.sub(r"\1", word) for word in _WORD_GAP.split(prompt))
    if len(_DIGITS_IN_WORDS.findall(prompt)) >= MIN_DIGIT_WORDS:
        yield prompt.translate(_LETTER_OF_DIGIT)


def _is_decoded_only(prompt: str) -> bool:
    """Check for a task to decode a text, without one to answer it."""
    folded = fold(prompt).text
    return _DECODES.search(folded) is not None and _ANSWERED_TOO.search(folded) is None
