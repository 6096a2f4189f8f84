"""Spans of a text that encode another text: base64, hex, character codes, bits, Morse code."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator

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
    for needed, pattern, decode in _DECODERS:
        if not needed.search(text):
            continue
        for match in pattern.finditer(text):
            decoded = decode(match.group())
            if decoded is None or len(decoded) < MIN_DECODED or not decoded.isprintable():
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


_DECODERS: tuple[tuple[re.Pattern[str], re.Pattern[str], Callable[[str], str | None]], ...] = (
    (re.compile(r"[A-Za-z0-9+/]{6}"), _BASE64, _base64),
    (re.compile(r"[2-7][0-9a-fA-F][\s:,-]{0,2}(?:0x|\\x|%)?[2-7][0-9a-fA-F]"), _HEX, _hex),
    (re.compile(r"\d{2,3}[\s,;-]{1,2}(?:&#)?\d{2,3}[\s,;-]{1,2}(?:&#)?\d{2,3}[\s,;-]"), _NUMBERS, _numbers),
    (re.compile(r"[01]{7}"), _BITS, _bits),
    (re.compile(r"[.\-–—·•][ /|][.\-–—·•]"), _MORSE_CODE, _morse),
)
"""What a text must contain, the pattern of a span, how it is decoded."""
