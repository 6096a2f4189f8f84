"""Attacks on a simulated arena of 750,000 votes: found or not, after how many votes, at which cost.

    python -m tests.benchmarks.manipulation [--part found|moved|escapes|speed|people]

found: attackers of each kind, at stated sizes, among honest votes: the share of accounts in a finding, the
votes until the alarm, and honest voters in findings. moved: 40,000 rigged votes among 750,000: how far the
target moves if a reviewer accepts every finding, and how many honest votes that costs. escapes: the same for
attacks that read the rules. speed: processor seconds of one scan. people: the crowd workers of the shared
llmfao set.
"""

import argparse
import csv
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")

import django
import numpy as np

django.setup()

from moderation.scan.ledger.run import VOTER_RULES, apply_rules  # noqa: E402
from moderation.scan.ledger.suspicions import (  # noqa: E402
    GroupSuspicion,
    VoterSuspicion,
    list_covered,
)
from moderation.scan.ledger.votes import LedgerVotes, build_ledger_votes  # noqa: E402
from moderation.statistics import ALARM, VoteLog, build_null_model, run_target_tests, run_voter_tests  # noqa: E402
from ratings.core import count_outcomes, rate_bradley_terry  # noqa: E402
from tests.benchmarks.attackers import MODELS, TARGET, Attack, Votes, World, join, to_ledger  # noqa: E402

LLMFAO = Path(__file__).resolve().parents[2].parent / "shared/data/llmfao/crowd-comparisons.csv"
HONEST_VOTERS, MEAN_VOTES = 19_000, 37.4
FIRST_ATTACKER = 1_000_000

FOUND = (
    Attack("coin", 100, 60, 100),
    Attack("always left", 100, 60, 100),
    Attack("never tying", 100, 60, 100),
    Attack("inverted", 100, 60, 100),
    Attack("target-only", 100, 60, 100),
    Attack("omnipresent", 100, 60, 100),
    Attack("ties at base rate", 100, 60, 100),
    Attack("small accounts", 600, 10, 600),
    Attack("slow drip", 200, 30, 200),
    Attack("many prefixes", 2000, 3, 2000, days=2),
    Attack("one prefix", 2000, 3, 1, days=2),
)
MOVED = (
    Attack("omnipresent", 800, 50, 800),
    Attack("small accounts", 4_000, 10, 4_000),
    Attack("ties at base rate", 800, 50, 800),
    Attack("many prefixes", 40_000, 1, 20_000),
    Attack("one prefix", 40_000, 1, 40),
)
ESCAPES = (
    *(Attack("many prefixes", number, 1, number) for number in (500, 1_000, 2_000, 5_000, 10_000)),
    Attack("aged accounts", 20_000, 2, 20_000),
    Attack("aged accounts", 6_000, 7, 6_000),
    Attack("aged accounts", 1_500, 27, 1_500),
)
"""What an attacker may try after reading the rules: fewer accounts, or honest votes before the rigged one."""


@dataclass(frozen=True)
class Outcome:
    """What the findings of one scan cover."""

    attack: Attack
    found: float
    delay: float | None
    rigged_covered: float
    honest_voters: int
    honest_votes_lost: float
    rules: tuple[str, ...]


def build_world(attack: Attack, *, seed: int = 1) -> tuple[Votes, LedgerVotes]:
    """An honest arena with one attack, as the scan reads it; all votes are new."""
    world = World(seed)
    rigged = world.attack(attack, first_voter=FIRST_ATTACKER)
    voters = HONEST_VOTERS
    votes = join([world.honest(voters, mean_votes=MEAN_VOTES), rigged])
    arrays = to_ledger(votes)
    ledger = build_ledger_votes(
        arrays, new_battles=arrays.battle, load_networks=lambda battles: votes.network[battles]
    )
    return votes, ledger


def covered_votes(votes: Votes, suspicions: Sequence[VoterSuspicion | GroupSuspicion]) -> np.ndarray:
    """(N,) whether a reviewer who accepts every finding sets the vote aside."""
    voters, battles = list_covered(suspicions)
    covered = np.isin(votes.voter, list(voters))
    covered[list(battles)] = True
    return covered


def measure(attack: Attack) -> tuple[Outcome, Votes, np.ndarray]:
    """Scan a world with an attack once."""
    votes, ledger = build_world(attack)
    suspicions = list(apply_rules(ledger, voter_rules=VOTER_RULES))
    covered = covered_votes(votes, suspicions)
    rigged = votes.voter >= FIRST_ATTACKER
    delays = [
        each.evidence["alarm_after"]
        for each in suspicions
        if isinstance(each, VoterSuspicion)
        and each.voter >= FIRST_ATTACKER
        and "alarm_after" in each.evidence
    ]
    accounts = np.unique(votes.voter[rigged & covered]).size
    outcome = Outcome(
        attack,
        found=accounts / attack.accounts,
        delay=float(np.median(delays)) if delays else None,
        rigged_covered=float(covered[rigged].mean()),
        honest_voters=int(np.unique(votes.voter[covered & ~rigged]).size),
        honest_votes_lost=float(covered[~rigged].mean()),
        rules=tuple(sorted({each.rule for each in suspicions})),
    )
    return outcome, votes, covered


def rating_of_target(votes: Votes, kept: np.ndarray) -> float:
    """The target's rating from some of the votes."""
    counts = count_outcomes(votes.a[kept], votes.b[kept], np.array([1, 3, 2])[votes.side[kept]], MODELS)
    return float(
        rate_bradley_terry(
            counts,
            rounds=0,
            seed=1,
            minimum_votes=1,
            provisional_votes=1,
            anchor=None,
            anchor_rating=1000.0,
            mean=1000.0,
        ).rating[TARGET]
    )


def moved_points(votes: Votes, covered: np.ndarray) -> tuple[float, float]:
    """How far the attack moves its target without and with the review, in points."""
    honest = votes.voter < FIRST_ATTACKER
    without = rating_of_target(votes, honest)
    everything = np.ones(len(votes), dtype=bool)
    return rating_of_target(votes, everything) - without, rating_of_target(votes, ~covered) - without


def scan_seconds(*, networks: int = 0, habit: float = 0.0) -> float:
    """Processor seconds of one scan of 750,000 new votes, from the ledger's columns to the suspicions.

    networks : so many, instead of one for nearly each voter. habit : the standard deviation of the voters'
        log odds of a tie and of left.
    """
    world = World(2)
    votes = join([world.honest(20_000, mean_votes=37.5)])
    if habit:
        votes = world.with_habits(votes, deviation=habit)
    network = votes.network % networks if networks else votes.network
    arrays = to_ledger(votes)
    start = time.process_time()
    ledger = build_ledger_votes(
        arrays, new_battles=arrays.battle, load_networks=lambda battles: network[battles]
    )
    list(apply_rules(ledger, voter_rules=VOTER_RULES))
    return time.process_time() - start


def show_speed() -> None:
    cases = {"": {}, ", all from 40 networks": {"networks": 40}, ", voters with habits": {"habit": 0.7}}
    for words, options in cases.items():
        print(f"one scan of 750,000 votes{words}: {scan_seconds(**options):.1f} s of processor time")


def flagged_people(path: Path = LLMFAO) -> tuple[int, int]:
    """The crowd workers of llmfao: how many, and how many a rule flags."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    models = {name: i for i, name in enumerate(sorted({r[k] for r in rows for k in ("model_x", "model_y")}))}
    workers = {name: i + 1 for i, name in enumerate(sorted({row["worker"] for row in rows}))}
    code = {"left": 1, "right": 2, "tie": 3}
    log = VoteLog.from_outcomes(
        np.array([workers[row["worker"]] for row in rows]),
        np.array([models[row["model_x"]] for row in rows]),
        np.array([models[row["model_y"]] for row in rows]),
        np.array([code[row["winner"]] for row in rows]),
        models=len(models),
        prompt=np.array([int(row["prompt"]) for row in rows]),
    )
    null = build_null_model(log)
    alarm = np.log(ALARM)
    tests, targets = run_voter_tests(log, null), run_target_tests(log, null)
    flagged = {*tests.voter[tests.log_e > alarm].tolist(), *targets.voter[targets.log_e > alarm].tolist()}
    return len(workers), len(flagged)


def show_found() -> None:
    print("kind               accounts  votes  found  delay  honest voters in findings  rules")
    for attack in FOUND:
        seen, _votes, _covered = measure(attack)
        delay = "–" if seen.delay is None else f"{seen.delay:.0f}"
        print(
            f"{attack.kind:18} {attack.accounts:8} {attack.votes:6} {100 * seen.found:5.0f} % {delay:>5}"
            f" {seen.honest_voters:8}  {', '.join(seen.rules)}"
        )


def show_moved(attacks: Sequence[Attack]) -> None:
    print("attack           accounts  votes  moved by  after review  honest votes lost  rigged covered")
    for attack in attacks:
        seen, votes, covered = measure(attack)
        before, after = moved_points(votes, covered)
        print(
            f"{attack.kind:17} {attack.accounts:7} {attack.votes:6} {before:+9.1f} {after:+13.2f} "
            f"{100 * seen.honest_votes_lost:17.3f} % {100 * seen.rigged_covered:12.1f} %"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["found", "moved", "escapes", "speed", "people"])
    part = parser.parse_args().part
    if part in (None, "people") and LLMFAO.exists():
        people, flagged = flagged_people()
        print(f"llmfao: {flagged} of {people} crowd workers flagged")
    if part in (None, "speed"):
        show_speed()
    if part in (None, "found"):
        show_found()
    if part in (None, "moved"):
        show_moved(MOVED)
    if part in (None, "escapes"):
        show_moved(ESCAPES)


if __name__ == "__main__":
    main()
