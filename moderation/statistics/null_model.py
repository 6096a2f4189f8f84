"""How other voters judged the same pair: the probability of each outcome of a vote, without its own voter.

q0(outcome | pair) = (c + 20 π) / (n + 20), c the outcomes of the other voters on the pair as it was shown
(left, tie, right), mixed with 10 % uniform. π are the shares of all votes; where the pair has few votes, left
and right follow what the others said of each of the two models against anybody. Ties are one outcome, whether
"tie" or "both bad".

The null of a voter is a mixture over habits, see moderation.statistics.habits.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moderation.statistics.habits import Habit, Spread, estimate_spread
from moderation.statistics.keys import number_keys
from moderation.statistics.vote_log import LEFT, POINTS, RIGHT, TIE, Floats, Integers, OutcomeCounts, VoteLog

PRIOR_VOTES = 20.0
UNIFORM_SHARE = 0.1
MIN_OTHERS = 20
"""Other voters' votes on a pair below which a vote on it is not tested: as many as the prior weighs."""
PRIOR_OF_MODEL = 10.0
"""Even votes that are added to what others said of a model."""


@dataclass(frozen=True, eq=False)
class NullModel:
    """The null of N votes. The spreads of the voters' habits are estimated when they are first read.

    log : the votes.
    q : (N, 3) probabilities of left, tie and right, from other voters.
    others : (N,) number of other voters' votes on the pair. The tests leave out votes with fewer than
        MIN_OTHERS: there the prior would judge, and not other voters.
    """

    log: VoteLog
    q: Floats
    others: Floats

    @cached_property
    def tie(self) -> Spread:
        """Shifts of the log odds of a tie."""
        tie = self.q[:, TIE]
        known = self.log.voter > 0
        surprise = (self.log.side == TIE) - tie
        return estimate_spread(self.log.voter, surprise, tie * (1 - tie), np.ones(tie.size), known)

    @cached_property
    def left(self) -> Spread:
        """Shifts of the log odds of left against right."""
        surprise, variance, _odds, decided = self._decided
        return estimate_spread(self.log.voter, surprise, variance, np.ones(surprise.size), decided)

    @cached_property
    def attention(self) -> Spread:
        """What is added to the factor 1 on the log odds of left against right."""
        surprise, variance, odds, decided = self._decided
        return estimate_spread(self.log.voter, surprise, variance, odds, decided, is_centred=False)

    @cached_property
    def taste(self) -> Spread:
        """Shifts towards a model, over all voters and models that met often enough."""
        surprise, variance, _odds, decided = self._decided
        keys = np.concatenate([self.log.voter * self.log.models + side for side in (self.log.a, self.log.b)])
        both = [np.concatenate(each) for each in ((surprise, -surprise), (variance, variance))]
        return estimate_spread(keys, *both, np.ones(keys.size), np.tile(decided, 2))

    @cached_property
    def _decided(self) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
        """Surprise, variance and log odds of left against right, and which votes are decided and known."""
        left = self.q[:, LEFT] / (1 - self.q[:, TIE])
        surprise = (self.log.side == LEFT) - left
        decided = (self.log.side != TIE) & (self.log.voter > 0)
        return surprise, left * (1 - left), np.log(left / (1 - left)), decided

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


def build_null_model(
    log: VoteLog, *, reference: OutcomeCounts | None = None, is_apart: bool = False
) -> NullModel:
    """The null of each vote of a log, from the votes of others in `reference` (default: the log itself).

    is_apart : no vote of the log is in the reference. Otherwise every one must be, and each voter's own votes
        are left out; a vote of an unknown voter leaves out only itself.
    """
    known = log.counts if reference is None else reference
    seen = known.of_pair[log.pair] - (0.0 if is_apart else _own_counts(log))
    is_reversed = log.a > log.b
    seen[is_reversed] = seen[is_reversed, ::-1]
    others = seen.sum(axis=1)
    q = seen + PRIOR_VOTES * _prior(log, known, is_apart=is_apart)
    q *= ((1 - UNIFORM_SHARE) / (others + PRIOR_VOTES))[:, None]
    q += UNIFORM_SHARE / 3
    return NullModel(log, q, others)


def _prior(log: VoteLog, known: OutcomeCounts, *, is_apart: bool) -> Floats:
    """(N, 3) the shares of all votes, left and right divided by what others said of the two models."""
    shares = known.of_side / max(int(known.of_side.sum()), 1)
    lost = known.of_model - known.won
    own_of_a, own_of_b = ((0.0, 0.0), (0.0, 0.0)) if is_apart else _own_points(log)
    odds = [
        (known.won[model] - own_won + PRIOR_OF_MODEL / 2) / (lost[model] - own_lost + PRIOR_OF_MODEL / 2)
        for model, (own_won, own_lost) in ((log.a, own_of_a), (log.b, own_of_b))
    ]
    bias = max(shares[LEFT], 1e-3) / max(shares[RIGHT], 1e-3)
    left = 1 / (1 + odds[1] / (odds[0] * bias))
    decided = 1 - shares[TIE]
    prior = np.empty((len(log), 3))
    prior[:, LEFT], prior[:, TIE], prior[:, RIGHT] = decided * left, shares[TIE], decided * (1 - left)
    return prior


def _own_points(log: VoteLog) -> list[tuple[Floats, Floats]]:
    """For the left and the right model of each vote, what its own voter said of it: points won and lost."""
    voter = log.voter_number * log.models
    keys, place = number_keys(np.concatenate([voter + log.a, voter + log.b]))
    points = POINTS[log.side]
    won = np.bincount(place, weights=np.concatenate([points, 1 - points]), minlength=keys.size)
    lost = np.bincount(place, minlength=keys.size) - won
    return [(won[each], lost[each]) for each in np.split(place, 2)]


def _own_counts(log: VoteLog) -> Floats:
    """(N, 3) the outcomes of each vote's own voter on its pair, as seen from the lower model."""
    keys, place = number_keys(log.voter_number * log.models**2 + log.pair)
    own = np.bincount(place * 3 + log.side_of_first, minlength=keys.size * 3)
    return own.reshape(-1, 3)[place].astype(np.float64)
