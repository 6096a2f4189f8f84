"""The draw of an arena's next pair, or of one side's replacement, from its newest pair weights and pool."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from battles.models import Arena, Contender, PairWeights
from battles.pairing import FloatArray, draw_pair, draw_rival, sequential_pair_weights

BY_WEIGHT = "by-weight-1"


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


def draw(arena: Arena, *, rng: np.random.Generator) -> DrawnPair:
    """Draw two of the arena's drawable contenders. Raises TooFewContenders."""
    pool = list(Contender.objects.drawable(arena).order_by("id"))
    weights, sampler = weights_for(arena, pool)
    drawn = draw_pair(weights, len(pool), rng=rng)
    return DrawnPair(pool[drawn.a], pool[drawn.b], drawn.probability, sampler)


def draw_replacement(
    arena: Arena, *, opponent: Contender, tried: Iterable[Contender], rng: np.random.Generator
) -> DrawnRival:
    """Draw another drawable contender to meet `opponent`, none of `tried`. Raises TooFewContenders.

    The weights are those of the whole pool with opponent and tried in it, even where these have left the
    draw meanwhile: so the probability is that of the pair's draw, given the opponent and who is out.
    """
    free = {contender.pk: contender for contender in Contender.objects.drawable(arena)}
    out = {contender.pk: contender for contender in tried}
    pool = sorted({**free, **out, opponent.pk: opponent}.values(), key=lambda contender: contender.pk)
    weights, sampler = weights_for(arena, pool)
    place = {contender.pk: index for index, contender in enumerate(pool)}
    index, probability = draw_rival(
        weights, len(pool), opponent=place[opponent.pk], barred=[place[pk] for pk in out], rng=rng
    )
    return DrawnRival(pool[index], probability, sampler)


def weights_for(arena: Arena, pool: list[Contender]) -> tuple[FloatArray, str]:
    """The pair weights over a pool, and the sampler's version.

    The newest stored weights apply where they cover the whole pool, each pair scaled by both
    contenders' own weights; a contender they do not know yet makes the original draw by weight apply.
    """
    own = np.array([contender.weight for contender in pool])
    stored = PairWeights.objects.filter(arena=arena).first()
    if stored is None or not {contender.pk for contender in pool} <= set(stored.contenders):
        return sequential_pair_weights(own), BY_WEIGHT
    first, second = np.triu_indices(len(pool), 1)
    return _restricted(stored, [c.pk for c in pool]) * own[first] * own[second], stored.sampler


def _restricted(stored: PairWeights, pool: list[int]) -> FloatArray:
    """Stored weights as the upper triangle over the pool's ids, in the pool's order."""
    size = len(stored.contenders)
    matrix = np.zeros((size, size))
    matrix[np.triu_indices(size, 1)] = np.frombuffer(stored.weights, dtype="<f8")
    matrix += matrix.T
    position = {pk: index for index, pk in enumerate(stored.contenders)}
    keep = np.array([position[pk] for pk in pool], dtype=int)
    restricted: FloatArray = matrix[np.ix_(keep, keep)][np.triu_indices(len(pool), 1)]
    return restricted


def store_weights(arena: Arena, *, rule: str, contenders: list[int], weights: FloatArray) -> PairWeights:
    """Keep a new version of an arena's pair weights: the door through which the ratings floor feeds back.

    weights: upper triangle over `contenders` (ids), not negative, finite, not all zero; else ValueError.
    """
    if len(weights) != len(contenders) * (len(contenders) - 1) // 2:
        raise ValueError("the weights do not fit the number of contenders")
    if not np.all(np.isfinite(weights)) or np.any(weights < 0) or not np.any(weights > 0):
        raise ValueError("pair weights must be finite, not negative and not all zero")
    return PairWeights.objects.create(
        arena=arena, rule=rule, contenders=contenders, weights=weights.astype("<f8").tobytes()
    )
