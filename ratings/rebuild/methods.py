"""What one category's votes say, by each method: pure functions from a selection to ratings.

The seed comes from the votes of the board itself, so the same votes give the same digits.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings

from battles.models import Arena, Contender
from ratings.categories import CATEGORIES
from ratings.core.board import (
    Ratings,
    StyleRatings,
    rate_bradley_terry,
    rate_elo,
    rate_style_controlled,
)
from ratings.core.errors import NotConverged
from ratings.core.outcome_counts import OutcomeCounts, count_outcomes
from ratings.core.seeds import seed_from_digest
from ratings.models import Method
from ratings.rebuild.selection import Selection
from ratings.rebuild.votes_to_flip import FlipCounts, count_flips

RULES = 4
"""Raise it when a change of code changes any number on any board."""

BRADLEY_TERRY, STYLE_CONTROLLED, ELO = METHODS = (Method("bradley_terry"), Method("style"), Method("elo"))
"""The members by value: without Django's stubs mypy does not know that `Method` is an enum."""

NO_ORDER = "no_order"
NO_VOTES = "no_votes"
NO_STYLE = "no_style"
STYLE_NOT_ESTIMABLE = "style_not_estimable"

FEATURES = ("length", "headers", "lists", "bold")
"""The order of the ledger's style columns, two for each feature: side A's and side B's."""


@dataclass(frozen=True)
class MethodResult:
    """One board by one method: what the core says, in order of the selection's contenders.

    votes: how many the method used, `simulated` of them simulated. without_style: how many it had to leave
    out. coefficients: by feature, value and 95 % interval, NaN for a feature that never differs; None for
    other methods. No vote itself is held on to.
    """

    method: Method
    ratings: Ratings | None
    votes: int
    simulated: int
    note: str = ""
    seed: str = ""
    without_style: int = 0
    coefficients: dict[str, dict[str, float]] | None = None
    flips: FlipCounts | None = None


def build_parameters(arena: Arena) -> dict:
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


def settings_digest(arena: Arena, parameters: dict) -> str:
    """Covers what besides votes shapes an arena's boards: parameters, category versions, public names."""
    rules = {
        "parameters": parameters,
        "categories": {c.slug: c.version for c in CATEGORIES},
        "names": [
            _identity(contender) for contender in arena.contenders.select_related("model").order_by("pk")
        ],
    }
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()


def _identity(contender: Contender) -> list:
    """What a board tells of a contender besides numbers."""
    model = contender.model
    of_model = [] if contender.is_unnamed else [model.organization, model.license]
    return [contender.pk, contender.public_slug, contender.public_name, model.is_simulated, *of_model]


def to_outcome_counts(chosen: Selection) -> OutcomeCounts:
    """How often each pair of contenders met, and how it ended."""
    return count_outcomes(chosen.first, chosen.second, chosen.outcome, len(chosen.contenders))


def rate(chosen: Selection, parameters: dict) -> list[MethodResult]:
    """Every method over one category's votes. A pure function of its arguments."""
    counts = to_outcome_counts(chosen)
    if not chosen.votes:
        seed = evidence_seed(chosen.contenders, counts)
        return [_rated(method, None, chosen, note=NO_VOTES, seed=seed) for method in METHODS]
    return [
        _bradley_terry(chosen, counts, parameters),
        _style_controlled(chosen, counts, parameters),
        _elo(chosen, counts, parameters),
    ]


def _rated(method: Method, ratings: Ratings | None, used: Selection, **more: Any) -> MethodResult:
    return MethodResult(method, ratings, used.votes, used.simulated, **more)


def fit_method(method: Method, chosen: Selection, parameters: dict) -> MethodResult:
    """One method alone, with the digits `rate` gives but without what it takes to overturn a place.

    The standard method needs no voters, only style control needs style, only Elo needs times.
    """
    counts = to_outcome_counts(chosen)
    if chosen.votes and method == STYLE_CONTROLLED:
        return _style_controlled(chosen, counts, parameters)
    if chosen.votes and method == ELO:
        return _elo(chosen, counts, parameters)
    if not chosen.votes:
        return _rated(method, None, chosen, note=NO_VOTES, seed=evidence_seed(chosen.contenders, counts))
    ratings, seed = rate_counts(chosen.contenders, counts, parameters)
    return _rated(method, ratings, chosen, seed=seed)


def rate_counts(contenders: np.ndarray, counts: OutcomeCounts, parameters: dict) -> tuple[Ratings, str]:
    """The standard method from counts alone: ratings in the order of the contenders' ids, and the seed.

    The same digits as `rate` gives; what only the single votes tell (votes to overturn) is left out.
    """
    seed = evidence_seed(contenders, counts)
    ratings = rate_bradley_terry(
        counts,
        seed=seed_from_digest(seed),
        rounds=parameters["rounds"],
        **_limits(parameters),
        **_scale(contenders, parameters),
    )
    return ratings, seed


def _bradley_terry(chosen: Selection, counts: OutcomeCounts, parameters: dict) -> MethodResult:
    ratings, seed = rate_counts(chosen.contenders, counts, parameters)
    return _rated(BRADLEY_TERRY, ratings, chosen, seed=seed, flips=count_flips(ratings, chosen))


def _style_controlled(chosen: Selection, counts: OutcomeCounts, parameters: dict) -> MethodResult:
    """Over the votes whose answers' style is known; nothing is drawn, so the seed is a digest only."""
    styled = chosen.with_style()
    if styled is not chosen:
        counts = to_outcome_counts(styled)
    seed = evidence_seed(styled.contenders, counts)
    common = {"seed": seed, "without_style": chosen.votes - styled.votes}
    if not styled.votes:
        return _rated(STYLE_CONTROLLED, None, styled, note=NO_STYLE, **common)
    try:
        # Where style tells winners from losers outright its weight grows until the exponential overflows.
        with np.errstate(over="ignore"):
            found = rate_style_controlled(
                styled.first,
                styled.second,
                styled.outcome,
                styled.style[:, 0::2],
                styled.style[:, 1::2],
                len(styled.contenders),
                counted=counts,
                **_limits(parameters),
                **_scale(styled.contenders, parameters),
            )
    except (NotConverged, np.linalg.LinAlgError):
        return _rated(STYLE_CONTROLLED, None, styled, note=STYLE_NOT_ESTIMABLE, **common)
    return _rated(STYLE_CONTROLLED, found.ratings, styled, coefficients=_coefficients(found), **common)


def _coefficients(found: StyleRatings) -> dict[str, dict[str, float]]:
    columns = zip(FEATURES, found.coefficients, found.low, found.high, strict=True)
    return {
        feature: {"value": float(value), "low": float(low), "high": float(high)}
        for feature, value, low, high in columns
    }


def _elo(chosen: Selection, counts: OutcomeCounts, parameters: dict) -> MethodResult:
    seed = evidence_seed(chosen.contenders, counts)
    if not chosen.is_ordered:
        return _rated(ELO, None, chosen, note=NO_ORDER, seed=seed)
    ratings = rate_elo(
        chosen.first,
        chosen.second,
        chosen.outcome,
        len(chosen.contenders),
        counted=counts,
        k=parameters["elo_k"],
        initial=parameters["elo_initial"],
        **_limits(parameters),
    )
    return _rated(ELO, ratings, chosen, seed=seed)


def _limits(parameters: dict) -> dict[str, Any]:
    return {name: parameters[name] for name in ("minimum_votes", "provisional_votes")}


def _scale(contenders: np.ndarray, parameters: dict) -> dict[str, Any]:
    """Where the ratings are put: the anchor at its rating, or their mean."""
    anchor = np.flatnonzero(contenders == (parameters["anchor"] or -1))
    return {
        "anchor": int(anchor[0]) if len(anchor) else None,
        "anchor_rating": parameters["anchor_rating"],
        "mean": parameters["anchor_rating"] if parameters["anchor"] is None else 1000.0,
    }


def evidence_seed(contenders: np.ndarray, counts: OutcomeCounts) -> str:
    """The digest of a board's own votes: who met whom, by contender ids, and how it ended.

    Contenders without a vote on the board have no part in it, so that the seed, and with it every digit,
    stays the same whatever happens on other boards.
    """
    digest = hashlib.sha256()
    for array in (contenders[counts.first], contenders[counts.second], counts.counts):
        digest.update(np.ascontiguousarray(array, dtype="<i8").tobytes())
    return digest.hexdigest()
