"""Number words to digits: English words up to the thousands, and Chinese numerals."""

import re

_UNIT_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_UNITS = {word: value for value, word in enumerate(_UNIT_WORDS.split())}
_TENS = {
    word: 10 * (value + 2)
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    )
}
_SCALES = {"hundred": 100, "thousand": 1000}
_WORD = "|".join([*_UNITS, *_TENS, *_SCALES])
_ENGLISH = re.compile(rf"\b(?:{_WORD})(?:[\s-]+(?:and\s+)?(?:{_WORD}))*\b", re.IGNORECASE)

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"兩": 2, "两": 2, "〇": 0}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_CHINESE = re.compile(r"[零〇一二三四五六七八九兩两十百千萬万]+")


def english_to_digits(text: str) -> str:
    """Replace number words: "twenty-five times three" becomes "25 times 3"."""
    return _ENGLISH.sub(lambda match: str(_english_value(match.group())), text)


def chinese_to_digits(text: str) -> str:
    """Replace Chinese numerals: "十二乘以三" becomes "12乘以3"."""
    return _CHINESE.sub(lambda match: str(chinese_value(match.group())), text)


def chinese_value(numeral: str) -> int:
    """The value of a Chinese numeral, positional ("二〇二四") or with places ("三百二十")."""
    head, _, tail = numeral.replace("万", "萬").partition("萬")
    if "萬" in numeral.replace("万", "萬"):
        return 10_000 * (chinese_value(head) if head else 1) + (chinese_value(tail) if tail else 0)
    if not any(letter in _PLACES for letter in numeral):
        return int("".join(str(_DIGITS[letter]) for letter in numeral) or 0)
    total, digit = 0, None
    for letter in numeral:
        if letter in _PLACES:
            total += (1 if digit is None else digit) * _PLACES[letter]
            digit = None
        else:
            digit = _DIGITS[letter]
    return total + (digit or 0)


def _english_value(words: str) -> int:
    total, group = 0, 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _UNITS:
            group += _UNITS[word]
        elif word in _TENS:
            group += _TENS[word]
        elif word == "hundred":
            group = max(group, 1) * 100
        elif word == "thousand":
            total += max(group, 1) * 1000
            group = 0
    return total + group
