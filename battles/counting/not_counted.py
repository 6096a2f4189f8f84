"""Which battles have a vote that does not count, found by indexes instead of by reading every battle.

`battles.counting.eligibility` decides about one vote at a time. This module names for each of its reasons the
battles to which the rule applies, as a query over the few rows that the rule is about:

- mode, pair and tags: the partial index `battle_doubted`
- exclusions, blocks and waits: their own tables
- caps: the votes above the smallest cap of their arena, by partial indexes of votes
- evidence tiers: the votes of the days on which a policy excluded their tier
- merged names: the imported battles of these names. No index covers them: they are read while a merge is
  current.

A vote's reason is the first rule that applies, so a battle found under one rule can have another reason.
"""

import itertools
from collections.abc import Callable, Iterator

from django.db.models import F, Min, Q, QuerySet

from battles.counting.eligibility import (
    Reason,
    is_above,
    is_merged_pair,
    is_of_excluded_tier,
)
from battles.grounds import DECIDED_OFFSET
from battles.models import Battle, CountingPolicy, Exclusion, NameMerge, Vote, VoterBlock, WaitingVote
from battles.models.battle import DOUBTED, has_any_tag
from battles.models.policies.counting import TIERS
from battles.tags import Tag

REASON_TAGS = {
    Reason.FAILED_ANSWER: Tag.FAILED_ANSWER,
    Reason.STOPPED: Tag.STOPPED,
    Reason.IDENTITY_LEAK: Tag.IDENTITY_LEAK,
    Reason.PROMPTED_IDENTITY: Tag.PROMPTED_IDENTITY,
    Reason.IDENTITY_REQUEST: Tag.IDENTITY_REQUEST,
}
"""The reasons that are a tag of the battle. The index has the same tags."""


def only_not_counted(battles: QuerySet[Battle]) -> QuerySet[Battle]:
    """Those of these battles with a vote that does not count."""
    rules = [_merged_pairs, *(find for reason, find in _RULES.items() if reason not in _BY_PAIR_AND_MODE)]
    found = _union(_doubted(), _excluded(), *itertools.chain.from_iterable(find() for find in rules))
    return battles.filter(state=Battle.State.VOTED, pk__in=found)


def battles_under_rule(reason: Reason) -> QuerySet:
    """The ids of the battles to which the rule of this reason applies, first or not, as one column.

    A decision applies to battles without a vote, too.
    """
    if reason > DECIDED_OFFSET:
        return _excluded(reason=reason - DECIDED_OFFSET)
    if reason in REASON_TAGS:
        return _doubted(has_any_tag(REASON_TAGS[reason]))
    return _union(*_RULES[reason]())


def only_set_aside(battles: QuerySet[Battle], ground: Reason) -> QuerySet[Battle]:
    """Those of these battles whose reason is this ground of decisions: no rule before it applies."""
    before = Exclusion.objects.standing().filter(reason__lt=ground - DECIDED_OFFSET)
    first = battles.filter(state=Battle.State.VOTED, pk__in=battles_under_rule(ground)).exclude(DOUBTED)
    for pairs in _merged_pairs():
        first = first.exclude(pk__in=pairs)
    return first.exclude(pk__in=before.values("battle"))


def _union(*parts: QuerySet) -> QuerySet:
    if not parts:
        return Battle.objects.none().values("pk")
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def _doubted(condition: Q | None = None) -> QuerySet:
    """Battles with a vote and a mode, pair or tag that keeps it from counting."""
    battles = Battle.objects.filter(DOUBTED, state=Battle.State.VOTED)
    return (battles if condition is None else battles.filter(condition)).values("pk")


def _excluded(**ground: int) -> QuerySet:
    """With or without a vote: to ask here for the state would read every battle."""
    return Exclusion.objects.standing().filter(**ground).values("battle")


def _side_by_side() -> Iterator[QuerySet]:
    yield _doubted(Q(mode=Battle.Mode.SIDE_BY_SIDE))


def _same_pair() -> Iterator[QuerySet]:
    """Control battles and self-battles. The reason tells them apart."""
    yield _doubted(Q(contender_a=F("contender_b")))


def _self_battles() -> Iterator[QuerySet]:
    yield from _same_pair()
    yield from _merged_pairs()


def _merged_pairs() -> Iterator[QuerySet]:
    pairs = NameMerge.objects.current().order_by().values_list("contender", "into")
    names = set(itertools.chain.from_iterable(pairs))
    if names:
        sides = {"battle__contender_a__in": names, "battle__contender_b__in": names}
        yield Vote.objects.filter(is_merged_pair(), **sides).values("pk")


def _blocked() -> Iterator[QuerySet]:
    recorded_at = "voter__battles__vote__recorded_at"
    is_covered = Q(ends_at__isnull=True) | Q(ends_at__gt=F(recorded_at))
    blocks = VoterBlock.objects.standing().filter(is_covered, **{f"{recorded_at}__gte": F("starts_at")})
    yield blocks.values("voter__battles")


def _over_cap(ordinal: str, cap: str) -> Iterator[QuerySet]:
    """The votes above the smallest cap of their arena, found by index, and above the cap of their time."""
    policies = CountingPolicy.objects.filter(**{f"{cap}__isnull": False}).order_by()
    for arena, least in policies.values_list("arena").annotate(Min(cap)):
        votes = Vote.objects.filter(**{"arena": arena, f"{ordinal}__gt": max(1, least)})
        yield votes.filter(is_above(ordinal, cap)).values("pk")


def _of_excluded_tier() -> Iterator[QuerySet]:
    """The votes of the days on which a policy with excluded tiers was in effect."""
    policies = CountingPolicy.objects.order_by("arena", "effective_from", "pk")
    for arena, rows in itertools.groupby(policies, key=lambda policy: policy.arena_id):
        for policy, following in itertools.pairwise([*rows, None]):
            if not policy.excluded_tiers:
                continue
            tiers = [tier for tier, bit in TIERS.items() if policy.excluded_tiers & bit]
            votes = Vote.objects.filter(arena=arena, day__gte=policy.effective_from.date())
            if following is not None:
                votes = votes.filter(day__lte=following.effective_from.date())
            yield votes.filter(is_of_excluded_tier(), evidence_tier__in=tiers).values("pk")


def _waiting() -> Iterator[QuerySet]:
    yield WaitingVote.objects.waiting().values("vote")


_BY_PAIR_AND_MODE = (Reason.SIDE_BY_SIDE, Reason.CONTROL_BATTLE, Reason.SELF_BATTLE)
"""The reasons that `_doubted` covers together with the tags."""

_RULES: dict[Reason, Callable[[], Iterator[QuerySet]]] = {
    Reason.SIDE_BY_SIDE: _side_by_side,
    Reason.CONTROL_BATTLE: _same_pair,
    Reason.SELF_BATTLE: _self_battles,
    Reason.VOTER_BLOCKED: _blocked,
    Reason.OVER_VOTER_CAP: lambda: _over_cap("nth_of_voter", "voter_cap"),
    Reason.OVER_PREFIX_CAP: lambda: _over_cap("nth_of_prefix", "prefix_cap"),
    Reason.EVIDENCE_TIER: _of_excluded_tier,
    Reason.PENDING: _waiting,
}
"""The rules that are neither a tag nor an exclusion."""
