"""Ratings of one category's votes by each method: pure functions from a selection to results.

The seed comes from the votes of the board itself, so the same votes give the same digits.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings

from battles.counting import get_policy_in_effect
from battles.models import Arena, Contender
from ratings.categories import CATEGORIES
from ratings.core.board import (
    Ratings,
    StyleRatings,
    rate_bradley_terry,
    rate_elo,
    rate_style_controlled,
)
from ratings.core.errors import NotConverged, NotIdentified
from ratings.core.outcome_counts import OutcomeCounts, count_outcomes
from ratings.core.seeds import seed_from_digest
from ratings.rebuild.selection import Selection
from ratings.rebuild.votes_to_flip import FlipCounts, count_flips

RULES = 6
"""Increase it when a change of code changes any number on any board."""

BRADLEY_TERRY, STYLE_CONTROLLED, ELO = "bradley_terry", "style", "elo"
"""The methods' names in rows, addresses and JSON."""

NO_ORDER = "no_order"
NO_VOTES = "no_votes"
NO_STYLE = "no_style"
STYLE_NOT_ESTIMABLE = "style_not_estimable"

FEATURES = ("length", "headers", "lists", "bold")
"""Order of the ledger's style columns; each feature has two, for side A and side B."""


@dataclass(frozen=True)
class MethodResult:
    """One board by one method, in the order of the selection's contenders. Contains no votes.

    Attributes
    ----------
    method : the method.
    ratings : the ratings; None where there are none, and `note` says why.
    votes : number of votes that the method used, `simulated` of them simulated.
    without_style : number of votes left out because their style is not known.
    coefficients : by feature, value and 95 % interval, NaN for a feature that never differs; None for other
        methods.
    flips : votes and voters to flip; None for other methods.
    effective : effective sample size of each contender's votes; None without ratings.
    """

    method: str
    ratings: Ratings | None
    votes: int
    simulated: int
    note: str = ""
    seed: str = ""
    without_style: int = 0
    coefficients: dict[str, dict[str, float]] | None = None
    flips: FlipCounts | None = None
    effective: np.ndarray | None = None


def build_parameters(arena: Arena) -> dict:
    """Everything besides votes and categories that determines an arena's numbers."""
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
        "counting_policy": _describe_counting_policy(arena),
    }


def _describe_counting_policy(arena: Arena) -> dict[str, str]:
    """The policy in effect. It changes no digit: the ledger has the reason of each vote."""
    policy = get_policy_in_effect(arena)
    return {"policy": policy.slug, "digest": policy.terms.digest}


def settings_digest(arena: Arena, parameters: dict) -> str:
    """Digest of what besides votes determines the boards: parameters, category versions, public names."""
    rules = {
        "parameters": parameters,
        "categories": {c.slug: c.version for c in CATEGORIES},
        "names": [
            _identity(contender) for contender in arena.contenders.select_related("model").order_by("pk")
        ],
    }
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()


def _identity(contender: Contender) -> list:
    """What a board shows of a contender besides numbers."""
    model = contender.model
    of_model = [] if contender.is_unnamed else [model.organization, model.license]
    return [contender.pk, contender.public_slug, contender.public_name, model.is_simulated, *of_model]


def to_outcome_counts(selection: Selection) -> OutcomeCounts:
    """Number of votes by pair of contenders and outcome."""
    return count_outcomes(selection.first, selection.second, selection.outcome, len(selection.contenders))


def _result(method: str, ratings: Ratings | None, selection: Selection, **more: Any) -> MethodResult:
    effective = None if ratings is None else selection.effective_votes
    return MethodResult(method, ratings, selection.votes, selection.simulated, effective=effective, **more)


def empty_result(method: str, selection: Selection, counts: OutcomeCounts) -> MethodResult:
    """The result of a selection without votes."""
    seed = evidence_seed(selection.contenders, counts)
    return _result(method, None, selection, note=selection.note or NO_VOTES, seed=seed)


def rate_counts(contenders: np.ndarray, counts: OutcomeCounts, parameters: dict) -> tuple[Ratings, str]:
    """Bradley–Terry ratings from counts: in the order of the contenders' ids, with the seed.

    The digits are those of `fit_methods`; votes to flip, which need single votes, are left out.
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


def fit_bradley_terry(
    selection: Selection, counts: OutcomeCounts, parameters: dict, *, with_flips: bool
) -> MethodResult:
    """Maximum likelihood ratings of a selection with votes."""
    ratings, seed = rate_counts(selection.contenders, counts, parameters)
    flips = count_flips(ratings, selection) if with_flips else None
    return _result(BRADLEY_TERRY, ratings, selection, seed=seed, flips=flips)


def fit_style_controlled(
    selection: Selection, counts: OutcomeCounts, parameters: dict, *, with_flips: bool = False
) -> MethodResult:
    """Ratings over the votes with known style. Nothing is drawn, so the seed is only a digest."""
    styled = selection.with_style()
    if styled is not selection:
        counts = to_outcome_counts(styled)
    seed = evidence_seed(styled.contenders, counts)
    common = {"seed": seed, "without_style": selection.votes - styled.votes}
    if not styled.votes:
        return _result(STYLE_CONTROLLED, None, styled, note=NO_STYLE, **common)
    try:
        # Where style separates winners from losers its coefficient grows until the exponential overflows.
        with np.errstate(over="ignore"):
            fitted = rate_style_controlled(
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
    except (NotConverged, NotIdentified):
        return _result(STYLE_CONTROLLED, None, styled, note=STYLE_NOT_ESTIMABLE, **common)
    return _result(STYLE_CONTROLLED, fitted.ratings, styled, coefficients=_coefficients(fitted), **common)


def _coefficients(styled: StyleRatings) -> dict[str, dict[str, float]]:
    columns = zip(FEATURES, styled.coefficients, styled.low, styled.high, strict=True)
    return {
        feature: {"value": float(value), "low": float(low), "high": float(high)}
        for feature, value, low, high in columns
    }


def fit_elo(
    selection: Selection, counts: OutcomeCounts, parameters: dict, *, with_flips: bool = False
) -> MethodResult:
    """Ratings by the order of the votes."""
    seed = evidence_seed(selection.contenders, counts)
    if not selection.is_ordered:
        return _result(ELO, None, selection, note=NO_ORDER, seed=seed)
    ratings = rate_elo(
        selection.first,
        selection.second,
        selection.outcome,
        len(selection.contenders),
        counted=counts,
        k=parameters["elo_k"],
        initial=parameters["elo_initial"],
        **_limits(parameters),
    )
    return _result(ELO, ratings, selection, seed=seed)


def _limits(parameters: dict) -> dict[str, Any]:
    return {name: parameters[name] for name in ("minimum_votes", "provisional_votes")}


def _scale(contenders: np.ndarray, parameters: dict) -> dict[str, Any]:
    """Zero of the ratings: the anchor's rating, or their mean."""
    anchor = np.flatnonzero(contenders == (parameters["anchor"] or -1))
    return {
        "anchor": int(anchor[0]) if len(anchor) else None,
        "anchor_rating": parameters["anchor_rating"],
        "mean": parameters["anchor_rating"] if parameters["anchor"] is None else 1000.0,
    }


def evidence_seed(contenders: np.ndarray, counts: OutcomeCounts) -> str:
    """Digest of a board's own votes: pairs of contender ids with their outcomes.

    Contenders without a vote on the board do not affect it, so that the seed, and with it every digit, does
    not depend on other boards.
    """
    digest = hashlib.sha256()
    for array in (contenders[counts.first], contenders[counts.second], counts.counts):
        digest.update(np.ascontiguousarray(array, dtype="<i8").tobytes())
    return digest.hexdigest()
