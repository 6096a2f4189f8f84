"""The least that a battle's start can tell, whatever the rule: `python -m tests.benchmarks.pacing_bound`.

A rule of starting chooses a moment from the one at which the slower side has its first word: any
probabilities of any later moments. An attacker who knows the demo's models and the rule exactly sees the
start and both final lengths, and names the model of a side. Among all rules under which a given share of
battles starts less than LATE seconds after the slower side's first word, a linear programme finds the one
that tells least. More than half of the battles means: the median is below LATE.

The number is a bound for a release that starts both sides together. It counts nothing else that a rhythm
tells, and lengths in CLASSES classes only.
"""

import argparse

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array
from scipy.stats import norm

from tests.benchmarks.pacing import FIRST_SPREAD, LENGTH_SIGMA, demo_models

LATE = 0.3
STEP = 0.05
FIRST_WORDS = np.arange(1, 77) * STEP
"""Ends of the classes of the slower side's first word, in seconds."""

STARTS = np.concatenate([np.arange(0.3, 1.01, STEP), [1.1, 1.2, 1.4, 1.6, 2.0, 2.5, 3.0, 3.8]])
CLASSES = 5


def joint_probabilities() -> np.ndarray:
    """Probabilities of (model of a side, first word of the slower side, class of both lengths)."""
    models = demo_models()
    firsts, lengths = (np.array([getattr(model, name) for model in models]) for name in ("first", "length"))
    low, high = FIRST_SPREAD
    edges = np.concatenate([[0.0], FIRST_WORDS])
    begun = np.clip((edges - low * firsts[:, None]) / ((high - low) * firsts[:, None]), 0, 1)
    ranks = norm.ppf((np.arange(200) + 0.5) / 200)
    cuts = np.quantile(lengths[:, None] * np.exp(LENGTH_SIGMA * ranks), np.arange(1, CLASSES) / CLASSES)
    below = norm.cdf(np.log(cuts / lengths[:, None]) / LENGTH_SIGMA)
    classes = np.diff(below, prepend=0.0, append=1.0)
    slower = np.diff(begun[:, None] * begun[None], axis=2) * (1 - np.eye(len(models)))[:, :, None]
    joint = np.einsum("abs,al,bm->aslm", slower, classes, classes) / (len(models) * (len(models) - 1))
    return joint.reshape(len(models), len(FIRST_WORDS), -1)


def least_hits(joint: np.ndarray, *, share: float) -> float:
    """The attacker's hits under the best rule with this share of prompt starts. Raises if there is none.

    Variables: the probability of each start given each first word, and the attacker's hits for each class of
    lengths and each start, which are at least those of naming any one model.
    """
    pairs = [(word, start) for word in range(len(FIRST_WORDS)) for start in range(len(STARTS))
             if STARTS[start] > FIRST_WORDS[word] - STEP / 10]  # fmt: skip
    words, starts = np.array(pairs).T
    models, _, cells = joint.shape
    count, hits = len(pairs), cells * len(STARTS)
    rows = (np.arange(models)[:, None] * cells + np.arange(cells)) * len(STARTS)
    named = coo_array(
        (joint[:, words, :].transpose(0, 2, 1).ravel(),
         ((rows[:, :, None] + starts).ravel(), np.tile(np.arange(count), models * cells)))
    )  # fmt: skip
    every = np.arange(models * hits)
    known = coo_array(
        (-np.ones(models * hits), (every, count + every % hits)), shape=(models * hits, count + hits)
    )
    named = coo_array((named.data, named.coords), shape=known.shape) + known
    of_word = joint.sum((0, 2))
    prompt = np.where(STARTS[starts] - FIRST_WORDS[words] + STEP / 2 < LATE, of_word[words], 0.0)
    result = linprog(
        np.concatenate([np.zeros(count), np.ones(hits)]),
        A_ub=_stack(named, -np.concatenate([prompt, np.zeros(hits)])),
        b_ub=np.concatenate([np.zeros(models * hits), [-share]]),
        A_eq=coo_array((np.ones(count), (words, np.arange(count))), shape=(len(FIRST_WORDS), count + hits)),
        b_eq=np.ones(len(FIRST_WORDS)),
        method="highs-ipm",
    )
    if result.x is None:
        raise ValueError(f"no rule starts {share:.0%} of battles so soon: {result.message}")
    return float(result.fun)


def _stack(matrix: coo_array, row: np.ndarray) -> coo_array:
    """The matrix with one more row."""
    matrix = matrix.tocoo()
    (filled,) = row.nonzero()
    return coo_array(
        (np.concatenate([matrix.data, row[filled]]),
         (np.concatenate([matrix.coords[0], np.full(len(filled), matrix.shape[0])]),
          np.concatenate([matrix.coords[1], filled]))),
        shape=(matrix.shape[0] + 1, matrix.shape[1]),
    ).tocsr()  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--share", type=float, nargs="+", default=[0.505, 0.45, 0.4, 0.3, 0.0])
    joint = joint_probabilities()
    alone = joint.sum(1).max(0).sum()
    print(f"lengths alone {alone:.1%}")
    for share in parser.parse_args().share:
        gain = 100 * (least_hits(joint, share=share) - alone)
        print(f"{share:.1%} start within {LATE} s: at least {gain:+.2f} points", flush=True)


if __name__ == "__main__":
    main()
