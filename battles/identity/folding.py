"""Text folded for matching, every folded character tied to the original it came from.

Folding undoes what hides a name from a plain search: width, case, accents, odd hyphens and spaces, invisible
characters, look-alike letters of another script, traditional Chinese forms. It never adds characters, so a
position in the folded text is a position in the original minus what was dropped before it.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

TRADITIONAL = (
    "開發訓練語創個為爲稱與設計這來於構機業務貴華團隊簡問題對話類學習網絡訊騰國種們從後還說會當發麼樣產責給"
    "經歷過應該無關間聽覺認識誰實際請讓幫識點頭億統體東動書話發並處僅屬運腦門門將專歸単発労覚対応関価"
)
SIMPLIFIED = (
    "开发训练语创个为为称与设计这来于构机业务贵华团队简问题对话类学习网络讯腾国种们从后还说会当发么样产责给"
    "经历过应该无关间听觉认识谁实际请让帮识点头亿统体东动书话发并处仅属运脑门门将专归单发劳觉对应关价"
)
"""Only characters that occur in the identity sentences and names; both strings in the same order."""

LOOKALIKES = str.maketrans("аеорсухікјѕһԁӏтнαενορτυικχ", "aeopcyxikjshdlthaevoptuikx")
"""Cyrillic and Greek letters that look like Latin ones, used only inside words that mix the scripts."""

CASE_ENDING = re.compile(r"(?:а|у|е|о|ом|ы|и|ов|ам|ами|ах)\Z")
"""Russian endings put straight after a Latin name ("OpenAIом"): these are no disguise."""

HYPHENS = dict.fromkeys("‐‑‒–—―−﹘﹣－⁃", "-")
QUOTES = {**dict.fromkeys("’‘ʼ`´＇", "'"), **dict.fromkeys("“”„«»‟＂", '"')}
ARABIC = dict(zip("أإآٱىةیک", "اااايهيك", strict=True))
PRIVATE = range(0xE000, 0xF900)

_MIXED = re.compile(r"[a-z0-9]*(?:[a-z][Ͱ-ӿԀ-ԯ]|[Ͱ-ӿԀ-ԯ][a-z])[a-z0-9Ͱ-ӿԀ-ԯ]*")


class _FoldTable(dict[int, str]):
    """Code point → its folded form, worked out when first met: one character, or none where it is dropped."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(code)
        self[code] = folded
        return folded


def _fold_character(code: int) -> str:
    if code in PRIVATE:
        return " "
    character = chr(code)
    category = unicodedata.category(character)
    if category in ("Cf", "Cc") and character not in "\n\r\t":
        return ""
    if category == "Mn" and (0x300 <= code < 0x370 or 0x590 <= code < 0x700 or 0xFE00 <= code < 0xFE10):
        return ""
    if category == "Zs" or character in "\t\r":
        return " "
    if character in HYPHENS or character in QUOTES or character in ARABIC:
        return HYPHENS.get(character) or QUOTES.get(character) or ARABIC[character]
    return _fold_letter(character)


def _fold_letter(character: str) -> str:
    """Compatibility form, lower case, Latin accents off; unchanged where that would be several characters."""
    compatible = unicodedata.normalize("NFKC", character)
    if len(compatible) != 1:
        return character
    lowered = compatible.lower()[0]
    base = unicodedata.normalize("NFD", lowered)[0]
    if base.isascii() or lowered == "ё":
        return base
    return {"ı": "i", "ł": "l", "đ": "d", "ø": "o", "ـ": "", "ҙ": "з"}.get(lowered, lowered)


_TABLE = _FoldTable({ord(old): new for old, new in zip(TRADITIONAL, SIMPLIFIED, strict=True)})


@dataclass(frozen=True)
class Folded:
    """Folded text; `origins[i]` is where folded character i stands in the original (None: same place)."""

    text: str
    origins: tuple[int, ...] | None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """A half-open span of the folded text as a span of the original."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


def fold_pattern(pattern: str) -> str:
    """A regular expression's literals folded as text is; its letters must be lower case already."""
    return pattern.translate(_TABLE) if not pattern.isascii() else pattern


def fold(text: str) -> Folded:
    """Fold a text. Linear in its length."""
    if text.isascii():
        return Folded(text.lower(), None)
    folded = text.translate(_TABLE)
    origins = None if len(folded) == len(text) else _origins(text)
    return Folded(_MIXED.sub(_unmask_lookalikes, folded), origins)


def _origins(text: str) -> tuple[int, ...]:
    kept = accumulate(len(_TABLE[ord(character)]) for character in text)
    previous = 0
    origins = []
    for position, total in enumerate(kept):
        if total > previous:
            origins.append(position)
        previous = total
    return tuple(origins)


def _unmask_lookalikes(word: re.Match[str]) -> str:
    ending = CASE_ENDING.search(word.group())
    stem = word.group()[: ending.start()] if ending else word.group()
    latin = stem.translate(LOOKALIKES)
    return latin + word.group()[len(stem) :] if latin.isascii() else word.group()
