"""Spans of a text that encode another text: base64, hex, character codes, bits, Morse code."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator

from battles.detectors.word_traits import Expression, Traits, WordTraits

MAX_DECODED = 4_000
"""Characters that are decoded of one text; spans behind them are left."""

MIN_DECODED = 4

_MORSE_SIGNS = (
    ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- "
    "--.. ----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----."
)
_MORSE = dict(zip(_MORSE_SIGNS.split(" "), "abcdefghijklmnopqrstuvwxyz0123456789", strict=True))
_BASE64 = re.compile(r"(?<![\w+/])[A-Za-z0-9+/]{6,2000}+={0,2}")
_MIXED = re.compile(r"[\d+/=]|[a-z][A-Z]|[A-Z]{2}")
_HEX = re.compile(r"(?<!\w)(?:(?:0x|\\x|%)?[2-7][0-9a-fA-F][\s:,-]{0,2}){4,400}+")
_NUMBERS = re.compile(r"(?<![\d.])(?:(?:&#)?\d{2,3}[\s,;-]{1,2}){3,200}+(?:&#)?\d{2,3}")
_BITS = re.compile(r"(?<![01])(?:[01]{7,8}[\s,]{0,2}){4,200}+")
_MORSE_CODE = re.compile(r"(?<![\w.-])(?:[.\-–—·•]{1,5}[ /|]{1,3}){3,100}+[.\-–—·•]{1,5}")


def find_encoded_texts(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield decoded texts, each with the half-open span that encodes it. Linear in the text's length."""
    left = MAX_DECODED
    words = text.split()
    traits = _TRAITS.read(words)
    for is_possible, pattern, decode in _DECODERS:
        if not is_possible(traits, words):
            continue
        for match in pattern.finditer(text):
            decoded = decode(match.group())
            if decoded is None or not _is_text(decoded):
                continue
            left -= len(decoded)
            if left < 0:
                return
            yield decoded, match.start(), match.end()


def _base64(text: str) -> str | None:
    bare = text.rstrip("=")
    if len(bare) % 4 == 1 or not _MIXED.search(text, 1):
        return None
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None


def _hex(text: str) -> str | None:
    digits = re.sub(r"0x|[^0-9a-fA-F]", "", text)
    try:
        return bytes.fromhex(digits).decode("utf-8")
    except (UnicodeDecodeError, ValueError):
        return None


def _numbers(text: str) -> str | None:
    return _from_codes([int(code) for code in re.findall(r"\d+", text)])


def _bits(text: str) -> str | None:
    return _from_codes([int(code, 2) for code in re.findall(r"[01]{7,8}", text)])


def _from_codes(codes: list[int]) -> str | None:
    return "".join(map(chr, codes)) if all(32 <= code < 127 for code in codes) else None


def _morse(text: str) -> str | None:
    signs = re.sub(r"[–—]", "-", re.sub(r"[·•]", ".", text.strip()))
    words = [re.split(r"\s+", word.strip()) for word in re.split(r"[/|]| {3}", signs) if word.strip()]
    letters = [[_MORSE.get(sign, "") for sign in word] for word in words]
    if not all(all(word) for word in letters):
        return None
    return " ".join("".join(word) for word in letters)


def _is_base64(word: str) -> bool:
    return any(_is_text(_base64(match.group())) for match in _BASE64.finditer(word))


def _is_text(decoded: str | None) -> bool:
    return decoded is not None and len(decoded) >= MIN_DECODED and decoded.isprintable()


_TRAITS = WordTraits(
    expressions={
        "base64": Expression(re.compile(r"[\w+/=](?:[\d+/=]|[a-z][A-Z]|[A-Z]{2})"), confirms=_is_base64),
        "digits": Expression(re.compile(r"\d[\da-fA-F]")),
        "hex digits": Expression(
            re.compile(
                r"[2-7](?<![a-wyzA-WYZ0-9_].)[0-9a-fA-F](?:[:,-]{0,2}(?:0x|\\x|%)?[2-7][0-9a-fA-F]){3}"
            )
        ),
        "numbers": Expression(re.compile(r"\d{2}[,;-]{1,2}(?:&#)?(?:\d{2,3}[,;-]{1,2}(?:&#)?){2}\d{2}")),
        "bits": Expression(re.compile(r"[01]{7}")),
        "signs": Expression(re.compile(r"(?<!\S)[.\-–—·•/|]+(?!\S)")),
        "joined signs": Expression(re.compile(r"[.\-–—·•][/|]{1,3}[.\-–—·•]")),
    }
)
"""What the words of an encoded text have: all of it is in one word, or its parts are words in a row."""


def _may_have_base64(traits: Traits, words: list[str]) -> bool:
    return traits.has("base64")


def _may_have_hex(traits: Traits, words: list[str]) -> bool:
    return traits.has("hex digits") or traits.has_pair("digits", words)


def _may_have_numbers(traits: Traits, words: list[str]) -> bool:
    return traits.has("numbers") or traits.has_pair("digits", words)


def _may_have_bits(traits: Traits, words: list[str]) -> bool:
    return traits.has("bits")


def _may_have_morse(traits: Traits, words: list[str]) -> bool:
    return traits.has("joined signs") or traits.has_pair("signs", words)


_IsPossible = Callable[[Traits, list[str]], bool]
_DECODERS: tuple[tuple[_IsPossible, re.Pattern[str], Callable[[str], str | None]], ...] = (
    (_may_have_base64, _BASE64, _base64),
    (_may_have_hex, _HEX, _hex),
    (_may_have_numbers, _NUMBERS, _numbers),
    (_may_have_bits, _BITS, _bits),
    (_may_have_morse, _MORSE_CODE, _morse),
)
"""Whether a text may have such a span, the pattern of a span, how it is decoded."""
