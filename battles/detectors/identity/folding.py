"""Fold a text for matching; each folded character keeps the position of its original.

Folding removes what hides a name from a plain search: width, case, accents, unusual hyphens and spaces,
invisible characters, look-alike letters of another script, traditional Chinese forms. It never adds
characters, so a position in the folded text is a position in the original minus the characters dropped.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

TRADITIONAL = (
    "並亞來価個們偉僅億優創労動務勢區単員問図國圖團売壹変學實寫対將專對導屬師幫広廠廣張強後從応態憶應戦戰"
    "擇據於時書會東業楽構樂樣権機歷歸気氣沢渋湯漢潔濟灣為無爲獨現環產畫異當発發盡盤確碼礎礙稅種稱節簡終組"
    "経結絕絡給統經続維網緊総線編練縁縄縱總織繼續義習聖聯聲職聽腦臉與舉舊華萬藥蘇蘭處虛號術補裝製複見視覚"
    "親観覺觀觸訂計訊訓設許訳評詞詢試詩話該詳認語誤說読誰請諮諾謝證識譜護讀變讓豐貝財貨責貴買費資賣質購躍"
    "軟較輕輝輯輸轉農這連進遊運過達違遜遠適選還邊鄉醫釋針鉄銀銭鋼錄錢鍵鏈長門閉開間関閱關隊階際隨險隱雙雜"
    "離難雲電靈靜項預領頭題願類顯飛養馬験騰驗體麗麼黃黒點齊齣"
)
SIMPLIFIED = (
    "并亚来价个们伟仅亿优创劳动务势区单员问图国图团卖一变学实写对将专对导属师帮广厂广张强后从应态忆应战战"
    "择据于时书会东业乐构乐样权机历归气气泽涩汤汉洁济湾为无为独现环产画异当发发尽盘确码础碍税种称节简终组"
    "经结绝络给统经续维网紧总线编练缘绳纵总织继续义习圣联声职听脑脸与举旧华万药苏兰处虚号术补装制复见视觉"
    "亲观觉观触订计讯训设许译评词询试诗话该详认语误说读谁请咨诺谢证识谱护读变让丰贝财货责贵买费资卖质购跃"
    "软较轻辉辑输转农这连进游运过达违逊远适选还边乡医释针铁银钱钢录钱键链长门闭开间关阅关队阶际随险隐双杂"
    "离难云电灵静项预领头题愿类显飞养马验腾验体丽么黄黑点齐出"
)
"""Common traditional and Japanese characters and their simplified ones, in the same order. Not complete."""

LOOKALIKES = str.maketrans("аеорсухікјѕһԁӏтнαενορτυικχ", "aeopcyxikjshdlthaevoptuikx")
"""Cyrillic and Greek letters that look like Latin ones; replaced only in words that mix the scripts."""

CASE_ENDING = re.compile(r"(?:а|у|е|о|ом|ы|и|ов|ам|ами|ах)\Z")
"""Russian endings directly after a Latin name ("OpenAIом"); these are no disguise."""

HYPHENS = dict.fromkeys("‐‑‒–—―−﹘﹣－⁃", "-")
QUOTES = {**dict.fromkeys("’‘ʼ`´＇", "'"), **dict.fromkeys("“”„«»‟＂", '"')}
ARABIC = dict(zip("أإآٱىةیک", "اااايهيك", strict=True))
PRIVATE = range(0xE000, 0xF900)

_NOT_ASCII = re.compile(r"[^\x00-\x7f\ue000-\uf8ff]+")
_SCRIPTS_MEET = re.compile(r"[a-z][Ͱ-ԯ]|[Ͱ-ԯ][a-z]")
_WORD = re.compile(r"[a-z0-9Ͱ-ԯ]+")


class _FoldTable(dict[int, str]):
    """Code point → folded form, computed at first use: one character, or none if it is dropped."""

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
    """Return the compatibility form in lower case without Latin accents, if it is one character."""
    compatible = unicodedata.normalize("NFKC", character)
    if len(compatible) != 1:
        return character
    lowered = compatible.lower()[0]
    base = unicodedata.normalize("NFD", lowered)[0]
    if base.isascii() or lowered == "ё" or 0x370 <= ord(base) < 0x400:
        return base
    return {"ı": "i", "ł": "l", "đ": "d", "ø": "o", "ـ": "", "ҙ": "з"}.get(lowered, lowered)


_TABLE = _FoldTable({ord(old): new for old, new in zip(TRADITIONAL, SIMPLIFIED, strict=True)})


@dataclass(frozen=True)
class Folded:
    """Folded text; `origins[i]` is the original position of the folded character i (None: the same)."""

    text: str
    origins: tuple[int, ...] | None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Map a half-open span of the folded text to the original."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


def fold_pattern(pattern: str) -> str:
    """Fold the literals of a regular expression as text is folded; its letters must be lower case."""
    return _NOT_ASCII.sub(lambda letters: letters.group().translate(_TABLE), pattern)


def fold(text: str) -> Folded:
    """Fold a text. Linear in its length."""
    if text.isascii():
        return Folded(text.lower(), None)
    folded = text.translate(_TABLE)
    origins = None if len(folded) == len(text) else _origins(text)
    if _SCRIPTS_MEET.search(folded):
        folded = _WORD.sub(_unmask_lookalikes, folded)
    return Folded(folded, origins)


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
    if word.group().isascii():
        return word.group()
    whole = word.group().translate(LOOKALIKES)
    ending = CASE_ENDING.search(word.group())
    if whole.isascii() and not (ending and word.group()[: ending.start()].isascii()):
        return whole
    stem = word.group()[: ending.start()] if ending else word.group()
    latin = stem.translate(LOOKALIKES)
    return latin + word.group()[len(stem) :] if latin.isascii() else word.group()
