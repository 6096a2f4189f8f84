"""Draw an arena's next pair, or one side's replacement, from its newest pair weights and its pool.

- If contenders, weights and policy are those of the newest stored version, its probabilities are used as
  they are.
- If a contender left the draw or is benched, or a weight or the policy changed, the version's pair weights
  are restricted to the contenders left and scaled by the changed weights; then the policy's floor and caps
  are applied again. What a cap had taken is not given back before the next rebuild.
- If the version lacks a contender, the original draw by weight applies, under the same policy.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from django.db.models import BigAutoField, DateTimeField
from django.utils import timezone

from battles.database.compiled import CompiledQuery, Given
from battles.database.recent_facts import RecentFacts
from battles.models import CONTROL_SAMPLER, Arena, Contender, PairWeights, SamplingPolicy
from battles.models.contender import Entrant, build_entrants
from battles.pairing.constraints import fair_probabilities, wanted_part
from battles.pairing.draw import (
    FloatArray,
    PairTable,
    TooFewContenders,
    draw_rival,
    pair_table,
    pairs_of,
    sequential_pair_weights,
)
from battles.sampling.policy_terms import PolicyTerms, build_groups, draw_digest, get_policy_terms

MIN_POOL = 2

BY_WEIGHT = "by-weight-2"
VersionKey = tuple[int, dt.datetime]


@dataclass(frozen=True)
class DrawnPair:
    """The contenders of a new battle, the probability of their unordered pair and the rule's version."""

    a: Contender
    b: Contender
    probability: float
    sampler: str


@dataclass(frozen=True)
class DrawnRival:
    """One side's new contender, its probability given the other side's, and the rule's version."""

    contender: Contender
    probability: float
    sampler: str


@dataclass(frozen=True, eq=False)
class PairProbabilities:
    """The probability of every pair of some contenders, in their order, and the rule's version.

    control_share: the share of battles of one model against itself, drawn before any pair.
    """

    entrants: tuple[Entrant, ...]
    table: PairTable
    sampler: str
    control_share: float = 0.0

    @property
    def published(self) -> FloatArray:
        """(P,) the probability of each pair in a new battle, which may be a control instead."""
        return np.asarray(self.table.probability * (1 - self.control_share))


@dataclass(frozen=True, eq=False)
class StoredWeights:
    """One stored version of an arena's pair weights.

    index: a contender's position by its id. own_weights (C,): the contenders' weights in the draw. weights:
    probabilities, upper triangle over the contenders. uniform: the share drawn evenly.
    """

    index: dict[int, int]
    own_weights: FloatArray
    weights: FloatArray
    uniform: float
    terms: str
    sampler: str

    def restricted_to(self, entrants: tuple[Entrant, ...]) -> FloatArray:
        """Pair weights of some of its contenders without the floor, scaled by their current weights."""
        size = len(self.index)
        matrix = np.zeros((size, size))
        matrix[pairs_of(size)] = wanted_part(self.weights, uniform=self.uniform)
        matrix += matrix.T
        keep = np.array([self.index[entrant.pk] for entrant in entrants], dtype=np.intp)
        changed = np.array([entrant.weight for entrant in entrants]) / self.own_weights[keep]
        first, second = pairs_of(len(entrants))
        return np.asarray(matrix[keep[first], keep[second]] * changed[first] * changed[second])


_ARENA, _NOW = Given("arena", BigAutoField()), Given("now", DateTimeField())
_DRAWABLE = CompiledQuery[tuple](
    lambda: Contender.objects.drawable(_ARENA, as_of=_NOW).select_related(None).entrant_rows()
)
_NEWEST_WEIGHTS = CompiledQuery[VersionKey](
    lambda: PairWeights.objects.filter(arena=_ARENA).values_list("pk", "created_at")[:1]
)
_POLICY = CompiledQuery[SamplingPolicy](
    lambda: SamplingPolicy.objects.filter(arena=_ARENA, effective_from__lte=_NOW)[:1]
)
_PAIR = CompiledQuery[Contender](
    lambda: Contender.objects.select_related("model__endpoint").filter(
        pk__in=[Given("first", BigAutoField()), Given("second", BigAutoField())]
    )
)
_build_entrants = lru_cache(maxsize=16)(build_entrants)


class _Pool:
    """An arena's drawable contenders: the probabilities of their pairs, and those that were drawn lately."""

    def __init__(self, arena_id: int) -> None:
        entrants = _build_entrants(tuple(_DRAWABLE.fetch_raw(arena=arena_id, now=timezone.now())))
        if len(entrants) < MIN_POOL:
            entrants = Contender.objects.drawable(arena_id, with_rate_limited=True).entrants()
        self.pairs = _get_pair_probabilities(arena_id, entrants)
        self._contenders: dict[int, Contender] = {}

    def get_contenders(self, *positions: int) -> list[Contender]:
        """Return one or two contenders with their models and endpoints, in this order."""
        entrants = [self.pairs.entrants[position] for position in positions]
        if any(entrant.pk not in self._contenders for entrant in entrants):
            found = _get_contenders(entrants)
            self._contenders |= {contender.pk: contender for contender in found}
        return [self._contenders[entrant.pk] for entrant in entrants]


_POOLS = RecentFacts(_Pool)


def draw(arena: Arena, *, rng: np.random.Generator) -> DrawnPair:
    """Draw two of the contenders that were drawable within the last second. Raises TooFewContenders.

    Where fewer than two are left, rate-limited ones are drawn too: a request that may be refused is better
    than no battle.
    """
    pool = _POOLS.get(arena.pk)
    pairs = pool.pairs
    if pairs.control_share and rng.random() < pairs.control_share:
        return _draw_control(pool, rng)
    drawn = pairs.table.draw(rng)
    a, b = pool.get_contenders(drawn.a, drawn.b)
    return DrawnPair(a, b, drawn.probability * (1 - pairs.control_share), pairs.sampler)


def _draw_control(pool: _Pool, rng: np.random.Generator) -> DrawnPair:
    """A contender against itself, as likely as it is on a side of a pair."""
    pairs = pool.pairs
    drawn = pairs.table.draw(rng)
    position = drawn.a if rng.random() < 0.5 else drawn.b
    first, second = pairs_of(len(pairs.entrants))
    side_share = float(pairs.table.probability[(first == position) | (second == position)].sum()) / 2
    [contender] = pool.get_contenders(position)
    return DrawnPair(contender, contender, side_share * pairs.control_share, CONTROL_SAMPLER)


def draw_fresh(arena: Arena, *, without: Iterable[int], rng: np.random.Generator) -> DrawnPair:
    """Draw two drawable contenders, none of those `without` (ids). Raises TooFewContenders.

    As for a replacement, the probabilities are computed over the whole pool and those ruled out: the result
    is the probability of the pair's draw, given that none of them is drawn.
    """
    excluded = set(without)
    drawable = Contender.objects.drawable(arena).entrants()
    involved = Contender.objects.filter(pk__in=excluded).entrants()
    pairs = get_pair_probabilities(arena, tuple(sorted({*drawable, *involved})))
    first, second = pairs_of(len(pairs.entrants))
    is_excluded = np.array([entrant.pk in excluded for entrant in pairs.entrants])
    wanted = np.where(is_excluded[first] | is_excluded[second], 0.0, pairs.table.probability)
    drawn = pair_table(wanted, len(pairs.entrants)).draw(rng)
    a, b = _get_contenders(pairs.entrants[position] for position in (drawn.a, drawn.b))
    return DrawnPair(a, b, drawn.probability, pairs.sampler)


def draw_replacement(
    arena: Arena, *, opponent: Contender, tried: Iterable[Contender], rng: np.random.Generator
) -> DrawnRival:
    """Draw another drawable contender against `opponent`, none of `tried`. Raises TooFewContenders.

    The probabilities are computed over the whole pool including `opponent` and `tried`, even if these have
    left the draw meanwhile. So the result is the probability of the pair's draw, given the opponent and the
    contenders ruled out.
    """
    excluded = [contender.pk for contender in tried]
    drawable = Contender.objects.drawable(arena).entrants()
    involved = Contender.objects.filter(pk__in=[opponent.pk, *excluded]).entrants()
    entrants = tuple(sorted({*drawable, *involved}))
    pairs = get_pair_probabilities(arena, entrants)
    positions = {entrant.pk: position for position, entrant in enumerate(entrants)}
    position, probability = draw_rival(
        pairs.table.probability,
        len(entrants),
        opponent=positions[opponent.pk],
        excluded=[positions[pk] for pk in excluded],
        rng=rng,
    )
    return DrawnRival(*_get_contenders([entrants[position]]), probability, pairs.sampler)


def _get_contenders(entrants: Iterable[Entrant]) -> list[Contender]:
    """One or two contenders with their models and endpoints, in this order, by one query."""
    ids = [entrant.pk for entrant in entrants]
    contenders = {each.pk: each for each in _PAIR.fetch(first=ids[0], second=ids[-1])}
    return [contenders[pk] for pk in ids]


def get_pair_probabilities(arena: Arena, entrants: tuple[Entrant, ...]) -> PairProbabilities:
    """The probability of each pair of an arena's contenders (ascending by id). Raises TooFewContenders."""
    return _get_pair_probabilities(arena.pk, entrants)


def _get_pair_probabilities(arena_id: int, entrants: tuple[Entrant, ...]) -> PairProbabilities:
    newest = _NEWEST_WEIGHTS.first(arena=arena_id)
    policy = _POLICY.first(arena=arena_id, now=timezone.now()) or SamplingPolicy(arena_id=arena_id)
    terms = get_policy_terms(policy)
    pairs = _compute_probabilities(newest, entrants, terms)
    return replace(pairs, control_share=terms.control_share) if terms.control_share else pairs


@lru_cache(maxsize=8)
def _compute_probabilities(
    newest: VersionKey | None, entrants: tuple[Entrant, ...], terms: PolicyTerms
) -> PairProbabilities:
    """The probabilities by one version; cached per process, so that most draws compute nothing."""
    if len(entrants) < 2:
        raise TooFewContenders("a battle needs two contenders")
    version = _load_version(newest) if newest else None
    if version is None or not {entrant.pk for entrant in entrants} <= version.index.keys():
        by_weight = sequential_pair_weights(np.array([entrant.weight for entrant in entrants]))
        return PairProbabilities(entrants, _constrained_table(by_weight, entrants, terms), BY_WEIGHT)
    if version.terms == draw_digest(entrants, terms):
        return PairProbabilities(entrants, pair_table(version.weights, len(entrants)), version.sampler)
    return PairProbabilities(
        entrants, _constrained_table(version.restricted_to(entrants), entrants, terms), version.sampler
    )


def _constrained_table(wanted: FloatArray, entrants: tuple[Entrant, ...], terms: PolicyTerms) -> PairTable:
    groups = build_groups(entrants, terms)
    fair = fair_probabilities(wanted, groups=groups.of, caps=groups.caps, uniform=terms.uniform)
    return pair_table(fair, len(entrants))


@lru_cache(maxsize=4)
def _load_version(key: VersionKey) -> StoredWeights:
    """Load a stored version by id and creation time: after a rollback another version may get the same id."""
    stored = PairWeights.objects.get(pk=key[0])
    weights = np.frombuffer(stored.weights, dtype="<f8")
    return StoredWeights(
        index={pk: index for index, pk in enumerate(stored.contenders)},
        own_weights=np.array(stored.own_weights or [1.0] * len(stored.contenders)),
        weights=weights / weights.sum(),
        uniform=stored.uniform_share,
        terms=stored.terms,
        sampler=stored.sampler,
    )


def store_pair_weights(
    arena: Arena, *, rule: str, entrants: tuple[Entrant, ...], terms: PolicyTerms, weights: FloatArray
) -> PairWeights:
    """Store a new version of an arena's pair weights; the ratings floor calls this.

    weights: upper triangle over `entrants` (ascending by id) under `terms`. Raises ValueError unless they are
    finite, not negative and not all zero.
    """
    if len(weights) != len(entrants) * (len(entrants) - 1) // 2:
        raise ValueError("the weights do not fit the number of contenders")
    if not np.all(np.isfinite(weights)) or np.any(weights < 0) or not np.any(weights > 0):
        raise ValueError("pair weights must be finite, not negative and not all zero")
    return PairWeights.objects.create(
        arena=arena,
        rule=rule,
        contenders=[entrant.pk for entrant in entrants],
        own_weights=[entrant.weight for entrant in entrants],
        uniform_share=terms.uniform,
        terms=draw_digest(entrants, terms),
        weights=weights.astype("<f8").tobytes(),
    )
