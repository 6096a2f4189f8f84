"""Votes for boards: a string of letters is a series of votes on one pair."""

import datetime as dt
from collections.abc import Sequence

import numpy as np

from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.models import Arena, Battle, BattleStyle, Contender, Vote, Voter
from battles.outcomes import Outcome
from ratings.models import Standing
from ratings.published import STANDARD, published
from ratings.rebuild.methods import FEATURES
from tests import world
from tests.world import NOON

RULE = {"a": Outcome.A, "b": Outcome.B, "t": Outcome.TIE, "0": Outcome.BOTH_BAD}
USUAL = (300, 2, 5, 3)
"""Tokens, headers, list items and bold words of a usual answer."""


def fight(
    arena: Arena,
    a: Contender,
    b: Contender,
    outcomes: str,
    *,
    tags=0,
    at=NOON,
    mode="anonymous",
    styles: Sequence | None = None,
    voters: Sequence[Voter] = (),
) -> Vote:
    """One vote per letter (a, b, t for a tie, 0 for both bad), a second apart; the last of them.

    `styles`: for each vote the four features of answer A and of answer B; None: whatever an answer
    usually has; an empty sequence: none is known. `voters` take turns.
    """
    for step, letter in enumerate(outcomes):
        when = at + dt.timedelta(seconds=step) if at else None
        stored = world.stored_vote(arena, a, b, RULE[letter], at=when, tags=int(tags), mode=mode)
        if styles is None or step < len(styles):
            add_style(stored, usual_style(step) if styles is None else styles[step])
        if voters:
            Battle.objects.filter(pk=stored.battle_id).update(voter=voters[step % len(voters)])
    mark_days_dirty([(arena.pk, stored.day)])
    return stored


def usual_style(step: int) -> np.ndarray:
    """Features of two answers that say nothing about who wins: (2, 4)."""
    return np.random.default_rng(step).poisson(USUAL, (2, len(FEATURES)))


def add_style(vote: Vote, style: Sequence) -> None:
    """Note the features of answer A and answer B."""
    names = [f"{name}_{side}" for side in "ab" for name in ("tokens", "headers", "lists", "bold")]
    counts = [int(count) for side in style for count in side]
    BattleStyle.objects.create(battle_id=vote.battle_id, **dict(zip(names, counts, strict=True)))


def rows(arena: Arena, category="overall", method=STANDARD) -> dict[str, Standing]:
    """The published standings by model name, best first."""
    snapshot = published(arena).snapshot(category, method)
    standings = snapshot.standings.select_related("contender__model").order_by("id")
    return {standing.contender.model.name: standing for standing in standings}
