"""Makers whose people made the speaker, in word orders that the grammar of a language has no anchor for."""

from collections.abc import Iterator

from battles.detectors.guarded import GuardedPattern
from battles.detectors.identity.folding import fold_pattern
from battles.detectors.identity.names import Mention, NameClass
from battles.detectors.identity.relations.ties import FILE, compile_ties, is_tied

MAX_MENTIONS = 20
"""Names of one answer that are looked at; the first ones."""

MAX_BETWEEN = 30
"""Characters between a maker and the words "made me"."""

_MADE_ME = compile_ties("made_me")
_GUARD = GuardedPattern("|".join(fold_pattern(each) for each in FILE["made_me"].values()))


def find_people_of_makers(text: str, mentions: list[Mention]) -> Iterator[Mention]:
    """Yield the makers near "made me", as in "engineers at NAME wrote me". `text` is folded."""
    if not mentions or not _GUARD.matches(text):
        return
    for mention in mentions[:MAX_MENTIONS]:
        is_maker = mention.known.kind in (NameClass.MAKER, NameClass.COMPANY)
        if is_maker and is_tied(text, (mention.start, mention.end), _MADE_ME, within=MAX_BETWEEN):
            yield mention
