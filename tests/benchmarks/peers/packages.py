"""The field's own packages, each fed from the same integer arrays as ours, conversions included."""

import json
import subprocess
import tempfile
from pathlib import Path

import choix
import evalica
import numpy as np
import pandas as pd

from ratings.core.outcome_counts import OutcomeCounts
from tests.ratings.core.simulated import Log

try:
    from arena_rank.models.bradley_terry import BradleyTerry
    from arena_rank.utils.data_utils import PairDataset
except ImportError:
    BradleyTerry = PairDataset = None

WINNERS = [None, evalica.Winner.X, evalica.Winner.Y, evalica.Winner.Draw, evalica.Winner.Draw]
ARENA_RANK_SCORES = {1: 1.0, 2: 0.0, 3: 0.5, 4: 0.5}
ORIGINAL = Path(__file__).with_name("original.py")


def evalica_bradley_terry(log: Log, **options) -> np.ndarray:
    """θ with mean zero; its own default tolerance unless told otherwise."""
    result = evalica.bradley_terry(*_lists(log), **options)
    return centred(np.log(result.scores.sort_index().to_numpy()))


def evalica_elo(log: Log) -> np.ndarray:
    return evalica.elo(*_lists(log)).scores.sort_index().to_numpy()


def choix_ilsr(counted: OutcomeCounts, **options) -> np.ndarray:
    """θ with mean zero from a ready table of points."""
    points = np.zeros((counted.n_models, counted.n_models))
    points[counted.first, counted.second] = counted.score
    points[counted.second, counted.first] = counted.games - counted.score
    return centred(choix.ilsr_pairwise_dense(points, **options))


def arena_rank(log: Log, **options) -> tuple[np.ndarray, np.ndarray]:
    """θ with mean zero and the variances of its sandwich, in points²."""
    frame = pd.DataFrame({"model_a": log.a, "model_b": log.b, "winner": log.outcome})
    dataset = PairDataset.from_pandas(frame, outcome_map=ARENA_RANK_SCORES.get)
    model = BradleyTerry(n_competitors=log.n_models, **options)
    result = model.compute_ratings_and_cis(dataset)
    return centred(np.asarray(model.params["ratings"])), np.asarray(result["variances"])


def original_rounds(log: Log, python: str, rounds: int) -> dict:
    """Seconds that fschat 0.2.36 takes for so many bootstrap rounds, under another interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        votes = Path(folder) / "votes.npz"
        np.savez(votes, a=log.a, b=log.b, outcome=log.outcome)
        command = [python, str(ORIGINAL), str(votes), str(rounds)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def centred(theta: np.ndarray) -> np.ndarray:
    return theta - theta.mean()


def _lists(log: Log) -> tuple[list, list, list]:
    return log.a.tolist(), log.b.tolist(), [WINNERS[code] for code in log.outcome.tolist()]
