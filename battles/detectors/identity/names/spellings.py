"""Regular expressions for many spellings at once: whole words, optional separators, version tails."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SEPARATOR = r"[ \-_.*/]{0,2}"
TAIL = (
    r"(?:(?:[ \-_]?(?:v|m|k|r|o)?\d{1,8}(?:[.\-]\d{1,8}){0,4}[a-z]{0,2}"
    r"|[ \-_](?:turbo|mini|pro|plus|flash|ultra|nano|opus|sonnet|haiku|instruct|chat|preview|"
    r"large|small|medium|max|lite|vision|omni|instant|advanced|codex|bot|it|"
    r"\d{1,4}(?:\.\d{1,2})?b|\d{1,3}x\d{1,3}b)(?![a-z0-9])){0,4})(?![a-z0-9])"
)
"""What may follow a model's name as part of it: "-4", " 3.5", "-turbo", "-0613", " 70B"."""

CASE_ENDING = r"(?:а|у|е|о|ом|ем|ы|и|ов|ой|ам|ами|ах|я|ю|ю?ский|ского|ской)?(?![а-яёіїєґ])"
ARABIC_CLITIC = re.compile(r"(?<![ء-ي])[وبلفك]{0,2}(?:ال)?\Z")
HEBREW_CLITIC = re.compile(r"(?<![א-ת])[ובלמשהכ]{1,2}\Z")
_MAX_CLITIC = 4

_SEPARATORS = re.compile(r"[ \-_.*/]+")

_Trie = dict[str, "_Trie"]
_END = ""


def spelling_key(spelling: str) -> str:
    """Return what all variants of one spelling share: the folded text without separators."""
    return _SEPARATORS.sub("", spelling)


def spelling_words(spelling: str) -> list[str]:
    """Return the parts of a spelling between which a separator is allowed."""
    return [word for word in _SEPARATORS.split(spelling) if word]


def alternation(spellings: Iterable[str]) -> str:
    """Return a pattern that matches any of the folded spellings, the longest first, separators optional.

    It is a prefix tree, so that the time at one position does not grow with the number of names.
    """
    trie: _Trie = {}
    for spelling in spellings:
        node = trie
        for token in _tokens(spelling):
            node = node.setdefault(token, {})
        node[_END] = {}
    return _pattern(trie)


def _tokens(spelling: str) -> Iterator[str]:
    for number, word in enumerate(spelling_words(spelling)):
        if number:
            yield SEPARATOR
        yield from map(re.escape, word)


def _pattern(trie: _Trie) -> str:
    branches = [token + _pattern(below) for token, below in sorted(trie.items()) if token != _END]
    branches.sort(key=lambda branch: branch.startswith("["))
    if not branches:
        return ""
    if len(branches) == 1 and _END not in trie:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if _END in trie else ''}"


@dataclass(frozen=True)
class Script:
    """The spellings that begin in one script: its letters, the names, and what must not precede a name."""

    letter: re.Pattern[str]
    names: re.Pattern[str]
    before: str

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Match the names in a text that are whole words by the rules of the script."""
        if self.letter.search(text):
            for match in self.names.finditer(text):
                if self._begins_word(text, match.start()):
                    yield match

    def _begins_word(self, text: str, start: int) -> bool:
        if not start or not self.before:
            return True
        if self.before == _ARABIC:
            return ARABIC_CLITIC.search(text, max(0, start - _MAX_CLITIC - 1), start) is not None
        if re.match(self.before, text[start - 1]) is None:
            return True
        return HEBREW_CLITIC.search(text, max(0, start - _MAX_CLITIC), start) is not None


_ARABIC = "[ء-ي]"
_KANA = "[ァ-ヶー]"
_SCRIPTS = {
    "arabic": ("[؀-ۿ]", _ARABIC, f"(?!{_ARABIC})"),
    "kana": ("[ぁ-ヿ]", _KANA, f"(?!{_KANA})"),
    "han": ("[一-鿿]", "", ""),
    "hangul": ("[가-힣]", "[가-힣]", ""),
    "other": ("[\u0590-\u05ff\u0900-\u0dff\u0e00-\u0eff]", "[\u0590-\u05ff\u0900-\u0dff]", ""),
}
"""By script: its letters, what must not precede a name, what must not follow it."""


def whole_words(spellings: Iterable[str]) -> tuple[re.Pattern[str], tuple[Script, ...]]:
    """Compile patterns for all spellings: one for the beginning of a Latin or Cyrillic word, and one for each
    other script.

    The match's `lastgroup` is the group of the spelling without its tail.
    """
    groups: dict[str, list[str]] = {}
    for spelling in spellings:
        groups.setdefault(_script(spelling[0]), []).append(spelling)
    words = [f"(?P<latin>{alternation(groups.pop('latin', []))}){TAIL}"]
    cyrillic = groups.pop("cyrillic", [])
    if cyrillic:
        words.append(f"(?P<cyrillic>{alternation(cyrillic)}){CASE_ENDING}{TAIL}")
    scripts = []
    for name, found in groups.items():
        letter, before, behind = _SCRIPTS[name]
        names = re.compile(f"(?P<{name}>{alternation(found)}){TAIL}{behind}")
        scripts.append(Script(re.compile(letter), names, before))
    return re.compile("|".join(words)), tuple(scripts)


def _script(character: str) -> str:
    if character.isascii():
        return "latin"
    if "Ѐ" <= character <= "ԯ":
        return "cyrillic"
    return next((name for name, (letter, _, _) in _SCRIPTS.items() if re.match(letter, character)), "other")
