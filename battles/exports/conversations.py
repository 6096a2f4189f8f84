"""The texts of exported battles: only those that may be published.

A conversation is written if all of this holds; otherwise `conversation_withheld` names the first that does
not:

- imported, simulated: the battle was fought on this site, so that its texts are the site's to publish
- no_texts: it has texts (they were not erased or thinned by retention)
- no_consent: the form that opened it showed versions of the terms and of the privacy notice
- screened: a screening of the caller found nothing in the prompts and in the answers that were voted on
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from battles.models import Answer, Battle, Prompt

Screen = Callable[[Sequence[str]], bool]
"""Whether none of these texts has anything private."""

Message = dict[str, str]
COLUMNS = ("conversation_a", "conversation_b", "conversation_withheld")


def read_conversations(battles: Sequence[int], screen: Screen) -> dict[int, dict[str, Any]]:
    """Return the three columns of each of these battles: two lists of messages, or the reason why not."""
    rows = Battle.objects.filter(pk__in=battles).values_list(
        "pk", "origin", "terms_version", "privacy_version"
    )
    turns = _read_turns(battles)
    return {
        pk: _describe(origin, turns.get(pk, []), has_consent=None not in versions, screen=screen)
        for pk, origin, *versions in rows
    }


def _describe(origin: str, turns: list[list[str]], *, has_consent: bool, screen: Screen) -> dict[str, Any]:
    if origin != Battle.Origin.LIVE:
        return _withhold(origin)
    if not any(text for turn in turns for text in turn):
        return _withhold("no_texts")
    if not has_consent:
        return _withhold("no_consent")
    if not screen([text for turn in turns for text in turn]):
        return _withhold("screened")
    sides = [_to_messages([(turn[0], turn[place]) for turn in turns]) for place in (1, 2)]
    return dict(zip(COLUMNS, (*sides, None), strict=True))


def _withhold(reason: str) -> dict[str, Any]:
    return dict(zip(COLUMNS, (None, None, reason), strict=True))


def _to_messages(turns: list[tuple[str, str]]) -> list[Message]:
    roles = ("user", "assistant")
    return [{"role": role, "content": text} for turn in turns for role, text in zip(roles, turn, strict=True)]


def _read_turns(battles: Sequence[int]) -> dict[int, list[list[str]]]:
    """Prompt, answer A and answer B of every turn, by battle; of several attempts the last, as voted on."""
    answers: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Answer.objects.filter(prompt__battle__in=battles).order_by("prompt_id", "attempt")
    for prompt, side, text in rows.values_list("prompt_id", "side", "text"):
        answers[prompt][side] = text
    turns: dict[int, list[list[str]]] = defaultdict(list)
    prompts = Prompt.objects.filter(battle__in=battles).order_by("battle_id", "turn")
    for pk, battle, text in prompts.values_list("pk", "battle_id", "text"):
        turns[battle].append([text, *(answers[pk].get(side, "") for side in "ab")])
    return turns
