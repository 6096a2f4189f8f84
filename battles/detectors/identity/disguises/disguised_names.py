"""Known names in disguise, one word each: leet, reversed, upside down, rot13, letter by letter."""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from battles.detectors.identity.disguises.encodings import find_encoded_texts
from battles.detectors.identity.folding import Folded, fold
from battles.detectors.identity.names import (
    ODD,
    PLAIN_WORD,
    SIGN,
    SIGN_IN_WORD,
    SIGNS,
    TURNED,
    KnownName,
    NameIndex,
    Words,
    spelling_key,
)

MIN_LETTERS = 4
"""A shorter name in disguise is a coincidence too often."""

MAX_WORD = 60
"""Characters of a word that may be a name."""

_LEET = str.maketrans(SIGNS, "aeiosaiisttb")
_OTHER_LEET = str.maketrans(SIGNS, "aelosallsttb")
_UPSIDE_DOWN = str.maketrans(f"{TURNED}bdpqnu", "acefgghiijkmrtvwyqpdbun")
_WORD = re.compile(r"[^\W_][\w$@!|+-]*+")
_ODD_WORD = re.compile(r"[^\W\d_]{4,}")
_LETTERS = re.compile(r"(?<![^\W_])[^\W_](?:[\s.,;:|/*_-]{1,4}[^\W_](?![^\W_])){3,40}+")
_NO_LETTERS = re.compile(r"[\W_]+")

Decode = Callable[[str], str]


@dataclass(frozen=True)
class Disguise:
    """A name in disguise: its half-open span in the folded text, and how the text around it may be read."""

    known: KnownName
    start: int
    end: int
    decode: Decode


def find_disguises(folded: Folded, names: NameIndex, words: Words | None = None) -> Iterator[Disguise]:
    """Yield the known names in disguise, in no particular order. Linear in the text's length.

    words: of the folded text, if they were read before.
    """
    text = folded.text
    words = words or names.read_words(text)
    traits = words.traits
    if not names.turned_names.isdisjoint(traits.tokens):
        yield from _read_words(PLAIN_WORD.finditer(text), names, _read_turned)
    if any(_has_name(word, names) for word in traits.words.get(SIGN, ())):
        yield from _read_words(_WORD.finditer(text), names, _read_signs)
    if traits.has(ODD):
        yield from _read_words(_ODD_WORD.finditer(text), names, _read_upside_down)
    for match in _LETTERS.finditer(text) if words.has_letters else ():
        letters = _NO_LETTERS.sub("", match.group())
        for word, decode in ((letters, _keep), (reverse(letters), reverse)):
            known = _look_up(word, names.names)
            if known:
                yield Disguise(known, match.start(), match.end(), decode)
                break


def find_disguised_names(
    answer: str, folded: Folded, names: NameIndex
) -> Iterator[tuple[KnownName, int, int]]:
    """Yield every known name in disguise or in an encoded text, with its half-open span in the answer.

    For answers to a request for identity: elsewhere such a name alone is a coincidence.
    """
    for disguise in find_disguises(folded, names):
        yield disguise.known, *folded.original_span(disguise.start, disguise.end)
    for decoded, start, end in find_encoded_texts(answer):
        text = fold(decoded).text
        known = _look_up(spelling_key(text.strip(" .,!?:;'\"()")), names.names)
        mentions = () if known else names.find_mentions(text)
        long = (mention.known for mention in mentions if len(mention.known.name) >= MIN_LETTERS)
        known = known or next(long, None)
        if known:
            yield known, start, end


def _has_name(word: str, names: NameIndex) -> bool:
    """Check whether a word, of those between white space, has a name with signs in it."""
    return any(_read_words(_WORD.finditer(word), names, _read_signs))


def _read_words(matches: Iterator[re.Match[str]], names: NameIndex, read: "_Read") -> Iterator[Disguise]:
    for match in matches:
        found = read(match.group(), names) if match.end() - match.start() <= MAX_WORD else None
        if found:
            yield Disguise(found[0], match.start(), match.end(), found[1])


def _read_turned(word: str, names: NameIndex) -> tuple[KnownName, Decode] | None:
    """Read a word of letters only, written backwards or in rot13."""
    for turned, decode in ((names.reversed_names, reverse), (names.rotated_names, rotate)):
        known = _look_up(word, turned)
        if known:
            return known, decode
    return None


def _read_signs(word: str, names: NameIndex) -> tuple[KnownName, Decode] | None:
    """Read a word with a digit or a sign in it: leet, also backwards; or turned, with hyphens or digits."""
    if not SIGN_IN_WORD.search(word):
        return None
    bare = word.rstrip("!|+-")
    for decode in (_leet, _other_leet):
        for candidate in {word, bare}:
            plain = spelling_key(decode(candidate))
            known = _look_up(plain, names.names) if spelling_key(candidate) not in names.names else None
            if known:
                return known, decode
            known = _look_up(reverse(plain), names.names)
            if known:
                return known, reverse
    return _read_turned(spelling_key(bare), names)


def _read_upside_down(word: str, names: NameIndex) -> tuple[KnownName, Decode] | None:
    known = _look_up(_upside_down(word), names.names)
    return (known, _upside_down) if known else None


_Read = Callable[[str, NameIndex], tuple[KnownName, Decode] | None]


def _look_up(key: str, names: Mapping[str, KnownName]) -> KnownName | None:
    return names.get(key) if len(key) >= MIN_LETTERS else None


def reverse(text: str) -> str:
    return text[::-1]


def rotate(text: str) -> str:
    """Apply rot13, which is its own inverse."""
    return codecs.encode(text, "rot13")


def _upside_down(text: str) -> str:
    return reverse(text.lower().translate(_UPSIDE_DOWN))


def _keep(text: str) -> str:
    return text


def _leet(text: str) -> str:
    return text.translate(_LEET)


def _other_leet(text: str) -> str:
    return text.translate(_OTHER_LEET)
