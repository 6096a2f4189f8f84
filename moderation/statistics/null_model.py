"""How other voters judged the same pair: the probability of each outcome of a vote, without its own voter.

q0(outcome | pair) = (c + 20 π) / (n + 20), c the outcomes of the other voters on the pair as it was shown
(left, tie, right), mixed with 10 % uniform. π are the shares of all votes; where the pair has few votes, left
and right follow what the others said of each of the two models against anybody. Ties are one outcome, whether
"tie" or "both bad".

Honest people differ in how often they tie, in how much they like the left side, in how closely they agree
with others, and in taste. So the null of a voter is a mixture over habits: shifts of the log odds of a tie
and of left against right, a factor on the latter, and a shift towards a model. Their spreads are estimated
from all voters by quartiles, so that riggers, who are fewer than a quarter, do not widen them.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LEFT, TIE, RIGHT = 0, 1, 2
SIDE_OF_OUTCOME = np.array([-1, LEFT, RIGHT, TIE, TIE], dtype=np.int64)
"""By the ledger's outcome code: 1 A, 2 B, 3 tie, 4 both bad."""

PRIOR_VOTES = 20.0
UNIFORM_SHARE = 0.1
MIN_OTHERS = 20
"""Other voters' votes on a pair below which a vote on it is not tested: as many as the prior weighs."""
PRIOR_OF_MODEL = 10.0
"""Even votes that are added to what others said of a model."""
NODES = {3: (-2.0, 0.0, 2.0), 5: (-2.4, -1.2, 0.0, 1.2, 2.4)}
"""Points of the mixture over a habit, in standard deviations."""
MIN_HABIT = 0.1
"""A smaller standard deviation is not distinguished from none."""
MAX_HABIT = 2.0
MIN_VOTES_FOR_HABIT = 10
MIN_GROUPS_FOR_HABIT = 8
MIN_INFORMATION = 0.3
QUARTILES_OF_NORMAL = 1.349
"""Distance of the quartiles of a standard normal."""


@dataclass(frozen=True, eq=False)
class VoteLog:
    """N votes in order of time.

    Attributes
    ----------
    voter : (N,) numbers of voters, 0 for unknown.
    a, b : (N,) models on the left and right, as indices below `models`.
    side : (N,) LEFT, TIE or RIGHT.
    models : number of models.
    prompt : (N,) cluster of the first prompt, 0 for unknown. Votes of one voter on equal prompts are not
        independent, so tests of voters read the first of them.
    """

    voter: Integers
    a: Integers
    b: Integers
    side: Integers
    models: int
    prompt: Integers

    @classmethod
    def from_outcomes(
        cls,
        voter: NDArray,
        a: NDArray,
        b: NDArray,
        outcome: NDArray,
        *,
        models: int,
        prompt: NDArray | None = None,
    ) -> "VoteLog":
        """Build it from the ledger's outcome codes. Raises ValueError for an unknown one."""
        codes = outcome.astype(np.int64)
        if codes.size and (codes.min() < 1 or codes.max() >= SIDE_OF_OUTCOME.size):
            raise ValueError("unknown outcome")
        clusters = np.zeros(codes.size, dtype=np.int64) if prompt is None else prompt.astype(np.int64)
        columns = (each.astype(np.int64) for each in (voter, a, b))
        return cls(*columns, SIDE_OF_OUTCOME[codes], models, clusters)

    def __len__(self) -> int:
        return self.voter.size

    def where(self, mask: NDArray) -> "VoteLog":
        """The votes where a mask is true, or at some indices."""
        columns = (each[mask] for each in (self.voter, self.a, self.b, self.side))
        return VoteLog(*columns, self.models, self.prompt[mask])

    def first_of_prompts(self, rows: Integers) -> Integers:
        """Those of these rows, in their order, that are their voter's first on their prompt."""
        known = self.prompt[rows] != 0
        order = np.lexsort((rows, self.prompt[rows], self.voter[rows]))
        voter, prompt = self.voter[rows[order]], self.prompt[rows[order]]
        repeats = np.zeros(rows.size, dtype=bool)
        repeats[order[1:]] = (np.diff(voter) == 0) & (np.diff(prompt) == 0)
        return rows[~(repeats & known)]

    @cached_property
    def pair(self) -> Integers:
        """(N,) number of the unordered pair."""
        return np.minimum(self.a, self.b) * self.models + np.maximum(self.a, self.b)

    @cached_property
    def side_of_first(self) -> Integers:
        """(N,) the side as seen from the pair's lower model: LEFT if that one won."""
        return np.where(self.a <= self.b, self.side, 2 - self.side)


@dataclass(frozen=True)
class Spread:
    """A habit over all voters: mean and standard deviation."""

    mean: float = 0.0
    deviation: float = 0.0

    def nodes(self, number: int) -> list[tuple[float, float]]:
        """(value, log share) of the points of the mixture."""
        if not self.deviation:
            return [(self.mean, 0.0)]
        at = np.array(NODES[number])
        shares = np.exp(-(at**2) / 2)
        values = self.mean + at * self.deviation
        return list(zip(values.tolist(), np.log(shares / shares.sum()).tolist(), strict=True))


@dataclass(frozen=True)
class Habit:
    """A voter's habit and its log share.

    Shifts of the log odds of a tie, of left against right and of a vote for a model (taste); attention is
    added to the factor 1 on the log odds of left against right.
    """

    log_share: float
    tie: float = 0.0
    left: float = 0.0
    attention: float = 0.0
    taste: float = 0.0


@dataclass(frozen=True, eq=False)
class NullModel:
    """The null of N votes, and the spreads of the voters' habits.

    q : (N, 3) probabilities of left, tie and right, from other voters.
    others : (N,) number of other voters' votes on the pair. The tests leave out votes with fewer than
        MIN_OTHERS: there the prior would judge, and not other voters.
    """

    q: Floats
    others: Floats
    tie: Spread = Spread()
    left: Spread = Spread()
    attention: Spread = Spread()
    taste: Spread = Spread()

    @property
    def is_testable(self) -> NDArray[np.bool_]:
        """(N,) whether enough other voters judged the pair of each vote."""
        return np.asarray(self.others >= MIN_OTHERS)

    @cached_property
    def habits(self) -> tuple[Habit, ...]:
        """The points of the mixture for a voter."""
        return tuple(
            Habit(share_tie + share_left + share_attention, tie, left, attention)
            for tie, share_tie in self.tie.nodes(5)
            for left, share_left in self.left.nodes(3)
            for attention, share_attention in self.attention.nodes(3)
        )

    @cached_property
    def tastes(self) -> tuple[Habit, ...]:
        """The points of the mixture for a voter's votes on one model."""
        return tuple(
            Habit(share_tie + share_taste, tie, taste=taste)
            for tie, share_tie in self.tie.nodes(5)
            for taste, share_taste in self.taste.nodes(5)
        )

    @cached_property
    def log_q(self) -> Floats:
        """(N, 3) logarithms of `q`."""
        return np.log(self.q)

    def log_probability(
        self, rows: NDArray, side: Integers, habit: Habit, *, sign: Floats | float = 0.0
    ) -> Floats:
        """(n,) log probability of the outcomes `side` of some votes, for a voter with this habit.

        sign : 1 where the model of the taste is on the left, −1 on the right.
        """
        left, tie, right = self.log_q[rows].T
        odds = (left - right) * (1 + habit.attention) + habit.left + habit.taste * sign
        middle = (left + right) / 2
        logs = np.stack([middle + odds / 2, tie + habit.tie, middle - odds / 2])
        highest = logs.max(axis=0)
        total = highest + np.log(np.exp(logs - highest).sum(axis=0))
        return np.asarray(np.take_along_axis(logs, side[None], axis=0)[0] - total)


def build_null_model(log: VoteLog, *, reference: VoteLog | None = None, is_apart: bool = False) -> NullModel:
    """The null of each vote of a log, from the votes of others in `reference` (default: the log itself).

    is_apart : no vote of the log is in the reference. Otherwise every one must be, and each voter's own votes
        are left out; a vote of an unknown voter leaves out only itself.
    """
    known = log if reference is None else reference
    seen = _count_by_pair(known)[log.pair] - (0.0 if is_apart else _own_counts(log))
    is_reversed = log.a > log.b
    seen[is_reversed] = seen[is_reversed][:, ::-1]
    prior = _prior(log, known, is_apart=is_apart)
    q = (seen + PRIOR_VOTES * prior) / (seen.sum(axis=1, keepdims=True) + PRIOR_VOTES)
    q = (1 - UNIFORM_SHARE) * q + UNIFORM_SHARE / 3
    decided, tie = log.side != TIE, q[:, TIE]
    left = q[:, LEFT] / (1 - tie)
    ones, odds = np.ones(len(log)), np.log(left / (1 - left))
    surprise = (log.side == LEFT) - left
    return NullModel(
        q,
        seen.sum(axis=1),
        tie=_estimate_spread(log.voter, (log.side == TIE) - tie, tie * (1 - tie), ones, log.voter > 0),
        left=_estimate_spread(log.voter, surprise, left * (1 - left), ones, decided & (log.voter > 0)),
        attention=_estimate_spread(
            log.voter, surprise, left * (1 - left), odds, decided & (log.voter > 0), is_centred=False
        ),
        taste=_estimate_taste(log, surprise, left * (1 - left), decided & (log.voter > 0)),
    )


def _prior(log: VoteLog, known: VoteLog, *, is_apart: bool) -> Floats:
    """(N, 3) the shares of all votes, left and right divided by what others said of the two models."""
    shares = np.bincount(known.side, minlength=3) / max(len(known), 1)
    points = np.array([1.0, 0.5, 0.0])
    models = np.concatenate([known.a, known.b])
    total = np.bincount(models, minlength=log.models)
    won = np.bincount(
        models, weights=np.concatenate([points[known.side], 1 - points[known.side]]), minlength=log.models
    )
    own_of_a, own_of_b = ((0.0, 0.0), (0.0, 0.0)) if is_apart else _own_points(log, points)
    odds = [
        np.log(
            (won[model] - own_won + PRIOR_OF_MODEL / 2)
            / (total[model] - won[model] - own_lost + PRIOR_OF_MODEL / 2)
        )
        for model, (own_won, own_lost) in ((log.a, own_of_a), (log.b, own_of_b))
    ]
    bias = np.log(max(shares[LEFT], 1e-3) / max(shares[RIGHT], 1e-3))
    left = 1 / (1 + np.exp(-(odds[0] - odds[1] + bias)))
    decided = 1 - shares[TIE]
    tie = np.full(len(log), shares[TIE])
    return np.stack([decided * left, tie, decided * (1 - left)], axis=1)


def _own_points(log: VoteLog, points: Floats) -> list[tuple[Floats, Floats]]:
    """For the left and the right model of each vote, what its own voter said of it: points won and lost."""
    voter = _voter_index(log)
    keys = np.concatenate([voter * log.models + log.a, voter * log.models + log.b])
    gained = np.concatenate([points[log.side], 1 - points[log.side]])
    _, place = np.unique(keys, return_inverse=True)
    won, total = np.bincount(place, weights=gained), np.bincount(place)
    pairs = np.split(place, 2)
    return [(won[each], total[each] - won[each]) for each in pairs]


def _voter_index(log: VoteLog) -> Integers:
    """(N,) voters as consecutive numbers; each vote of an unknown voter has its own."""
    voter = log.voter.copy()
    unknown = voter == 0
    voter[unknown] = -1 - np.flatnonzero(unknown)
    return np.unique(voter, return_inverse=True)[1]


def _count_by_pair(log: VoteLog) -> Floats:
    cells = np.bincount(log.pair * 3 + log.side_of_first, minlength=log.models**2 * 3)
    return cells.reshape(-1, 3).astype(np.float64)


def _own_counts(log: VoteLog) -> Floats:
    """(N, 3) the outcomes of each vote's own voter on its pair, as seen from the lower model."""
    keys, place = np.unique(_voter_index(log) * log.models**2 + log.pair, return_inverse=True)
    own = np.bincount(place * 3 + log.side_of_first, minlength=keys.size * 3)
    return own.reshape(-1, 3)[place].astype(np.float64)


def _estimate_taste(log: VoteLog, surprise: Floats, variance: Floats, among: NDArray[np.bool_]) -> Spread:
    """The spread of voters' shifts towards a model, over all voters and models that met often enough."""
    keys = np.concatenate([log.voter * log.models + log.a, log.voter * log.models + log.b])
    twice = np.concatenate([variance, variance])
    ones, both = np.ones(keys.size), np.concatenate([among, among])
    return _estimate_spread(keys, np.concatenate([surprise, -surprise]), twice, ones, both)


def _estimate_spread(
    key: Integers,
    surprise: Floats,
    variance: Floats,
    factor: Floats,
    among: NDArray[np.bool_],
    *,
    is_centred: bool = True,
) -> Spread:
    """Mean and standard deviation of the shifts of groups' log odds per unit of `factor`.

    With U = Σ x (y − p) and I = Σ x² p (1 − p) over a group, U/I estimates its shift with the variance
    s² + 1/I, so U/√I has the variance 1 + I s². Quartiles and medians over groups of enough votes.
    is_centred : the mean is zero.
    """
    groups, index = np.unique(key[among], return_inverse=True)
    if not groups.size:
        return Spread()
    x = factor[among]
    pull = np.bincount(index, weights=x * surprise[among])
    information = np.bincount(index, weights=x**2 * variance[among])
    enough = (np.bincount(index) >= MIN_VOTES_FOR_HABIT) & (information > MIN_INFORMATION)
    if np.count_nonzero(enough) < MIN_GROUPS_FOR_HABIT:
        return Spread()
    pull, information = pull[enough], information[enough]
    mean = 0.0 if is_centred else float(np.median(pull / information))
    z = (pull - mean * information) / np.sqrt(information)
    low, high = np.percentile(z, [25, 75])
    spread = ((high - low) / QUARTILES_OF_NORMAL) ** 2
    deviation = float(min(np.sqrt(max((spread - 1) / float(np.median(information)), 0.0)), MAX_HABIT))
    return Spread(mean, deviation if deviation >= MIN_HABIT else 0.0)
