"""Too frequent prompts: when two prompts are the same, which are too frequent, and whose votes are kept.

The rule, version 1, within one arena:

- Two first prompts are the same if they are equal after compatibility normalisation (NFKC) in lower case,
  with every run of punctuation, white space and invisible characters replaced by one space.
- A prompt is too frequent if it has more than 25 votes and is among the most frequent thousandth of the
  arena's distinct first prompts, rounded up, ties included.
- Of such a prompt the votes of 25 battles are kept: those with the smallest hash of the battle's number. The
  site assigns the numbers, so no voter can choose to be kept, and the result does not depend on any order.
"""

import functools
import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping

from battles.detectors.categories.facts import JSON, Fact
from battles.tags import Tag

DETECTOR = "dedup"
VERSION = "1"

NORMALISATION = 1
"""Raise it, and VERSION with it, when two prompts could become the same, or different."""

KEPT_VOTES = 25
TOP_SHARE = 1000
"""One prompt in so many may be too frequent."""

_IGNORED_CATEGORIES = {"P", "Z", "C"}
"""Unicode's punctuation, separators and invisible characters. Symbols are kept: 1+1 is not 1-1."""


def normalise(text: str) -> str:
    """Return the normal form, equal for prompts that are the same; punctuation only is kept as it is."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _ignored_characters().sub(" ", folded).strip() or " ".join(folded.split())


def prompt_digest(text: str) -> int | None:
    """Return a signed 64-bit digest of a prompt's normal form; None for a prompt without text."""
    normal_form = normalise(text)
    if not normal_form:
        return None
    hashed = hashlib.blake2b(normal_form.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(hashed, signed=True)


def find_too_frequent(votes: Mapping[int, int], *, distinct: int) -> set[int]:
    """Return the digests that are too frequent.

    votes: the number of votes of each digest, at least of all with more than KEPT_VOTES. distinct: the number
    of distinct digests.
    """
    frequent = sorted((count for count in votes.values() if count > KEPT_VOTES), reverse=True)
    limit = -(-distinct // TOP_SHARE)
    if not frequent or not limit:
        return set()
    threshold = frequent[min(limit, len(frequent)) - 1]
    return {digest for digest, count in votes.items() if count >= threshold}


def excess_battles(battles: Collection[int]) -> set[int]:
    """Return the battles of one too frequent prompt whose votes are not kept."""
    return set(sorted(battles, key=_rank)[KEPT_VOTES:])


def frequency_fact(*, is_dropped: bool) -> Fact:
    """Build the fact that a battle's vote is dropped for its prompt's frequency, or no longer dropped."""
    return Fact(DETECTOR, VERSION, {"dropped": is_dropped})


def to_tags(value: Mapping[str, JSON]) -> Tag:
    """Return the tag of a stored fact."""
    return Tag.HIGH_FREQUENCY if value["dropped"] else Tag(0)


def _rank(battle: int) -> bytes:
    return hashlib.blake2b(f"{DETECTOR} {VERSION} {battle}".encode(), digest_size=16).digest()


@functools.cache
def _ignored_characters() -> re.Pattern[str]:
    """Match ignored characters; no character beyond the basic plane is ignored."""
    ignored = [
        chr(code) for code in range(0x10000) if unicodedata.category(chr(code))[0] in _IGNORED_CATEGORIES
    ]
    return re.compile(f"[{re.escape(''.join(ignored))}]+")
