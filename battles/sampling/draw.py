"""The draw of an arena's next pair, or of one side's replacement, from its newest pair weights and pool.

- The newest stored version draws as it is while the same contenders, with the same weights, stand under the
  same policy.
- Where somebody left the draw or sits on the bench, or a weight or the policy changed since, the version's
  wishes are taken over those that are left, scaled by the changed weights, and the policy's floor and caps
  are applied to them anew. What a cap had taken is not given back before the next rebuild.
- A contender the version does not know yet makes the original draw by weight apply, under the same policy.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from battles.models import Arena, Contender, PairWeights, SamplingPolicy
from battles.models.contender import Entrant
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
    """One side's fresh contender, its probability given the other side's, and the rule's version."""

    contender: Contender
    probability: float
    sampler: str


@dataclass(frozen=True, eq=False)
class PairProbabilities:
    """The probability of every pair of some contenders, in their order, and the rule's version."""

    entrants: tuple[Entrant, ...]
    table: PairTable
    sampler: str


@dataclass(frozen=True, eq=False)
class Version:
    """One stored version, read: `place` finds a contender's index in `matrix`, the symmetric wishes."""

    place: dict[int, int]
    own: FloatArray
    weights: FloatArray
    uniform: float
    terms: str
    sampler: str

    def wishes(self, entrants: tuple[Entrant, ...]) -> FloatArray:
        """What the pairs of some of its contenders were wished before floor, with the weights of now."""
        size = len(self.place)
        matrix = np.zeros((size, size))
        matrix[pairs_of(size)] = wanted_part(self.weights, uniform=self.uniform)
        matrix += matrix.T
        keep = np.array([self.place[entrant.pk] for entrant in entrants], dtype=np.intp)
        changed = np.array([entrant.weight for entrant in entrants]) / self.own[keep]
        first, second = pairs_of(len(entrants))
        return np.asarray(matrix[keep[first], keep[second]] * changed[first] * changed[second])


def draw(arena: Arena, *, rng: np.random.Generator) -> DrawnPair:
    """Draw two of the arena's drawable contenders. Raises TooFewContenders."""
    odds = get_pair_probabilities(arena, Contender.objects.drawable(arena).entrants())
    drawn = odds.table.draw(rng)
    a, b = (_contender(odds.entrants[place]) for place in (drawn.a, drawn.b))
    return DrawnPair(a, b, drawn.probability, odds.sampler)


def draw_replacement(
    arena: Arena, *, opponent: Contender, tried: Iterable[Contender], rng: np.random.Generator
) -> DrawnRival:
    """Draw another drawable contender to meet `opponent`, none of `tried`. Raises TooFewContenders.

    The probabilities are those of the whole pool with opponent and tried in it, even where these have left
    the draw meanwhile: so this one is that of the pair's draw, given the opponent and who is out.
    """
    out = [contender.pk for contender in tried]
    free = Contender.objects.drawable(arena).entrants()
    met = Contender.objects.filter(pk__in=[opponent.pk, *out]).entrants()
    entrants = tuple(sorted({*free, *met}))
    odds = get_pair_probabilities(arena, entrants)
    place = {entrant.pk: index for index, entrant in enumerate(entrants)}
    index, probability = draw_rival(
        odds.table.probability,
        len(entrants),
        opponent=place[opponent.pk],
        barred=[place[pk] for pk in out],
        rng=rng,
    )
    return DrawnRival(_contender(entrants[index]), probability, odds.sampler)


def _contender(entrant: Entrant) -> Contender:
    return Contender.objects.select_related("model__endpoint").get(pk=entrant.pk)


def get_pair_probabilities(arena: Arena, entrants: tuple[Entrant, ...]) -> PairProbabilities:
    """The odds of drawing each pair of an arena's contenders, ascending by id. Raises TooFewContenders."""
    newest = PairWeights.objects.filter(arena=arena).values_list("pk", "created_at").first()
    return _odds(newest, entrants, get_policy_terms(SamplingPolicy.objects.in_effect(arena)))


@lru_cache(maxsize=8)
def _odds(newest: VersionKey | None, entrants: tuple[Entrant, ...], terms: PolicyTerms) -> PairProbabilities:
    """The odds by one version; kept per process, so that most draws neither read nor compute them."""
    if len(entrants) < 2:
        raise TooFewContenders("a battle needs two contenders")
    version = _version(newest) if newest else None
    if version is None or not {entrant.pk for entrant in entrants} <= version.place.keys():
        wishes = sequential_pair_weights(np.array([entrant.weight for entrant in entrants]))
        return PairProbabilities(entrants, _fair_table(wishes, entrants, terms), BY_WEIGHT)
    if version.terms == draw_digest(entrants, terms):
        return PairProbabilities(entrants, pair_table(version.weights, len(entrants)), version.sampler)
    return PairProbabilities(
        entrants, _fair_table(version.wishes(entrants), entrants, terms), version.sampler
    )


def _fair_table(wishes: FloatArray, entrants: tuple[Entrant, ...], terms: PolicyTerms) -> PairTable:
    groups = build_groups(entrants, terms)
    fair = fair_probabilities(wishes, groups=groups.of, caps=groups.caps, uniform=terms.uniform)
    return pair_table(fair, len(entrants))


@lru_cache(maxsize=4)
def _version(key: VersionKey) -> Version:
    """A stored version by its id; with the time it was made, for an id may come again where a test undoes."""
    stored = PairWeights.objects.get(pk=key[0])
    weights = np.frombuffer(stored.weights, dtype="<f8")
    return Version(
        place={pk: index for index, pk in enumerate(stored.contenders)},
        own=np.array(stored.own_weights or [1.0] * len(stored.contenders)),
        weights=weights / weights.sum(),
        uniform=stored.uniform_share,
        terms=stored.terms,
        sampler=stored.sampler,
    )


def store_pair_weights(
    arena: Arena, *, rule: str, entrants: tuple[Entrant, ...], terms: PolicyTerms, weights: FloatArray
) -> PairWeights:
    """Keep a new version of an arena's pair weights: the door through which the ratings floor feeds back.

    weights: upper triangle over `entrants` (ascending by id) under `terms`, not negative, finite, not all
    zero; else ValueError.
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
