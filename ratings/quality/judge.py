"""Judge published boards: load the evidence once, compute the figures of each board, store them."""

import itertools
import logging
import math
import time
from typing import Any

import numpy as np
from django.utils import timezone

from battles.counting import CorruptSegment, MissingSegment, VoteArrays, load_verified_votes
from battles.models import Arena
from ratings.categories import BY_SLUG
from ratings.core.bradley_terry import POINTS, Fit, fit
from ratings.core.outcome_counts import among, count_outcomes
from ratings.core.quality import (
    Prediction,
    additions_to_flip,
    changed_voters_to_flip,
    changes_to_flip,
    cross_validate,
    weigh_by_draw,
)
from ratings.core.seeds import seed_from_digest
from ratings.models import BoardQuality, Snapshot, Standing
from ratings.published import STANDARD, published
from ratings.rebuild.selection import Selection, select

logger = logging.getLogger(__name__)

MIN_VOTES = 300
"""A board with fewer votes among its rated models is not judged."""

MOVED = 5
"""Models named whose rating the weights move most."""

MAX_FLIPS = 5
"""Ranks for which added and turned votes are counted; removed votes are counted for all."""

DIGITS = 5


def judge_arena(arena: Arena) -> int:
    """Judge the published standard boards that are not judged yet; return how many.

    Evidence that is gone or damaged is logged, and left to the audit.
    """
    now = published(arena)
    if now is None:
        return 0
    judged = BoardQuality.objects.values("snapshot_id")
    due = list(now.snapshots().filter(method=STANDARD).exclude(pk__in=judged).order_by("pk"))
    evidence: int | None = None
    for snapshot in due:
        if evidence != snapshot.rebuild.evidence_id:
            evidence = snapshot.rebuild.evidence_id
            try:
                votes = load_verified_votes(snapshot.rebuild.evidence)
            except (CorruptSegment, MissingSegment):
                logger.exception("the evidence of snapshot %s cannot be read", snapshot.pk)
                return 0
        body = judge_snapshot(snapshot, votes)
        BoardQuality.objects.get_or_create(
            snapshot=snapshot, defaults={"body": body, "judged_at": timezone.now()}
        )
    return len(due)


def judge_snapshot(snapshot: Snapshot, votes: VoteArrays) -> dict[str, Any]:
    """Return the figures of one board as plain data. Models are contender ids.

    - votes, models: votes among the rated models, and their number.
    - note: `too_few_votes` where nothing else is there.
    - prediction: see `ratings.core.quality.Prediction`. weighting: see `Weighting`; None where no vote has a
      known probability. flips: votes and voters that put the second ahead of the first; None without two.
    - flips_by_rank: the same for each of the first MAX_FLIPS ranked models and the next below it.
    """
    started = time.monotonic()
    selection = select(votes, BY_SLUG[snapshot.board.category])
    standings = list(snapshot.standings.filter(rating__isnull=False).order_by("id"))
    places = np.searchsorted(selection.contenders, [each.contender_id for each in standings])
    inside, a, b = among(places, len(selection.contenders), selection.first, selection.second)
    outcome, voter = selection.outcome[inside], selection.voter[inside]
    outcomes = count_outcomes(a, b, outcome, len(standings))
    body: dict[str, Any] = {"votes": outcomes.votes, "models": len(standings), "note": ""}
    if outcomes.votes < MIN_VOTES or not outcomes.counts[:, :2].any():
        return body | {"note": "too_few_votes"}
    prediction = cross_validate(outcomes, seed=seed_from_digest(snapshot.seed))
    whole = fit(outcomes)
    probability = votes.pair_probability[selection.kept][inside]
    flips = _flips(whole, a, b, outcome, voter, standings, selection)
    return body | {
        "prediction": _prediction_to_dict(prediction),
        "weighting": _weighting(a, b, outcome, probability, standings),
        "flips": flips[0] if flips else None,
        "flips_by_rank": flips,
        "seconds": round(time.monotonic() - started, 3),
    }


def _prediction_to_dict(prediction: Prediction) -> dict[str, Any]:
    return {
        "folds": prediction.folds,
        "votes": prediction.votes,
        "decided": prediction.decided,
        "accuracy": _number(prediction.accuracy),
        "predicted_at_70": _number(prediction.predicted_at_70),
        "confident": _number(prediction.confident),
        "confident_right": _number(prediction.confident_right),
        "calibration_error": _number(prediction.calibration_error),
        "calibration": [
            {
                "low": _number(each.low),
                "high": _number(each.high),
                "votes": each.votes,
                "predicted": _number(each.predicted),
                "observed": _number(each.observed),
            }
            for each in prediction.bins
        ],
        "ties": {
            name: {
                "decided_loss": _number(model.decided_loss),
                "outcome_loss": _number(model.outcome_loss),
                "advantage": _number(model.advantage),
                "advantage_error": _number(model.advantage_error),
            }
            for name, model in prediction.models.items()
        },
    }


def _weighting(a, b, outcome, probability, standings: list[Standing]) -> dict[str, Any] | None:
    result = weigh_by_draw(a, b, outcome, probability, len(standings))
    if result is None:
        return None
    order = np.argsort(-np.abs(result.change), kind="stable")[:MOVED]
    return {
        "votes": result.votes,
        "effective": round(result.effective, 1),
        "largest_change": _number(float(np.abs(result.change).max())),
        "moved": [
            {"contender": standings[i].contender_id, "change": _number(float(result.change[i]))}
            for i in order.tolist()
        ],
    }


def _flips(
    whole: Fit, a, b, outcome, voter, standings: list[Standing], selection: Selection
) -> list[dict[str, Any]]:
    """Votes and voters that put a ranked model behind the next one, for the first MAX_FLIPS of them."""
    ranked = [place for place, each in enumerate(standings) if each.status == Standing.Status.RANKED]
    known = voter[voter > 0]
    usual = float(np.median(np.unique(known, return_counts=True)[1])) if known.size else None
    real = a != b
    cast = (a[real], b[real], outcome[real], voter[real])
    flips = []
    for upper, lower in itertools.pairwise(ranked[: MAX_FLIPS + 1]):
        pair = {"upper": upper, "lower": lower}
        ahead, gap = standings[upper], float(POINTS * (whole.theta[upper] - whole.theta[lower]))
        added = additions_to_flip(whole, **pair)
        voters = changed_voters_to_flip(whole, *cast, **pair) if selection.has_voters else None
        flips.append(
            {
                "first": ahead.contender_id,
                "second": standings[lower].contender_id,
                "gap": _number(gap),
                "votes_per_voter": usual,
                "dropped": {"votes": ahead.overturn_votes, "voters": ahead.overturn_voters},
                "added": {"votes": _count(added), "voters": _voters(added, usual)},
                "turned": {
                    "votes": _count(changes_to_flip(whole, **pair)),
                    "voters": None if voters is None else _count(voters),
                },
            }
        )
    return flips


def _voters(added: int, usual: float | None) -> int | None:
    """Voters who each cast the usual number of votes, all of them on the best pair."""
    return None if added < 0 or not usual else math.ceil(added / usual)


def _count(number: int) -> int | None:
    return None if number < 0 else number


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, DIGITS)
