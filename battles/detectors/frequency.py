"""Prompts that come far too often: when two are the same, which are too frequent, and whose votes are kept.

The rule, version 1, within one arena:

- Two first prompts are the same if they are so after compatibility normalisation (NFKC) in lower case, with
  every run of punctuation, white space and invisible characters read as one space.
- A prompt is far too frequent if it has more than 25 votes and is among the most frequent thousandth of the
  arena's distinct first prompts, rounded up, with all that share the last place.
- Of such a prompt the votes of 25 battles are kept: those with the smallest hash of their number. Numbers are
  given by the site, so no voter can choose to be kept, and no order of looking matters.
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
"""Raise it, and VERSION with it, whenever two prompts could become the same, or different."""

KEPT = 25
TOP_SHARE = 1000
"""One prompt in so many may be far too frequent."""

_ASIDE = {"P", "Z", "C"}
"""Unicode's punctuation, separators and invisible characters. Symbols stay: 1+1 is not 1-1."""


def normalised(text: str) -> str:
    """What two prompts must share to be the same; of a prompt that is punctuation alone, all of it."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _aside().sub(" ", folded).strip() or " ".join(folded.split())


def prompt_digest(text: str) -> int | None:
    """A signed 64-bit digest of a prompt's normal form; None for a prompt without any text."""
    normal = normalised(text)
    if not normal:
        return None
    hashed = hashlib.blake2b(normal.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(hashed, signed=True)


def find_too_frequent(votes: Mapping[int, int], *, distinct: int) -> set[int]:
    """The digests that are far too frequent.

    votes: how many votes each digest has, at least for all that have more than KEPT. distinct: how many
    digests there are in all.
    """
    often = sorted((count for count in votes.values() if count > KEPT), reverse=True)
    places = -(-distinct // TOP_SHARE)
    if not often or not places:
        return set()
    least = often[min(places, len(often)) - 1]
    return {digest for digest, count in votes.items() if count >= least}


def dropped(battles: Collection[int]) -> set[int]:
    """Of the battles of one prompt that is far too frequent, those whose votes are not kept."""
    return set(sorted(battles, key=_rank)[KEPT:])


def frequency_fact(*, is_dropped: bool) -> Fact:
    """That a battle's vote is dropped for its prompt's frequency, or is so no longer."""
    return Fact(DETECTOR, VERSION, {"dropped": is_dropped})


def to_tags(value: Mapping[str, JSON]) -> Tag:
    """The bit of a stored fact."""
    return Tag.HIGH_FREQUENCY if value["dropped"] else Tag(0)


def _rank(battle: int) -> bytes:
    return hashlib.blake2b(f"{DETECTOR} {VERSION} {battle}".encode(), digest_size=16).digest()


@functools.cache
def _aside() -> re.Pattern[str]:
    """One or more characters that make no difference; those beyond the basic plane all do."""
    found = [chr(code) for code in range(0x10000) if unicodedata.category(chr(code))[0] in _ASIDE]
    return re.compile(f"[{re.escape(''.join(found))}]+")
