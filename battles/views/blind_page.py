"""The page and the ballot section of a battle before its vote, filled into kept shells.

What is kept has no text of the battle and no key: a shell belongs to all battles of the same shape, which is
the blind view with names of values in the places of its texts.
"""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from battles.blind import BlindAnswer, BlindBattle, BlindTurn, OwnBattle
from battles.generation.runner import RUNNER
from battles.views.page_shells import BATTLE_KEY, PageShells, Values

PAGES = PageShells("battles/battle/battle.html")
BALLOTS = PageShells("battles/battle/_ballot.html")


def can_be_filled(own: OwnBattle) -> bool:
    """Whether a page of this battle can be filled: it shows no names, and its vote is not due."""
    return not (own.is_due or own.blind.is_voted or own.blind.is_side_by_side)


def render_blind(shells: PageShells, request: HttpRequest, own: OwnBattle) -> HttpResponse:
    """The page or the ballot section of a battle that `can_be_filled`."""
    blind = own.blind
    stalled = RUNNER.get_stalled_sides((own.pk, 1, 1)) if blind.is_running else ()
    values = _collect_values(blind)
    shape = _put(blind, {name: name for name in values})

    def build_context(values: Values) -> dict[str, Any]:
        return {
            "battle": _put(blind, values),
            "stalled": stalled,
            "names": None,
            "speeds": {},
            "result": None,
            "ratings": None,
            "aspects": [],
            "next": None,
            "notice": "",
            "draft": "",
        }

    return HttpResponse(shells.render(request, (shape, tuple(stalled)), values, build_context))


def _collect_values(blind: BlindBattle) -> dict[str, str]:
    """The battle's key and its texts by name; empty texts belong to the shape."""
    values = {BATTLE_KEY: str(blind.key)}
    for turn in blind.turns:
        texts = {f"prompt {turn.turn}": turn.prompt}
        texts |= {f"{answer.side} {turn.turn}": answer.html for answer in turn.sides}
        values |= {name: text for name, text in texts.items() if text}
    return values


def _put(blind: BlindBattle, values: Values) -> BlindBattle:
    """The battle with these values in the places of its own."""
    turns = tuple(_put_into_turn(turn, values) for turn in blind.turns)
    return replace(blind, key=values[BATTLE_KEY], turns=turns)


def _put_into_turn(turn: BlindTurn, values: Values) -> BlindTurn:
    a, b = (_put_into_answer(answer, turn.turn, values) for answer in turn.sides)
    return replace(turn, prompt=values.get(f"prompt {turn.turn}", ""), a=a, b=b)


def _put_into_answer(answer: BlindAnswer, turn: int, values: Values) -> BlindAnswer:
    return replace(answer, html=values.get(f"{answer.side} {turn}", ""))
