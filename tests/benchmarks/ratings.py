"""The rating engine beside the field's packages, and how it grows.

    python -m tests.benchmarks.ratings [--quick] [--json FILE] [--threads N] [--original PYTHON]

arena-rank is measured where it is installed. `--original` names an interpreter whose environment has
fschat 0.2.36 (see peers/original.py). One BLAS thread for all, as a site should run. Everything starts from
integer arrays in memory; times are medians of alternating calls. Ratios are of processor time, with
those of wall time beside them: peers and ours run on one thread.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from ratings.core import elo
from ratings.core.board import rate_bradley_terry
from ratings.core.bootstrap.intervals import bootstrap
from ratings.core.bradley_terry import POINTS, fit, sandwich
from ratings.core.outcome_counts import OutcomeCounts, count_outcomes, subset
from ratings.core.robustness.removals import votes_to_flip
from ratings.core.style import fit_style
from tests.benchmarks.measuring.figures import Row, environment, milliseconds, ratio
from tests.benchmarks.measuring.stopwatch import peak_megabytes, race, timed
from tests.benchmarks.peers import packages
from tests.ratings.core.simulated import Log, draw_log

ONE_BLAS_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
ROUNDS = 1000
TIES = 0.355

IN_A_PROCESS_OF_ITS_OWN = """
import sys
import numpy as np
from ratings.core.board import rate_bradley_terry
from ratings.core.outcome_counts import count_outcomes
votes = np.load(sys.argv[1])
columns = [votes[name] for name in ("a", "b", "outcome")]
rate_bradley_terry(count_outcomes(*columns, int(sys.argv[2])), seed=1, threads=int(sys.argv[3]))
"""


@dataclass(frozen=True)
class Size:
    """How large the benchmark is: the bar's log, the largest arena's, repeats of each timing."""

    votes: int
    models: int
    large_votes: int
    large_models: int
    repeats: int


FULL = Size(750_000, 89, 6_000_000, 340, 7)
QUICK = Size(75_000, 40, 300_000, 120, 3)


def against_peers(log: Log, size: Size) -> Iterator[Row]:
    """Speed beside evalica, choix and arena-rank, from the same arrays."""
    counted = log.outcomes
    calls = {
        "aggregate + fit": lambda: fit(log.outcomes),
        "aggregate + fit + sandwich": lambda: sandwich(fit(log.outcomes)),
        "fit of a ready table": lambda: fit(counted),
        "Elo": lambda: elo.online(*log.columns),
        "evalica bradley_terry": lambda: packages.evalica_bradley_terry(log),
        "evalica elo": lambda: packages.evalica_elo(log),
        "choix ilsr_pairwise_dense": lambda: packages.choix_ilsr(counted),
    }
    if packages.BradleyTerry:
        calls["arena-rank load + fit + sandwich"] = lambda: packages.arena_rank(log)
    took = race(calls, repeats=size.repeats)
    for name, timing in took.items():
        yield milliseconds("one log", name, timing)
    yield ratio(took, "evalica bradley_terry", "aggregate + fit", "≥ 100")
    if packages.BradleyTerry:
        yield ratio(took, "arena-rank load + fit + sandwich", "aggregate + fit + sandwich", "≥ 80")
    yield ratio(took, "evalica elo", "Elo", "≥ 5")
    yield ratio(took, "choix ilsr_pairwise_dense", "fit of a ready table", "≥ 0.7")


def beside_the_original(log: Log, python: str, threads: int) -> Iterator[Row]:
    """100 rounds of the article's code, from its timed rounds, over our 1,000 with aggregation."""
    ours = timed(lambda: bootstrap(fit(log.outcomes), seed=1, threads=threads).interval(), repeats=3)
    theirs = packages.original_rounds(log, python, rounds=1)
    seconds = theirs["seconds"] / theirs["rounds"] * 100
    yield Row("one log", "fschat 0.2.36, 100 rounds", seconds, "s", note="from one timed round")
    yield Row("bar", "fschat 100 rounds / our 1,000 with aggregation, wall", seconds / ours.wall, "×", "≥ 15")


def agreement(log: Log) -> Iterator[Row]:
    """Largest difference to peers that have been made to converge, in points."""
    ours = fit(log.outcomes).theta
    theirs = {
        "evalica": packages.evalica_bradley_terry(log, tolerance=1e-12, limit=1_000_000),
        "choix": packages.choix_ilsr(log.outcomes, tol=1e-12, max_iter=100_000),
    }
    if packages.BradleyTerry:
        theirs["arena-rank"] = packages.arena_rank(log, ftol=0.0, gtol=1e-13)[0]
    for name, theta in theirs.items():
        away = POINTS * np.abs(theta - ours).max()
        yield Row("bar", f"difference to converged {name}", away, "points", "≤ 1e-6")


def bootstrapping(log: Log, size: Size, threads: int) -> Iterator[Row]:
    """A thousand rounds: against the sandwich, the number of votes, and the cost of random numbers."""
    counted = log.outcomes
    fitted = fit(counted)
    few, many = (fit(scaled(counted, votes)) for votes in (100_000, 12_000_000))
    shape = (3 * counted.first.size, ROUNDS // 4)
    normals = partial(np.random.default_rng(1).standard_normal, shape, dtype=np.float32)
    sixteen_bits = partial(np.random.default_rng(1).integers, 0, 65536, shape, dtype=np.uint16)
    took = race(
        {
            "1,000 rounds": lambda: bootstrap(fitted, seed=1),
            f"1,000 rounds on {threads} threads": lambda: bootstrap(fitted, seed=1, threads=threads),
            "1,000 rounds at 100 K battles": lambda: bootstrap(few, seed=1),
            "1,000 rounds at 12 M battles": lambda: bootstrap(many, seed=1),
            "aggregate + fit + 1,000 rounds": lambda: bootstrap(fit(log.outcomes), seed=1).interval(),
            "floor: as many float32 normals": lambda: [normals() for _ in range(4)],
            "floor: as many 16-bit numbers": lambda: [sixteen_bits() for _ in range(4)],
            "votes to flip, all neighbours": lambda: votes_to_flip(fitted),
            "sandwich": lambda: sandwich(fitted),
            "Elo's bootstrap distribution": lambda: elo.distribution(counted),
        },
        repeats=size.repeats,
    )
    for name, timing in took.items():
        yield milliseconds("bootstrap", name, timing)
    yield ratio(took, "1,000 rounds at 12 M battles", "1,000 rounds at 100 K battles", "≤ 1.5")
    yield ratio(took, "1,000 rounds", "floor: as many float32 normals", "")
    yield ratio(took, "1,000 rounds", "floor: as many 16-bit numbers", "")


def spread(log: Log) -> Iterator[Row]:
    """Whether bootstrap and sandwich agree on how sure the ratings are."""
    counted = log.outcomes
    fitted = fit(counted)
    enough = counted.votes_per_model >= 100
    spread = bootstrap(fitted, seed=1).theta.std(axis=1) / np.sqrt(np.diag(sandwich(fitted)))
    median = float(np.median(spread[enough]))
    yield Row("bar", "bootstrap sd / sandwich sd, median of models ≥ 100", median, "×", "0.98–1.02")


def style(log: Log, size: Size) -> Iterator[Row]:
    """Style control with four features, fit and sandwich."""
    rng = np.random.default_rng(2)
    features = rng.poisson([300, 2, 5, 4], size=(2, log.a.size, 4)).astype(np.float64)
    took = timed(lambda: fit_style(*log.columns[:3], *features, log.n_models), repeats=3)
    yield milliseconds("style", "style control with sandwich, four features", took)


def boards(log: Log, number: int, size: Size, threads: int) -> Iterator[Row]:
    """Whole boards from arrays: count, select, fit, 1,000 rounds, ranks. The first has every vote."""
    rng = np.random.default_rng(3)
    masks = [np.ones(log.a.size, dtype=bool)]
    masks += [rng.random(log.a.size) < share for share in np.geomspace(0.9, 0.02, number - 1)]

    def rate(mask: np.ndarray) -> None:
        columns = (column[mask] for column in log.columns[:3])
        rate_bradley_terry(count_outcomes(*columns, log.n_models), seed=1, rounds=ROUNDS, threads=threads)

    label = f"{log.a.size:,} × {log.n_models}"
    took = race(
        {"one": lambda: rate(masks[0]), "all": lambda: [rate(mask) for mask in masks]},
        repeats=1 if log.a.size > size.votes else 3,
    )
    yield milliseconds("boards", f"one board of {label}, {threads} threads", took["one"])
    yield milliseconds("boards", f"{number} boards of {label}, {threads} threads", took["all"])
    if number == 16:
        share = took["all"].wall / (took["one"].wall * number / threads)
        yield Row("bar", "16 boards / (one board × 16 / threads), wall", share, "×", "≤ 3")


def growth(counted: OutcomeCounts, size: Size) -> Iterator[Row]:
    """Fit and 1,000 rounds by votes at the same models, and by models at the same votes."""
    for votes in (10_000, 100_000, 1_000_000, 10_000_000):
        fitted = fit(scaled(counted, votes))
        yield milliseconds(
            "growth",
            f"1,000 rounds, {votes:,} votes",
            timed(lambda f=fitted: bootstrap(f, seed=1), repeats=3),
        )
    for models in (25, 50, 100, 200, 400):
        log = draw_log(size.votes, models, seed=5, ties=TIES)
        counted, fitted = log.outcomes, fit(log.outcomes)
        took = race(
            {"fit": lambda t=counted: fit(t), "1,000 rounds": lambda f=fitted: bootstrap(f, seed=1)},
            repeats=3,
        )
        for name, timing in took.items():
            yield milliseconds("growth", f"{name}, {models} models", timing)


def memory(log: Log, threads: int, ask: str) -> Iterator[Row]:
    """Peak of a process that loads the arrays and rates one board; and before it does anything."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "votes.npz")
        np.savez(path, a=log.a, b=log.b, outcome=log.outcome)
        peak = peak_megabytes(IN_A_PROCESS_OF_ITS_OWN, path, str(log.n_models), str(threads))
    idle = peak_megabytes("import numpy")
    label = f"{log.a.size:,} × {log.n_models}"
    note = f"{idle:.0f} MB with numpy alone; votes as 64-bit integers"
    yield Row("bar" if ask else "boards", f"peak memory of one board of {label}", peak, "MB", ask, note)


def scaled(counted: OutcomeCounts, votes: int) -> OutcomeCounts:
    """About so many votes in the same proportions, the main component of them."""
    counts = np.rint(counted.counts * (votes / counted.votes)).astype(np.int64)
    met = counts.any(axis=1)
    thinned = OutcomeCounts(counted.n_models, counted.first[met], counted.second[met], counts[met])
    return subset(thinned, np.flatnonzero(thinned.votes_per_model >= 10))


def measure(size: Size, threads: int, original: str | None) -> Iterator[Row]:
    """Every row, in order of the bar; the large arena last."""
    log = draw_log(size.votes, size.models, seed=4, ties=TIES, skew=1.1)
    yield from against_peers(log, size)
    if original:
        yield from beside_the_original(log, original, threads)
    yield from agreement(log)
    yield from bootstrapping(log, size, threads)
    yield from spread(log)
    yield from style(log, size)
    yield from boards(log, 16, size, threads)
    yield from memory(log, threads, "≤ 200")
    yield from growth(log.outcomes, size)
    large = draw_log(size.large_votes, size.large_models, seed=6, ties=TIES, skew=1.1)
    yield milliseconds("boards", "aggregate the large log", timed(lambda: large.outcomes, repeats=3))
    yield from boards(large, 20, size, threads)
    yield from memory(large, threads, "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--threads", type=int, default=2, help="for whole boards")
    parser.add_argument("--original", help="interpreter that has fschat 0.2.36")
    options = parser.parse_args()
    size = QUICK if options.quick else FULL
    rows = []
    print(f"{size.votes:,} votes × {size.models} models, {environment()}")
    for row in measure(size, options.threads, options.original):
        rows.append(row)
        print(
            f"{row.section:10} {row.name:62} {row.value:11.4g} {row.unit:7} {row.ask:10} {row.note}",
            flush=True,
        )
    if options.json:
        document = {"environment": environment(), "size": asdict(size), "rows": [asdict(row) for row in rows]}
        options.json.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in ONE_BLAS_THREAD.items()):
        again = [sys.executable, "-m", "tests.benchmarks.ratings", *sys.argv[1:]]
        os.execve(  # noqa: S606
            sys.executable, again, os.environ | ONE_BLAS_THREAD
        )
    main()
