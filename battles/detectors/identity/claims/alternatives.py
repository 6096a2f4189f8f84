"""Names that a text offers as alternatives: "whether it was GPT, Claude or another" identifies nobody."""

import re
from itertools import pairwise

from battles.detectors.identity.names import Mention
from battles.detectors.identity.phrases import phrases

MAX_GAP = 24
"""Characters between two names of one list."""

_OR = re.compile(phrases("or"))
_LISTED = re.compile(
    rf"(?:[\s,;/()\"'*_`-]|{phrases('or')}|\b(?:the|an?|le|la|el|il|lo|un|une|una|der|die|das|ein|eine|de|het|maybe|perhaps|even)\b)*"
)
_OR_ANOTHER = re.compile(rf"[\s,;\"'*_)]{{0,3}}{phrases('or')}[^.!?。\n]{{0,12}}?{phrases('another')}")


def find_alternatives(text: str, mentions: list[Mention]) -> frozenset[int]:
    """Return where the names of lists start that are joined by "or" and mean several makers.

    A single name counts if "or another" is behind it. `text` is folded.
    """
    starts: set[int] = set()
    group: list[Mention] = []
    for mention in mentions:
        if group and not _continues(text, group[-1], mention):
            starts.update(_read_group(text, group))
            group = []
        group.append(mention)
    if group:
        starts.update(_read_group(text, group))
    return frozenset(starts)


def _continues(text: str, last: Mention, mention: Mention) -> bool:
    return (
        mention.start - last.end <= MAX_GAP and _LISTED.fullmatch(text, last.end, mention.start) is not None
    )


def _read_group(text: str, group: list[Mention]) -> list[int]:
    """Return the starts of a list's names if they are alternatives."""
    is_open = _OR_ANOTHER.match(text, group[-1].end) is not None
    is_joined = len({mention.known.maker for mention in group}) > 1 and any(
        _OR.search(text, first.end, second.start) for first, second in pairwise(group)
    )
    return [mention.start for mention in group] if is_open or is_joined else []
