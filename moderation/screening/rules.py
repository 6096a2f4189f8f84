"""Local rules: whole words, payment cards, keys of known makers, e-mail addresses, telephone numbers, links.

No network, no Django. Every rule is linear in the text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

MAX_WORDS = 500
"""Words of one category's list."""

MAX_HITS = 50

CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True)
class Hit:
    """A rule has matched. score: from 0 (a hint) to 1 (certain). excerpt: what matched, if not private."""

    category: str
    rule: str
    score: float
    excerpt: str = ""


def find_hits(text: str, words: Mapping[str, Iterable[str]]) -> list[Hit]:
    """Return the hits of all local rules, at most MAX_HITS a rule. words: lists by category."""
    return [*_find_words(text, words), *find_private_data(text), *find_links(text)]


def _find_words(text: str, words: Mapping[str, Iterable[str]]) -> Iterator[Hit]:
    normal = normalize(text)
    for category, terms in words.items():
        pattern = _compile(tuple(terms))
        if pattern is None:
            continue
        seen = dict.fromkeys(match.group() for match in _first(pattern, normal))
        for term in seen:
            yield Hit(category, "words", 1.0, term)


def normalize(text: str) -> str:
    """Return the text in one form: compatibility characters, lower case, plain apostrophes, single spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    return " ".join(plain.split())


@lru_cache(maxsize=32)
def _compile(terms: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for all terms: whole words, but anywhere in scripts that write without spaces."""
    normal = sorted({normalize(term) for term in terms if term.strip()}, key=len, reverse=True)[:MAX_WORDS]
    if not normal:
        return None
    spaced = [re.escape(term) for term in normal if not CJK.search(term)]
    joined = [re.escape(term) for term in normal if CJK.search(term)]
    parts = [f"(?<!\\w)(?:{'|'.join(spaced)})(?!\\w)"] if spaced else []
    return re.compile("|".join([*parts, *joined]))


def _first(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for number, match in enumerate(pattern.finditer(text)):
        if number >= MAX_HITS:
            return
        yield match


CARD = re.compile(r"(?<![\w.,-])\d(?:[ -]?\d){12,18}(?![\w-])")
KEYS = {
    "openai": re.compile(r"\bsk-(?:proj-|ant-|svcacct-)?[A-Za-z0-9_-]{20,}"),
    "aws": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "github": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})"),
    "gitlab": re.compile(r"\bglpat-[A-Za-z0-9_-]{20,}"),
    "google": re.compile(r"\bAIza[0-9A-Za-z_-]{35}"),
    "slack": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    "stripe": re.compile(r"\b[sr]k_live_[A-Za-z0-9]{16,}"),
    "hugging face": re.compile(r"\bhf_[A-Za-z0-9]{30,}"),
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
}
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[A-Za-z]{2,24}(?!\w)")
PHONE = re.compile(
    r"(?<![\w+])(?:\+\d{1,3}[ -]?(?:\(?\d{1,4}\)?[ -]?){2,5}\d{2,4}|09\d{2}[ -]?\d{3}[ -]?\d{3})(?!\w)"
)
LINK = re.compile(r"https?://", re.IGNORECASE)

CERTAIN, HINT = 1.0, 0.4
FREE_LINKS = 5


def find_private_data(text: str) -> Iterator[Hit]:
    """Yield payment cards and keys (certain), telephone numbers and e-mail addresses (hints)."""
    for match in _first(CARD, text):
        digits = re.sub(r"\D", "", match.group())
        if is_card(digits):
            yield Hit("private_data", "card", CERTAIN, f"…{digits[-4:]}")
    for maker, pattern in KEYS.items():
        for match in _first(pattern, text):
            yield Hit("private_data", "key", CERTAIN, f"{maker}: {match.group()[:4]}…")
    for match in _first(EMAIL, text):
        yield Hit("private_data", "email", HINT, f"{match.group()[:1]}…@{match.group().rpartition('@')[2]}")
    for match in _first(PHONE, text):
        yield Hit("private_data", "phone", HINT, f"…{match.group()[-3:]}")


def is_card(digits: str) -> bool:
    """Whether the digits are a payment card's: a known issuer's first digits, and Luhn's check digit."""
    issuers = re.compile(r"4|5[1-5]|2[2-7]|3[47]|35|30[0-5]|3[689]|6(?:011|4|5)|62")
    if not 13 <= len(digits) <= 19 or not issuers.match(digits):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def find_links(text: str) -> Iterator[Hit]:
    """Yield one hit for a text with many links; the score grows with their number."""
    number = sum(1 for _match in _first(LINK, text))
    if number > FREE_LINKS:
        yield Hit("spam", "links", min(CERTAIN, number / (4 * FREE_LINKS)), str(number))
