"""A simulated arena and those who attack it: arrays of votes with voters, days and networks."""

from dataclasses import dataclass, replace

import numpy as np

from battles.counting import VoteArrays

MODELS = 89
TIES = 0.355
DAYS = 60
DAY_SECONDS = 86_400
START = 1_700_006_400.0
HOME_NETWORKS = 30_000
TARGET = 60
"""Position of the model that attackers promote, in the middle of the ranking."""

KINDS = (
    "coin",
    "always left",
    "never tying",
    "inverted",
    "target-only",
    "omnipresent",
    "ties at base rate",
    "small accounts",
    "slow drip",
    "many prefixes",
    "one prefix",
    "aged accounts",
)


@dataclass(frozen=True)
class Votes:
    """Columns of votes. `side`: 0 left, 1 tie, 2 right; `network`: −1 unknown; `time` in seconds."""

    voter: np.ndarray
    a: np.ndarray
    b: np.ndarray
    side: np.ndarray
    time: np.ndarray
    network: np.ndarray

    def __len__(self) -> int:
        return len(self.voter)


@dataclass(frozen=True)
class Attack:
    """The size of an attack: accounts, votes of each, networks they come from, days they take."""

    kind: str
    accounts: int
    votes: int
    networks: int
    days: int = DAYS


class World:
    """Models with strengths, and honest voters who judge by them."""

    def __init__(self, seed: int = 1):
        self.rng = np.random.default_rng(seed)
        self.theta = np.sort(self.rng.normal(0, 0.6, MODELS))[::-1]

    def judge(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Honest outcomes."""
        p = 1 / (1 + np.exp(self.theta[b] - self.theta[a]))
        left = self.rng.random(a.size) < p
        return np.where(self.rng.random(a.size) < TIES, 1, np.where(left, 0, 2))

    def draw(self, number: int, *, target: bool = False) -> tuple[np.ndarray, np.ndarray]:
        """Pairs; with `target` each has the target on one side."""
        a = np.full(number, TARGET) if target else self.rng.integers(0, MODELS, number)
        b = (a + self.rng.integers(1, MODELS, number)) % MODELS
        swap = self.rng.random(number) < 0.5
        return np.where(swap, b, a), np.where(swap, a, b)

    def honest(self, voters: int, *, mean_votes: float) -> Votes:
        """Voters of geometric diligence, each from one network, at any time."""
        sizes = self.rng.geometric(1 / mean_votes, voters)
        voter = np.repeat(np.arange(1, voters + 1), sizes)
        network = np.repeat(self.rng.integers(0, HOME_NETWORKS, voters), sizes)
        a, b = self.draw(voter.size)
        time = START + self.rng.random(voter.size) * DAYS * DAY_SECONDS
        return Votes(voter, a, b, self.judge(a, b), time, network)

    def with_habits(self, votes: Votes, *, deviation: float) -> Votes:
        """The same votes by people who differ in how often they tie, and in how much they like the left."""
        voters = int(votes.voter.max(initial=0)) + 1
        tie, left = (self.rng.normal(0, deviation, voters)[votes.voter] for _ in range(2))
        is_tie = self.rng.random(len(votes)) < 1 / (1 + np.exp(-np.log(TIES / (1 - TIES)) - tie))
        prefers_left = self.rng.random(len(votes)) < 1 / (1 + np.exp(-left))
        is_habit = self.rng.random(len(votes)) < 0.3
        decided = np.where(votes.side == 1, self.judge(votes.a, votes.b), votes.side)
        decided = np.where((decided == 1) | is_habit, np.where(prefers_left, 0, 2), decided)
        return replace(votes, side=np.where(is_tie, 1, decided))

    def attack(self, attack: Attack, *, first_voter: int) -> Votes:
        """The votes of an attack; accounts are numbered from `first_voter`."""
        number = attack.accounts * attack.votes
        voter = np.repeat(np.arange(first_voter, first_voter + attack.accounts), attack.votes)
        a, b = self.draw(
            number,
            target=attack.kind not in {"coin", "always left", "never tying", "inverted", "target-only"},
        )
        if attack.kind == "target-only":  # votes on everything, and on three of ten battles for the target
            on_target = self.rng.random(number) < 0.3
            target_a, target_b = self.draw(number, target=True)
            a, b = np.where(on_target, target_a, a), np.where(on_target, target_b, b)
        side = self._rigged_sides(attack.kind, a, b)
        start = self.rng.integers(0, DAYS - attack.days + 1) if attack.days < DAYS else 0
        time = START + (start + self.rng.random(number) * attack.days) * DAY_SECONDS
        if attack.kind == "aged accounts":  # honest votes first, the last one is for the target
            is_last = np.arange(number) % attack.votes == attack.votes - 1
            honest_a, honest_b = self.draw(number)
            a, b = np.where(is_last, a, honest_a), np.where(is_last, b, honest_b)
            side = np.where(is_last, side, self.judge(a, b))
            time = np.sort(time.reshape(-1, attack.votes), axis=1).ravel()
        networks = self.rng.integers(0, attack.networks, attack.accounts) + HOME_NETWORKS
        return Votes(voter, a, b, side, time, np.repeat(networks, attack.votes))

    def _rigged_sides(self, kind: str, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        honest = self.judge(a, b)
        either = np.where(self.rng.random(a.size) < 0.5, 0, 2)
        p = 1 / (1 + np.exp(self.theta[b] - self.theta[a]))
        simple = {
            "coin": either,
            "always left": np.zeros(a.size, dtype=np.int64),
            "never tying": np.where(self.rng.random(a.size) < p, 0, 2),
            "inverted": 2 - honest,
        }
        if kind in simple:
            return simple[kind]
        for_target = np.where(a == TARGET, 0, np.where(b == TARGET, 2, honest))
        if kind == "ties at base rate":
            return np.where(self.rng.random(a.size) < TIES, 1, for_target)
        return for_target


def join(parts: list[Votes]) -> Votes:
    """The votes of several parts in order of time."""
    columns = [np.concatenate([getattr(part, name) for part in parts]) for name in Votes.__dataclass_fields__]
    order = np.argsort(columns[4], kind="stable")
    return Votes(*(column[order] for column in columns))


def to_ledger(votes: Votes) -> VoteArrays:
    """Columns of the ledger; the battle's number is the position."""
    number = len(votes)
    return VoteArrays.make(
        battle=np.arange(number, dtype=np.int64),
        contender_a=(votes.a + 1).astype(np.int32),
        contender_b=(votes.b + 1).astype(np.int32),
        outcome=np.array([1, 3, 2], dtype=np.uint8)[votes.side],
        reason=np.zeros(number, dtype=np.uint8),
        origin=np.zeros(number, dtype=np.uint8),
        tags=np.zeros(number, dtype=np.int64),
        voter=votes.voter.astype(np.int64),
        cast_at=votes.time,
    )
