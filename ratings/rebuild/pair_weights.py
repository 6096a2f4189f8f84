"""Pair weights down to the battles: which pairs the next votes should judge.

The rule of ratings.core.sampling over the contenders in the draw today, under the arena's sampling policy.
They are recomputed at each rebuild. A new version is stored where
- contenders, their weights or the policy are no longer those of the newest version, or
- the probabilities moved: more than `MATERIAL` of the battles would be other ones.
Each battle records the version and the probability it was drawn with.
"""

import numpy as np

from battles.counting import VoteArrays
from battles.models import Arena, Contender, Entrant, PairWeights, SamplingPolicy
from battles.sampling import (
    PolicyTerms,
    build_groups,
    delete_unused_versions,
    draw_digest,
    get_policy_terms,
    store_pair_weights,
)
from ratings.categories import OVERALL
from ratings.core.outcome_counts import Floats, OutcomeCounts, count_outcomes
from ratings.core.sampling import Pool, Rule, pair_probabilities
from ratings.published import STANDARD, published
from ratings.rebuild.pair_counts import stored_counts
from ratings.rebuild.selection import select

RULE = "gain-2"
MATERIAL = 0.01


def update_pair_weights(arena: Arena, votes: VoteArrays) -> PairWeights | None:
    """Store new pair weights if they are due; None where they are not, or where no pair can be drawn."""
    chosen = select(votes, OVERALL)
    counts = count_outcomes(chosen.first, chosen.second, chosen.outcome, len(chosen.contenders))
    return update_pair_weights_from_counts(arena, chosen.contenders, counts)


def update_pair_weights_from_counts(
    arena: Arena, contenders: np.ndarray, counts: OutcomeCounts
) -> PairWeights | None:
    """The same from the overall board's counts; its models are those contenders (ids, ascending)."""
    entrants = Contender.objects.in_the_draw(arena).entrants()
    if len(entrants) < 2:
        return None
    policy = SamplingPolicy.objects.in_effect(arena)
    terms = get_policy_terms(policy)
    weights = gain_weights(entrants, contenders, counts, rule=to_rule(policy), terms=terms)
    if not _is_due(PairWeights.objects.filter(arena=arena).first(), draw_digest(entrants, terms), weights):
        return None
    stored = store_pair_weights(arena, rule=RULE, entrants=entrants, terms=terms, weights=weights)
    delete_unused_versions(arena)
    return stored


def update_if_draw_changed(arena: Arena) -> PairWeights | None:
    """Store new pair weights where no vote came but contenders, their weights or the policy changed."""
    now = published(arena) if has_draw_changed(arena) else None
    snapshot = now.snapshot(OVERALL.slug, STANDARD) if now else None
    stored = stored_counts(snapshot) if snapshot else None
    return update_pair_weights_from_counts(arena, stored.contenders, stored.outcomes) if stored else None


def has_draw_changed(arena: Arena) -> bool:
    """Whether contenders, their weights or the policy changed since the newest version; a cheap question."""
    entrants = Contender.objects.in_the_draw(arena).entrants()
    if len(entrants) < 2:
        return False
    newest = PairWeights.objects.filter(arena=arena).values_list("rule", "terms").first()
    return newest != (RULE, draw_digest(entrants, get_policy_terms(SamplingPolicy.objects.in_effect(arena))))


def to_rule(policy: SamplingPolicy) -> Rule:
    """A policy as the core reads it."""
    return Rule(
        uniform=policy.uniform_share,
        target=policy.target_half_width,
        new_votes=policy.new_votes,
        new_boost=policy.new_boost,
    )


def gain_weights(
    entrants: tuple[Entrant, ...],
    contenders: np.ndarray,
    counts: OutcomeCounts,
    *,
    rule: Rule,
    terms: PolicyTerms,
) -> Floats:
    """Probabilities over the entrants' pairs: upper triangle in their order, summing to 1.

    Contenders who are not in the draw lend their votes to the estimate; their own intervals do not matter.
    """
    ids = [entrant.pk for entrant in entrants]
    everybody = np.union1d(contenders, ids)
    place = np.searchsorted(everybody, contenders)
    whole = OutcomeCounts(len(everybody), place[counts.first], place[counts.second], counts.counts)
    groups = build_groups(entrants, terms)
    pool = Pool(
        models=np.searchsorted(everybody, ids),
        weights=np.array([entrant.weight for entrant in entrants]),
        groups=groups.of,
        caps=groups.caps,
    )
    return pair_probabilities(whole, pool, rule)


def _is_due(newest: PairWeights | None, terms: str, weights: Floats) -> bool:
    if newest is None or (newest.rule, newest.terms) != (RULE, terms):
        return True
    return _moved(np.frombuffer(newest.weights, "<f8"), weights) > MATERIAL


def _moved(before: Floats, after: Floats) -> float:
    """The share of battles that the one would draw and the other not: the total variation distance."""
    return float(np.abs(before / before.sum() - after).sum() / 2)
