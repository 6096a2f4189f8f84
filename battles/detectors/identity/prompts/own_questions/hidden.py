"""Questions that a prompt hides: in base64, ROT13, backwards, by letters, in digits, by slips of typing."""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache

from battles.detectors.guarded import GuardedIgnoringCase
from battles.detectors.identity.disguises import find_encoded_texts
from battles.detectors.identity.folding import fold, fold_pattern
from battles.detectors.identity.prompts.own_questions.others import ANSWERED_TOO
from battles.detectors.word_files import read_words

MAX_HIDDEN = 600
"""Characters of a prompt in which a hidden question is searched."""

_FILE = read_words(__package__, "words.toml")
_DECODES = re.compile(fold_pattern("|".join(_FILE["decoding"]["other"])))

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

MAX_MISTYPED = 160
"""Characters of a prompt in which slips of typing are corrected."""

MIN_SHORTENED = 5
"""Letters of a word that is still known if one of them is missing."""

_LATIN_WORD = re.compile(r"[A-Za-z]+")


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
    if len(prompt) <= MAX_MISTYPED:
        corrected = _LATIN_WORD.sub(lambda word: _slips().get(word[0].lower(), word[0]), prompt)
        if corrected != prompt:
            yield corrected


@lru_cache(maxsize=1)
def _slips() -> dict[str, str]:
    """Return the slips of typing in words by which prompts ask for identity, each with its right word.

    A slip exchanges two neighbouring letters or leaves one out; real words are none (the file's `kept`).
    """
    known = set(_FILE["typing"]["kept"].split())
    words = _FILE["typing"]["words"].split()
    slips = dict(pair.split("=") for pair in _FILE["typing"]["slips"].split())
    for word in words:
        for place in range(1, len(word)):
            swapped = word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]
            shortened = word[:place] + word[place + 1 :]
            slips.setdefault(swapped, word)
            if len(word) >= MIN_SHORTENED:
                slips.setdefault(shortened, word)
    return {slip: word for slip, word in slips.items() if slip not in known.union(words)}


def _is_decoded_only(prompt: str) -> bool:
    """Check for a task to decode a text, without one to answer it."""
    folded = fold(prompt).text
    return _DECODES.search(folded) is not None and ANSWERED_TOO.search(folded) is None
