"""Makers whose people made the speaker, in word orders that the grammar of a language has no anchor for."""

from collections.abc import Iterator

from battles.detectors.identity.claims.relations.ties import compile_ties, is_tied
from battles.detectors.identity.names import Mention, NameClass

MAX_MENTIONS = 20
"""Names of one answer that are looked at; the first ones."""

MAX_BETWEEN = 30
"""Characters between a maker and the words "made me"."""

_MADE_ME = compile_ties("made_me")


def find_people_of_makers(text: str, mentions: list[Mention]) -> Iterator[Mention]:
    """Yield the makers near "made me", as in "engineers at NAME wrote me". `text` is folded."""
    for mention in mentions[:MAX_MENTIONS]:
        known = mention.known
        is_maker = known.kind in (NameClass.MAKER, NameClass.COMPANY) or known.name == known.maker
        if is_maker and is_tied(text, (mention.start, mention.end), _MADE_ME, within=MAX_BETWEEN):
            yield mention
