"""What one category's votes say, by each method: pure functions from a selection to ratings.

The seed comes from the votes of the board itself, so the same votes give the same digits.
"""

import hashlib
import json
from dataclasses import dataclass

import numpy as np
from django.conf import settings

from battles.models import Arena, Contender
from ratings.categories import CATEGORIES
from ratings.core.board import Ratings, rate_bradley_terry, rate_elo
from ratings.core.seeds import seed_from_digest
from ratings.core.tally import Tally, tally
from ratings.models import Method
from ratings.selection import Selection

RULES = 1
"""Raise it when a change of code changes any number on any board."""

NO_ORDER = "no_order"
NO_VOTES = "no_votes"


@dataclass(frozen=True)
class Rated:
    """One board by one method: what the core says, in order of the selection's contenders."""

    method: Method
    ratings: Ratings | None
    note: str
    seed: str


def parameters_of(arena: Arena) -> dict:
    """Everything besides votes and categories that shapes an arena's numbers."""
    anchor = Contender.objects.filter(arena=arena, model=arena.anchor).first() if arena.anchor_id else None
    return {
        "rules": RULES,
        "minimum_votes": arena.minimum_votes,
        "provisional_votes": arena.provisional_votes,
        "anchor": anchor.pk if anchor else None,
        "anchor_rating": arena.anchor_rating,
        "elo_k": arena.elo_k,
        "elo_initial": 1000.0,
        "rounds": settings.BOOTSTRAP_ROUNDS,
    }


def settings_digest(parameters: dict) -> str:
    """Covers the parameters and every category's version."""
    rules = {"parameters": parameters, "categories": {c.slug: c.version for c in CATEGORIES}}
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()


def rate(chosen: Selection, parameters: dict) -> list[Rated]:
    """Both methods over one category's votes. A pure function of its arguments."""
    size = len(chosen.contenders)
    counts = tally(chosen.first, chosen.second, chosen.outcome, size)
    seed = evidence_seed(chosen.contenders, counts)
    if not chosen.votes:
        return [Rated(method, None, NO_VOTES, seed) for method in Method]
    limits = {name: parameters[name] for name in ("minimum_votes", "provisional_votes")}
    anchor = np.flatnonzero(chosen.contenders == (parameters["anchor"] or -1))
    bradley_terry = rate_bradley_terry(
        counts,
        seed=seed_from_digest(seed),
        rounds=parameters["rounds"],
        anchor=int(anchor[0]) if len(anchor) else None,
        anchor_rating=parameters["anchor_rating"],
        mean=parameters["anchor_rating"] if parameters["anchor"] is None else 1000.0,
        **limits,
    )
    rated = [Rated(Method.BRADLEY_TERRY, bradley_terry, "", seed)]
    if not chosen.is_ordered:
        return [*rated, Rated(Method.ELO, None, NO_ORDER, seed)]
    elo = rate_elo(
        chosen.first,
        chosen.second,
        chosen.outcome,
        size,
        k=parameters["elo_k"],
        initial=parameters["elo_initial"],
        **limits,
    )
    return [*rated, Rated(Method.ELO, elo, "", seed)]


def evidence_seed(contenders: np.ndarray, counts: Tally) -> str:
    """The digest of a board's own votes: contenders, pairs and counts."""
    digest = hashlib.sha256()
    for array in (contenders, counts.first, counts.second, counts.counts):
        digest.update(np.ascontiguousarray(array, dtype="<i8").tobytes())
    return digest.hexdigest()
