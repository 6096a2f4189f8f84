"""The draw among many models: `python -m tests.benchmarks.sampling [--models 340] [--votes 100000]`.

How long it takes to recompute the weights, to compute the odds of a pool that changed, and to draw a pair,
each beside a floor of the same run: inverting one matrix of that size, and the bare queries of a draw. The
database is SQLite in a folder of its own.
"""

import argparse
import os
import tempfile

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import django
import numpy as np
from django.core.management import call_command

from ratings.core.sampling import Pool, Rule, pair_probabilities
from tests.benchmarks.measuring.stopwatch import race
from tests.ratings.core.simulated import draw_log

MAKERS = 60


def recomputing(models: int, votes: int) -> None:
    """The pure rule, without caps, with caps that bind, and the matrix inversion it rests on."""
    counts = draw_log(votes, models, seed=7).outcomes
    makers = np.random.default_rng(7).integers(0, MAKERS, models)
    everybody, ones = np.arange(models), np.ones(models)
    free = Pool(everybody, ones, makers, np.ones(MAKERS))
    capped = Pool(everybody, ones, makers, np.full(MAKERS, 0.03))
    matrix = np.random.default_rng(7).random((models, models)) + models * np.eye(models)
    took = race(
        {
            "one matrix inverted (floor)": lambda: np.linalg.inv(matrix),
            "weights recomputed": lambda: pair_probabilities(counts, free, Rule()),
            "weights recomputed, caps bind": lambda: pair_probabilities(counts, capped, Rule()),
        },
        repeats=5,
    )
    report(took, "one matrix inverted (floor)")


def drawing(models: int) -> None:
    """A draw from a database, with everything it asks, and what it costs when the pool has just changed."""
    from battles import sampling  # noqa: PLC0415
    from battles.models import Contender, PairWeights, SamplingPolicy  # noqa: PLC0415
    from battles.sampling.policy_terms import get_policy_terms  # noqa: PLC0415
    from tests import world  # noqa: PLC0415

    arena = world.make_arena()
    for number in range(models):
        world.make_contender(arena, f"model-{number}", organization=f"Maker {number % MAKERS}")
    entrants = Contender.objects.in_the_draw(arena).entrants()
    terms = get_policy_terms(SamplingPolicy(arena=arena))
    weights = np.random.default_rng(7).random(models * (models - 1) // 2) + 0.01
    sampling.store_pair_weights(arena, rule="gain-2", entrants=entrants, terms=terms, weights=weights)
    rng = np.random.default_rng(7)

    def bare() -> None:
        list(Contender.objects.drawable(arena).order_by("pk").values_list("pk", "weight"))
        PairWeights.objects.filter(arena=arena).values_list("pk").first()
        for pk in (entrants[0].pk, entrants[1].pk):
            Contender.objects.select_related("model__endpoint").get(pk=pk)

    def after_a_change() -> None:
        sampling._odds.cache_clear()
        sampling.get_pair_probabilities(arena, entrants[1:])

    took = race(
        {
            "the bare queries of a draw (floor)": bare,
            "a draw": lambda: sampling.draw(arena, rng=rng),
            "the odds of a pool that changed": after_a_change,
        },
        repeats=5,
    )
    report(took, "the bare queries of a draw (floor)")


def report(took: dict, floor: str) -> None:
    for name, timing in took.items():
        times = timing.cpu / took[floor].cpu
        print(f"{name:38} {1000 * timing.cpu:9.2f} ms  {times:6.2f} × the floor")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=int, default=340)
    parser.add_argument("--votes", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "arenasite.settings", "ARENA_DATA_DIR": folder}
        os.environ.pop("DATABASE_URL", None)
        django.setup()
        call_command("migrate", verbosity=0)
        print(f"{options.models} models, {options.votes:,} votes; processor time")
        recomputing(options.models, options.votes)
        drawing(options.models)


if __name__ == "__main__":
    main()
