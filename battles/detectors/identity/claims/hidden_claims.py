"""Claims of identity that an answer hides in disguised words and encoded spans, though nobody asked.

A disguised name alone is a coincidence or a topic. It counts where the sentence says that the name is the
speaker's, where it is the whole answer, and where an encoded text is nothing but the name of a model or of
its maker.
"""

from collections.abc import Collection, Iterator
from itertools import islice

from battles.detectors.identity.claims.claims import Reading, find_claims
from battles.detectors.identity.disguises import Disguise, find_disguises, find_encoded_texts
from battles.detectors.identity.folding import fold
from battles.detectors.identity.names import KnownName, NameClass, spelling_key

MAX_DISGUISES = 8
"""Disguised names whose surroundings are read; the first ones."""

BEFORE, BEHIND = 160, 120
"""Characters around a disguised name that are read with it."""

BARE_ANSWER = 40
"""Characters of an answer that is no more than a disguised name."""

CERTAIN = (NameClass.MODEL, NameClass.MAKER)
_EDGE = " .,!?:;'\"()\n"

Hidden = tuple[KnownName, int, int]
"""A name and its half-open span in the original answer."""


def find_hidden_claims(reading: Reading) -> Iterator[Hidden]:
    """Yield the names that an answer gives away in disguise, though its prompt did not ask for them."""
    named = reading.prompting.mentioned | {mention.known.name for mention in reading.mentions}
    for disguise in islice(find_disguises(reading.folded, reading.names, reading.words), MAX_DISGUISES):
        yield from _read_disguise(reading, disguise, named)
    yield from _find_in_encodings(reading, named)


def _read_disguise(reading: Reading, disguise: Disguise, named: Collection[str]) -> Iterator[Hidden]:
    """Yield the disguised name if it is claimed, or is all of the answer."""
    span = reading.folded.original_span(disguise.start, disguise.end)
    known = disguise.known
    length = len(reading.answer.strip())
    is_bare = length <= min(BARE_ANSWER, span[1] - span[0] + 2 * len(_EDGE))
    if (is_bare and known.kind in CERTAIN and known.name not in named) or _is_claimed(
        reading, span, disguise
    ):
        yield known, *span


def _is_claimed(reading: Reading, span: tuple[int, int], disguise: Disguise) -> bool:
    """Check whether the words around a disguised name, as they stand or in the same disguise, say "I am"."""
    start, end = span
    answer = reading.answer
    before, behind = answer[max(0, start - BEFORE) : start], answer[end : end + BEHIND]
    name = disguise.known.name
    whole = disguise.decode(before + answer[start:end] + behind)
    return any(
        known.maker == disguise.known.maker
        for text in (f"{before}{name}{behind}", whole)
        for known in _claimed_names(text, reading)
    )


def _find_in_encodings(reading: Reading, named: Collection[str]) -> Iterator[Hidden]:
    for decoded, start, end in find_encoded_texts(reading.answer):
        known = reading.names.names.get(spelling_key(fold(decoded).text.strip(_EDGE)))
        if known and known.kind in CERTAIN and known.name not in named:
            yield known, start, end
            continue
        claimed = next(_claimed_names(decoded, reading), None)
        if claimed:
            yield claimed, start, end


def _claimed_names(text: str, reading: Reading) -> Iterator[KnownName]:
    """Yield the names that another text claims, with the names and the prompt of a reading."""
    other = Reading.of(text, reading.names, reading.prompting)
    if other.mentions:
        for mention, _kind in find_claims(other):
            yield mention.known
