"""Where the speaker can be found and used: "talk to me at chat.NAME.com", "my weights are under NAME/7B"."""

import re
from collections.abc import Iterator

from battles.detectors.identity.claims.relations.ties import compile_ties, is_tied
from battles.detectors.identity.names import Mention, NameClass

MAX_MENTIONS = 20
"""Names of one answer that are looked at; the first ones."""

PLACE_WITHIN = 40
"""Characters before a name that can make it a place."""

_USE_ME, _APP = compile_ties("use_me"), compile_ties("app")
_ADDRESS = re.compile(r"\.(?:com|ai|org|net|cn|ru|io|dev|google|chat|app)\b|/[\w.-]+")
_IN_ADDRESS = re.compile(r"(?:\b[\w-]+\.|://|/)[\w.-]{0,30}\Z")
_APP_BEHIND = re.compile(rf"[\s\"'-]{{0,2}}(?:{_APP.pattern})")
_APP_BEFORE = re.compile(rf"(?:{_APP.pattern})\W{{1,4}}(?:\w+ )?\Z")
_AT = re.compile(rf"(?:{compile_ties('at').pattern})[\s\"'`]{{0,3}}\Z")
_AT_BEHIND = re.compile(compile_ties("at_behind").pattern)


def find_whereabouts(text: str, mentions: list[Mention]) -> Iterator[Mention]:
    """Yield the mentions in addresses, apps and stores where the speaker is used. `text` is folded."""
    for mention in mentions[:MAX_MENTIONS]:
        if _is_place(text, mention) and is_tied(text, (mention.start, mention.end), _USE_ME):
            yield mention


def _is_place(text: str, mention: Mention) -> bool:
    """Check for an address that is no mailbox, an app, or "at" before a model or a maker of models."""
    before = text[max(0, mention.start - PLACE_WITHIN) : mention.start]
    if mention.known.kind is NameClass.COMPANY or "@" in before.rsplit(" ", 1)[-1]:
        return False
    is_address = (
        _ADDRESS.match(text, mention.end)
        or _ADDRESS.search(text, mention.start, mention.end)
        or _IN_ADDRESS.search(before)
    )
    if is_address or _APP_BEHIND.match(text, mention.end) or _APP_BEFORE.search(before):
        return True
    if mention.known.kind not in (NameClass.MODEL, NameClass.MAKER):
        return False
    return _AT.search(before) is not None or _AT_BEHIND.match(text, mention.end) is not None
