"""Pair weights for the draw of battles: the pairs that the next votes should compare.

The rule of `ratings.core.sampling` over the contenders in the draw today, under the arena's sampling policy.
Weights are computed at each rebuild. A new version is stored where
- contenders, their weights or the policy differ from those of the newest version, or
- the probabilities changed: more than `MIN_CHANGE` of the battles would be different ones. Each battle
  records the version and the probability it was drawn with.
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
MIN_CHANGE = 0.01


def update_pair_weights(arena: Arena, votes: VoteArrays) -> PairWeights | None:
    """Store new pair weights if they are due; None where they are not, or where no pair can be drawn."""
    selection = select(votes, OVERALL)
    counts = count_outcomes(selection.first, selection.second, selection.outcome, len(selection.contenders))
    return update_pair_weights_from_counts(arena, selection.contenders, counts)


def update_pair_weights_from_counts(
    arena: Arena, contenders: np.ndarray, counts: OutcomeCounts
) -> PairWeights | None:
    """The same from the overall board's counts, whose models are `contenders` (ids, ascending)."""
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
    """Store new pair weights where the votes are the same but contenders, their weights or the policy
    changed.
    """
    now = published(arena) if has_draw_changed(arena) else None
    snapshot = now.snapshot(OVERALL.slug, STANDARD) if now else None
    stored = stored_counts(snapshot) if snapshot else None
    return update_pair_weights_from_counts(arena, stored.contenders, stored.outcomes) if stored else None


def has_draw_changed(arena: Arena) -> bool:
    """Whether contenders, their weights or the policy changed since the newest version; a cheap query."""
    entrants = Contender.objects.in_the_draw(arena).entrants()
    if len(entrants) < 2:
        return False
    newest = PairWeights.objects.filter(arena=arena).values_list("rule", "terms").first()
    return newest != (RULE, draw_digest(entrants, get_policy_terms(SamplingPolicy.objects.in_effect(arena))))


def to_rule(policy: SamplingPolicy) -> Rule:
    """A policy in the form that the core takes."""
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
    """Probabilities over the entrants' pairs: upper triangle in their order, sum 1.

    Contenders that are not in the draw contribute their votes to the estimate; their own intervals do not
    matter.
    """
    ids = [entrant.pk for entrant in entrants]
    all_ids = np.union1d(contenders, ids)
    place = np.searchsorted(all_ids, contenders)
    whole = OutcomeCounts(len(all_ids), place[counts.first], place[counts.second], counts.counts)
    groups = build_groups(entrants, terms)
    pool = Pool(
        models=np.searchsorted(all_ids, ids),
        weights=np.array([entrant.weight for entrant in entrants]),
        groups=groups.of,
        caps=groups.caps,
    )
    return pair_probabilities(whole, pool, rule)


def _is_due(newest: PairWeights | None, terms: str, weights: Floats) -> bool:
    if newest is None or (newest.rule, newest.terms) != (RULE, terms):
        return True
    return _total_variation(np.frombuffer(newest.weights, "<f8"), weights) > MIN_CHANGE


def _total_variation(before: Floats, after: Floats) -> float:
    """Share of battles that would be drawn differently: the total variation distance."""
    return float(np.abs(before / before.sum() - after).sum() / 2)
