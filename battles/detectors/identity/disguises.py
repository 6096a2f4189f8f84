"""Known names in disguise: leet, reversed, spelt letter by letter, rot13, base64, hex, numbers, Morse code.

Only answers to a prompt that asks for identity are read like this: elsewhere such a text is a coincidence.
"""

import base64
import binascii
import codecs
import re
from collections.abc import Callable, Iterator

from battles.detectors.identity.folding import fold
from battles.detectors.identity.index import NameIndex
from battles.detectors.identity.names import KnownName
from battles.detectors.identity.spellings import spelling_key

MAX_CHARACTERS = 4_000
"""Of a longer answer only so many characters at the beginning are read."""

MIN_LETTERS = 4
"""A shorter name in disguise is a coincidence too often."""

_LEET = str.maketrans("4310$@!|57+8", "aeiosaiisttb")
_OTHER_LEET = str.maketrans("4310$@!|57+8", "aelosallsttb")
_MORSE = dict(
    zip(
        [
            ".-",
            "-...",
            "-.-.",
            "-..",
            ".",
            "..-.",
            "--.",
            "....",
            "..",
            ".---",
            "-.-",
            ".-..",
            "--",
            "-.",
            "---",
            ".--.",
            "--.-",
            ".-.",
            "...",
            "-",
            "..-",
            "...-",
            ".--",
            "-..-",
            "-.--",
            "--..",
            "-----",
            ".----",
            "..---",
            "...--",
            "....-",
            ".....",
            "-....",
            "--...",
            "---..",
            "----.",
        ],
        "abcdefghijklmnopqrstuvwxyz0123456789",
        strict=True,
    )
)
_WORD = re.compile(r"[^\W_][\w$@!|+-]*[^\W_]")
_LETTERS = re.compile(r"(?<![^\W_])[^\W_](?:[\s.,;:|/*_-]{1,4}[^\W_](?![^\W_])){3,40}")
_BASE64 = re.compile(r"(?<![\w+/])[A-Za-z0-9+/]{6,200}={0,2}(?![\w+/=])")
_HEX = re.compile(r"(?<![\w])(?:(?:0x|\\x)?[0-9a-fA-F]{2}[\s:,-]{0,2}){4,100}(?![\w])")
_NUMBERS = re.compile(r"(?<!\d)(?:\d{2,3}[\s,;-]{1,2}){3,100}\d{2,3}(?!\d)")
_BITS = re.compile(r"(?<![01])(?:[01]{7,8}\s{0,2}){4,100}(?![01])")
_MORSE_CODE = re.compile(r"(?:[.\-–—·•]{1,5}[\s/|]{1,3}){3,60}[.\-–—·•]{1,5}")


def find_disguised_names(answer: str, names: NameIndex) -> Iterator[tuple[KnownName, int, int]]:
    """Yield the known names in disguise with their half-open spans in the answer, in no particular order."""
    text = answer[:MAX_CHARACTERS]
    for pattern, decoders in _DECODERS:
        for match in pattern.finditer(text):
            for decode in decoders:
                decoded = decode(match.group())
                known = None if decoded == match.group() else _look_up(decoded, names)
                if known is not None:
                    yield known, match.start(), match.end()
                    break


def _look_up(decoded: str | None, names: NameIndex) -> KnownName | None:
    """Return the name that a decoded text consists of, or that is a certain name's word in it."""
    if not decoded or len(decoded) < MIN_LETTERS:
        return None
    folded = fold(decoded).text
    key = spelling_key(folded.strip(" .,!?:;'\"()"))
    if len(key) >= MIN_LETTERS and key in names.names:
        return names.names[key]
    mentions = names.find_mentions(folded) if " " in folded else []
    return next((mention.known for mention in mentions if len(mention.known.name) >= MIN_LETTERS), None)


def _leet(text: str) -> str | None:
    return (
        text.lower().translate(_LEET) if re.search(r"[^\W\d].*[\d$@!|+]|[\d$@!|+].*[^\W\d]", text) else None
    )


def _other_leet(text: str) -> str | None:
    return text.lower().translate(_OTHER_LEET) if re.search(r"[1!|]", text) else None


def _reverse(text: str) -> str:
    return text[::-1]


def _rot13(text: str) -> str:
    return codecs.encode(text, "rot13")


def _join_letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _join_reversed(text: str) -> str:
    return _join_letters(text)[::-1]


def _base64(text: str) -> str | None:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None


def _hex(text: str) -> str | None:
    digits = re.sub(r"0x|\\x|[^0-9a-fA-F]", "", text)
    try:
        return bytes.fromhex(digits).decode("utf-8")
    except (UnicodeDecodeError, ValueError):
        return None


def _numbers(text: str) -> str | None:
    codes = [int(code) for code in re.findall(r"\d+", text)]
    return "".join(map(chr, codes)) if all(32 <= code < 127 for code in codes) else None


def _bits(text: str) -> str | None:
    codes = [int(code, 2) for code in re.findall(r"[01]{7,8}", text)]
    return "".join(map(chr, codes)) if all(32 <= code < 127 for code in codes) else None


def _morse(text: str) -> str | None:
    signs = re.sub(r"[–—]", "-", re.sub(r"[·•]", ".", text))
    letters = [_MORSE.get(sign, "") for sign in re.split(r"[\s/|]+", signs.strip())]
    return "".join(letters) if all(letters) else None


_DECODERS: tuple[tuple[re.Pattern[str], tuple[Callable[[str], str | None], ...]], ...] = (
    (_WORD, (_leet, _other_leet, _reverse, _rot13)),
    (_LETTERS, (_join_letters, _join_reversed)),
    (_BASE64, (_base64,)),
    (_HEX, (_hex,)),
    (_NUMBERS, (_numbers,)),
    (_BITS, (_bits,)),
    (_MORSE_CODE, (_morse,)),
)
