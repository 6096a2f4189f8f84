"""Run a simulated arena through the real pairing and rating code: `manage.py simulate`."""

import time

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from battles.counting import COLUMNS, STYLE_COLUMNS, VoteArrays, pack
from ratings.core import rate_bradley_terry
from ratings.core.simulation import (
    MAX_VOTES,
    SECTIONS,
    Voters,
    Votes,
    World,
    attack,
    bring_within,
    invent,
    rules,
    to_outcome_counts,
    widest,
)

RIGGED = (100, 1_000, 10_000)
MANY = 100_000_000
SAMPLE = 50_000
GIGABYTE = 1e9


class Command(BaseCommand):
    help = (
        "Run a simulated arena through the real pairing and rating code, on counts: how many votes each "
        "sampling rule needs for a given interval, how far an attack moves a board, and what a hundred "
        "million votes cost. Needs no database and changes nothing."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--models", type=int, default=60, help="how many models (default 60)")
        parser.add_argument(
            "--target",
            type=float,
            default=10.0,
            help="half-width of the 95%% interval, in points (default 10)",
        )
        parser.add_argument(
            "--careless", type=float, default=0.05, help="share of random votes (default 0.05)"
        )
        parser.add_argument(
            "--recognised",
            type=float,
            default=0.9,
            help="how often riggers recognise their model's answers (default 0.9)",
        )
        parser.add_argument("--seed", type=int, default=1, help="seed of the random generator (default 1)")

    def handle(self, *, models, target, careless, recognised, seed, **options):
        _check(models >= 3, "--models must be at least 3.")
        _check(target > 0, "--target must be positive.")
        _check(0 <= careless < 1, "--careless is a share from 0 up to 1.")
        _check(0 <= recognised <= 1, "--recognised is a share from 0 to 1.")
        rng = np.random.default_rng(seed)
        world = invent(models, voters=Voters(careless), rng=rng)
        self.stdout.write(f"{models} models, {careless:.0%} careless votes, seed {seed}")
        settled = self._settle(world, target, seed)
        self._newcomer(world, settled, target, seed)
        self._attacks(world, settled, target, recognised, seed)
        self._cost(world, settled, seed)

    def _settle(self, world: World, target: float, seed: int) -> Votes:
        """Print the votes each rule needs until every interval is narrow; return those of the last rule."""
        self.stdout.write(f"\nVotes until every overall interval is within ±{target:g} points")
        names = ["overall", *(section.name for section in SECTIONS)]
        for name, rule in rules(target).items():
            trial = bring_within(
                world,
                rule,
                target=target,
                start=_build_empty_votes(world),
                watched=np.ones(world.n_models, dtype=bool),
                rng=np.random.default_rng(seed),
            )
            reach = zip(names, widest(trial.votes, world.n_models), strict=True)
            widths = ", ".join(f"{each} ±{width:.0f}" for each, width in reach)
            self.stdout.write(f"  {name:12} {_format_votes(trial.needed):>12}   widest: {widths}")
        return trial.votes

    def _newcomer(self, world: World, settled: Votes, target: float, seed: int) -> None:
        """Print the same for one model without votes that joins an arena in which all others are settled."""
        start = _without(world, settled, newcomer=world.n_models // 2)
        watched = np.zeros(world.n_models, dtype=bool)
        watched[world.n_models // 2] = True
        self.stdout.write(f"\nVotes until a model that joins is within ±{target:g} points")
        for name, rule in rules(target).items():
            rng = np.random.default_rng(seed)
            trial = bring_within(world, rule, target=target, start=start, watched=watched, rng=rng)
            self.stdout.write(f"  {name:12} {_format_votes(trial.needed):>12}")

    def _attacks(self, world: World, settled: Votes, target: float, recognised: float, seed: int) -> None:
        """Print the effect of rigged votes for the model in the middle of the board."""
        self.stdout.write(
            f"\nRiggers who recognise their model {recognised:.0%} of the time, on {settled.number:,} votes"
        )
        middle = int(np.argsort(-world.theta)[world.n_models // 2])
        probability = rules(target)["gain"](to_outcome_counts(settled.everything, world.n_models))
        for battles in RIGGED:
            result = attack(
                world,
                settled,
                probability,
                target=middle,
                battles=battles,
                recognised=recognised,
                rng=np.random.default_rng(seed),
            )
            self.stdout.write(
                f"  {battles:>7,} battles, {result.on_target:,} with it: {result.points:+.1f} points, "
                f"rank {result.rank_before} → {result.rank_after}"
            )

    def _cost(self, world: World, settled: Votes, seed: int) -> None:
        """Print the time to rate a board of a hundred million votes, and the size of its ledger."""
        rng = np.random.default_rng(seed)
        probability = rules(1.0)["even"](to_outcome_counts(settled.everything, world.n_models))
        votes = to_outcome_counts(world.vote(MANY, probability, rng).everything, world.n_models)
        start = time.process_time()
        board = rate_bradley_terry(votes, seed=seed)
        seconds = time.process_time() - start
        width = float(np.nanmax(board.ci_high - board.ci_low)) / 2
        bytes_each = len(pack(_sample(rng))) / SAMPLE
        self.stdout.write(f"\n{MANY:,} votes")
        self.stdout.write(f"  one board with 1,000 bootstrap rounds: {seconds:.2f} s of one processor")
        self.stdout.write(f"  widest interval ±{width:.1f} points")
        self.stdout.write(
            f"  the ledger: {MANY * bytes_each / GIGABYTE:.1f} GB ({bytes_each:.0f} bytes a vote)"
        )


def _check(condition: bool, words: str) -> None:
    if not condition:
        raise CommandError(words)


def _format_votes(votes: int | None) -> str:
    return f"more than {MAX_VOTES:,}" if votes is None else f"{votes:,}"


def _build_empty_votes(world: World) -> Votes:
    pairs = world.n_models * (world.n_models - 1) // 2
    return Votes(np.zeros((pairs, 4), np.int64), np.zeros((len(SECTIONS), pairs, 4), np.int64))


def _without(world: World, votes: Votes, *, newcomer: int) -> Votes:
    """Return the votes without the battles of one model."""
    first, second = np.triu_indices(world.n_models, 1)
    others = (first != newcomer) & (second != newcomer)
    return Votes(votes.everything * others[:, None], votes.sections * others[:, None])


def _sample(rng: np.random.Generator) -> VoteArrays:
    """Build votes in the format of a day's segment, to measure their size."""
    small = {name: rng.integers(1, 5, SAMPLE).astype(dtype) for name, dtype in COLUMNS.items()}
    return VoteArrays.make(
        **small
        | {
            "battle": np.cumsum(rng.integers(1, 4, SAMPLE)).astype("<i8"),
            "contender_a": rng.integers(1, 100, SAMPLE).astype("<i4"),
            "contender_b": rng.integers(1, 100, SAMPLE).astype("<i4"),
            "reason": (rng.random(SAMPLE) < 0.05).astype("<u1"),
            "voter": rng.integers(1, SAMPLE, SAMPLE).astype("<i8"),
            "cast_at": np.sort(rng.random(SAMPLE)) * 86_400 + 1.7e9,
            "style": rng.poisson([300, 300, 2, 2, 5, 5, 4, 4], (SAMPLE, len(STYLE_COLUMNS))).astype("<i4"),
        }
    )
