"""Simulate attacks that lift a model by one rank, before and after a review of every finding.

Assumptions, which the public page repeats:

- The attacker recognises the target's answers and votes only there, always for it.
- Votes are spread evenly over DAYS days before the newest vote, over networks so that none waits.
- A plan is the number of votes of an account: many accounts with one vote, or few with many.
- After the scan of votes a reviewer accepts every finding; honest votes in findings are lost too.
- A rigged vote copies what the ledger says of one of the target on the board, so the board has it.
- The ratings are Bradley–Terry of the board, without intervals: the rating passes the next one.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from battles.counting import VoteArrays, concatenate, get_policy_in_effect
from battles.models import Arena
from battles.outcomes import Outcome
from moderation.scan import VOTER_RULES, apply_rules, build_ledger_votes, list_covered
from ratings.categories import OVERALL, Category
from ratings.rebuild import build_parameters, rate_counts, select, sort_by_rating, to_outcome_counts

DAYS = 30
DAY_SECONDS = 86_400
PLANS = (1, 5, 50)
"""Votes of an account."""
MAX_FACTOR = 32
"""The review is given up as beaten or not after so many times the votes that suffice without it."""
MIN_VOTES = 4


@dataclass(frozen=True)
class Price:
    """What lifts one model above the next one, on the board of a category (its slug).

    votes_before: votes that suffice before a review. votes_after: votes that suffice after it, None if
    `tried` were not enough. accounts, networks: for the larger number.
    """

    category: str
    contender: int
    above: int
    gap: float
    votes_of_account: int
    votes_before: int
    votes_after: int | None
    tried: int
    accounts: int
    networks: int


def simulate_prices(
    arena: Arena, votes: VoteArrays, *, models: int, category: Category = OVERALL, seed: int = 1
) -> Iterator[Price]:
    """The prices of a board's best ranked models after the first, by plan. Nothing is stored.

    A board without votes, or with one rated model, has none.
    """
    parameters = {**build_parameters(arena), "rounds": 0}
    if not select(votes, category).outcome.size:
        return
    ratings, contenders = _rate(votes, category, parameters)
    order = [i for i in sort_by_rating(ratings, contenders) if not np.isnan(ratings.rating[i])]
    wait = get_policy_in_effect(arena).terms.prefix_wait or MIN_VOTES
    for above, below in list(itertools.pairwise(order))[:models]:
        gap = float(ratings.rating[above] - ratings.rating[below])
        pair = int(contenders[below]), int(contenders[above])
        for size in PLANS:
            attack = _Attack(votes, category, parameters, *pair, size, np.random.default_rng(seed))
            before = attack.search()
            after, tried = attack.search_after_review(before)
            largest = after or tried
            yield Price(
                category.slug,
                *pair,
                gap=round(gap, 2),
                votes_of_account=size,
                votes_before=before,
                votes_after=after,
                tried=tried,
                accounts=-(-largest // size),
                networks=max(1, -(-largest // (wait * DAYS))),
            )


def _rate(votes: VoteArrays, category: Category, parameters: dict):
    selection = select(votes, category)
    ratings, _seed = rate_counts(selection.contenders, to_outcome_counts(selection), parameters)
    return ratings, selection.contenders


class _Attack:
    """Attacks of one plan on one pair of neighbours."""

    def __init__(self, votes, category, parameters, target: int, rival: int, size: int, rng):
        self.votes, self.category, self.parameters, self.rng = votes, category, parameters, rng
        self.target, self.rival, self.size = target, rival, size
        involved = (votes.contender_a == target) | (votes.contender_b == target)
        self.patterns: NDArray[np.int64] = np.flatnonzero(involved & select(votes, category).kept)
        self.end = float(np.nanmax(votes.cast_at)) if np.isfinite(votes.cast_at).any() else 0.0

    def search(self) -> int:
        """The fewest votes, up to a factor of 1.2, that suffice without a review."""
        number = MIN_VOTES
        while not self._passes(concatenate([self.votes, self._rigged(number)])):
            number = int(np.ceil(number * 1.2))
            if number > 10 * len(self.votes) + 1_000:
                break
        return number

    def search_after_review(self, first: int) -> tuple[int | None, int]:
        """The votes, up to a factor of 2, that suffice after a review (None if none did), and those tried."""
        number = first
        while True:
            if self._passes(self._reviewed(self._rigged(number))):
                return number, number
            if number >= first * MAX_FACTOR:
                return None, number
            number *= 2

    def _passes(self, votes: VoteArrays) -> bool:
        ratings, contenders = _rate(votes, self.category, self.parameters)
        target, rival = np.searchsorted(contenders, [self.target, self.rival])
        return bool(ratings.rating[target] > ratings.rating[rival])

    def _rigged(self, number: int) -> VoteArrays:
        """So many votes for the target by new accounts; what the ledger says is as of the target's votes."""
        patterns = self.votes.where(self.rng.choice(self.patterns, number))
        is_left = patterns.contender_a == self.target
        first_voter = int(self.votes.voter.max(initial=0)) + 1
        return replace(
            patterns,
            battle=int(self.votes.battle.max(initial=0)) + 1 + np.arange(number, dtype=np.int64),
            outcome=np.where(is_left, int(Outcome.A), int(Outcome.B)).astype(np.uint8),
            reason=np.zeros(number, dtype=np.uint8),
            origin=np.zeros(number, dtype=np.uint8),
            prompt_cluster=np.zeros(number, dtype=np.int64),
            voter=first_voter + np.arange(number, dtype=np.int64) // self.size,
            cast_at=self.end - self.rng.random(number) * DAYS * DAY_SECONDS,
        )

    def _reviewed(self, rigged: VoteArrays) -> VoteArrays:
        """All votes after a reviewer has accepted what the scan says of the new ones."""
        votes = concatenate([self.votes, rigged])
        ledger = build_ledger_votes(
            votes,
            new_battles=rigged.battle,
            load_networks=lambda battles: np.full(len(battles), -1, dtype=np.int64),
        )
        voters, battles = list_covered(apply_rules(ledger, voter_rules=VOTER_RULES))
        return votes.where(~(np.isin(votes.voter, list(voters)) | np.isin(votes.battle, list(battles))))
