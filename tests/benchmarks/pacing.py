"""What rhythm tells: `python -m tests.benchmarks.pacing [--battles N]`.

`--starts 0.75 2.5 6 15 --ceiling 90` measures other rules than those in use; `--paced` leaves the free
release out.

The demo's 24 models, each with its own first-word time, speed and answer length, meet at random.
Their answers go through `battles.generation.pacing` on a virtual clock, paced and free. A random forest is
trained to name the model of a side from side-by-side timings: for both sides the arrival and the size of
every frame (the first 40, and summaries), and both final lengths. It is compared with the same forest given
both final lengths only. Bars, on at least 2,000 test sides:

- paced: at most 2 points of accuracy above lengths alone (95 % interval of the paired difference);
- the first word is later than without pacing by less than 300 ms in the median; p95 is reported.

`python -m tests.benchmarks.pacing_bound` computes what no rule can go below.

The interval is of the difference of the two forests' hits side by side, by the normal approximation.
"""

import argparse
import os
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import RandomForestClassifier

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")

import django

django.setup()

from battles.generation.pacing import PACED, TICK_SECONDS, Release, Rules  # noqa: E402
from battles.providers.demo import PERSONAS  # noqa: E402

CHARACTERS = 5
FRAMES = 40
TREES = 300
FIRST_SPREAD = (0.7, 1.5)
"""First words of one model, of their median."""

LENGTH_SIGMA = 0.35
"""Of the logarithm of an answer's length."""


@dataclass(frozen=True)
class Model:
    """How one model writes: medians of first word (s), speed and chunk (characters), length."""

    first: float
    speed: float
    chunk: int
    length: float


def demo_models() -> list[Model]:
    """The demo's models: their first words, and speeds of a token (about CHARACTERS characters) a chunk."""
    return [
        Model(persona.first_token_delay, persona.speed * CHARACTERS, CHARACTERS, 900 * persona.manner.length)
        for persona in PERSONAS
    ]


def arrivals(model: Model, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Moments and sizes of one answer's chunks."""
    length = max(50, int(model.length * rng.lognormal(0, LENGTH_SIGMA)))
    sizes = np.full(-(-length // model.chunk), model.chunk)
    sizes[-1] = length - model.chunk * (len(sizes) - 1)
    gaps = rng.uniform(0.5, 1.5, len(sizes)) * model.chunk / (model.speed * rng.lognormal(0, 0.1))
    gaps[0] = model.first * rng.uniform(*FIRST_SPREAD)
    return np.cumsum(gaps), sizes


def release(writers: list[tuple[np.ndarray, np.ndarray]], *, rules: Rules | None) -> list[np.ndarray]:
    """Each side's frames as rows (moment, size)."""
    frames: list[list[tuple[float, int]]] = [[], []]
    now = 0.0

    def send(name: str, text: str) -> None:
        frames[int(name)].append((now, len(text)))

    turn = Release(("0", "1"), send, rules=rules, now=0.0)
    sent = [0, 0]
    while not turn.is_complete:
        now += TICK_SECONDS
        for side, (moments, sizes) in enumerate(writers):
            upto = int(np.searchsorted(moments, now))
            if upto > sent[side]:
                turn.push(str(side), "x" * int(sizes[sent[side] : upto].sum()))
                sent[side] = upto
            if upto == len(moments):
                turn.end(str(side))
        turn.tick(now)
    return [np.array(each) for each in frames]


def describe(frames: np.ndarray) -> np.ndarray:
    """The first frames and summaries of one side: arrivals, gaps, sizes, speeds, pauses."""
    moments, sizes = frames[:, 0], frames[:, 1]
    gaps = np.diff(moments, prepend=0.0)
    first = np.zeros((FRAMES, 2))
    first[: len(frames)] = np.column_stack([gaps, sizes])[:FRAMES]
    duration = max(TICK_SECONDS, moments[-1] - moments[0])
    summary = [
        moments[0],
        moments[-1],
        duration,
        sizes.sum() / duration,
        gaps[1:].max(initial=0),
        sizes.max(),
    ]
    quantiles = [*np.quantile(sizes, [0.1, 0.5, 0.9]), *np.quantile(gaps, [0.5, 0.9, 0.99]), len(frames)]
    return np.concatenate([first.ravel(), summary, quantiles])


def make_battles(count: int, models: list[Model], rng: np.random.Generator, *, rules: Rules | None):
    """Rows of one side each: lengths of both, timings of both, the model; and first-word delays."""
    lengths, timings, labels, delays, waits = [], [], [], [], []
    for _ in range(count):
        pair = rng.choice(len(models), 2, replace=False)
        writers = [arrivals(models[number], rng) for number in pair]
        frames = release(writers, rules=rules)
        totals = [each[:, 1].sum() for each in frames]
        described = [describe(each) for each in frames]
        for side in (0, 1):
            lengths.append([totals[side], totals[1 - side]])
            timings.append(np.concatenate([described[side], described[1 - side]]))
            labels.append(pair[side])
            delays.append(frames[side][0, 0] - writers[side][0][0])
            waits.append(frames[side][0, 0] - max(moments[0] for moments, _sizes in writers))
    return np.array(lengths), np.array(timings), np.array(labels), np.array(delays), np.array(waits)


def compare(count: int, seed: int, *, rules: Rules | None) -> str:
    rng = np.random.default_rng(seed)
    models = demo_models()
    lengths, timings, labels, delays, waits = make_battles(count, models, rng, rules=rules)
    cut = len(labels) * 2 // 3
    both = np.hstack([lengths, timings])

    def hits(rows: np.ndarray) -> np.ndarray:
        forest = RandomForestClassifier(TREES, min_samples_leaf=3, random_state=seed, n_jobs=2)
        return forest.fit(rows[:cut], labels[:cut]).predict(rows[cut:]) == labels[cut:]

    with_timings, alone = hits(both), hits(lengths)
    difference = with_timings.astype(float) - alone
    margin = 1.96 * difference.std() / np.sqrt(len(difference))
    return (
        f"{'paced' if rules else 'free '}  test sides {len(difference)}  "
        f"lengths alone {alone.mean():.1%}  with timings {with_timings.mean():.1%}  "
        f"gain {100 * difference.mean():+.1f} points "
        f"(95 %: {100 * (difference.mean() - margin):+.1f} to {100 * (difference.mean() + margin):+.1f})  "
        f"first word after the side's own {_quantiles(delays)}, after the slower side's {_quantiles(waits)}"
    )


def _quantiles(seconds: np.ndarray) -> str:
    return f"{1000 * np.median(seconds):.0f} ms (median), {1000 * np.quantile(seconds, 0.95):.0f} ms (p95)"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--battles", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--starts", type=float, nargs="+", default=PACED.starts, metavar="SECONDS")
    parser.add_argument("--ceiling", type=float, default=PACED.ceiling, help="characters a second")
    parser.add_argument("--paced", action="store_true", help="the paced release only")
    options = parser.parse_args()
    rules = Rules(tuple(options.starts), options.ceiling, PACED.floor)
    for each in (rules,) if options.paced else (rules, None):
        print(compare(options.battles, options.seed, rules=each), flush=True)


if __name__ == "__main__":
    main()
