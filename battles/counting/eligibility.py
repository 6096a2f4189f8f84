"""Whether a vote counts, and the named reason where it does not.

A vote counts unless one of these rules applies. The first rule in this order that applies is its reason:

- the visitor chose the models (side by side), or the imported log marks the battle as not anonymous;
- the battle was a control: both sides were drawn as the same model;
- both sides were the same model (imported self-battles; two names of a log that are counted as one model, see
  battles.models.NameMerge);
- an answer failed;
- the visitor stopped an answer;
- an answer revealed its model;
- the visitor's prompt made a model name itself;
- the visitor's prompt asked a model for its identity, so the answer may tell it in a form no detector knows;
- a decision set the battle aside (one reason per named ground);
- the voter was blocked when the vote was recorded;
- its ordinal of the day among its voter's, then its network's votes on one of its models is above the cap of
  the counting policy in effect when it was cast (see battles.models.CountingPolicy);
- that policy does not count votes of its evidence tier;
- it waits (see battles.counting.waiting).

The reasons and their public texts are in battles.grounds.
"""

import datetime as dt
from collections.abc import Collection
from enum import IntEnum
from functools import cache
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThan, In

from battles.database.compiled import CompiledQuery, Given
from battles.grounds import DECIDED_OFFSET, GROUNDS, Ground
from battles.models import Battle, CountingPolicy, Exclusion, NameMerge, Vote, VoterBlock, WaitingVote
from battles.models.battle import CONTROL_SAMPLER
from battles.models.policies.counting import TIERS
from battles.tags import Tag


class Reason(IntEnum):
    """Why a vote does not count (COUNTED: it does), from battles.grounds. The ledger stores these numbers."""

    _ignore_ = ["ground"]

    COUNTED = 0
    for ground in GROUNDS:
        vars()[ground.code] = ground.number

    @property
    def slug(self) -> str:
        """The reason's name in JSON and in ledger exports."""
        return self.name.lower()

    @property
    def is_decided(self) -> bool:
        """Whether a decision set the battle aside."""
        return self > DECIDED_OFFSET


REASONS: dict[Reason, Ground] = {Reason(ground.number): ground for ground in GROUNDS}


def _value(code: str) -> Value:
    """The number of a reason in SQL."""
    return Value(int(Reason[code]))


def _has_tag(tag: Tag, tags: int | None) -> GreaterThan:
    bits = F("battle__tags") if tags is None else Value(tags, output_field=BigIntegerField())
    return GreaterThan(bits.bitand(int(tag)), 0)


def _in_effect(threshold: str) -> Subquery:
    """A threshold of the counting policy in effect when a vote was cast; null without a stored policy."""
    policies = CountingPolicy.objects.filter(
        arena=OuterRef("arena_id"), effective_from__lte=OuterRef("cast_at")
    )
    return Subquery(policies.values(threshold)[:1])


def is_above(ordinal: str, cap: str) -> Q:
    """Whether an ordinal is above a cap. Most ordinals are unknown or 1: these need no policy."""
    return Q(**{f"{ordinal}__isnull": False, f"{ordinal}__gt": 1}) & Q(**{f"{ordinal}__gt": _in_effect(cap)})


def is_of_excluded_tier() -> Q:
    """Whether the policy in effect when a vote was cast excludes its evidence tier."""
    is_excluded = Q()
    for tier, bit in TIERS.items():
        excluded = _in_effect("excluded_tiers").bitand(bit)
        is_excluded |= Q(evidence_tier=tier) & Q(GreaterThan(excluded, 0))
    return is_excluded


def _counted_as(side: str, without_merges: Collection[int]) -> Coalesce:
    """The contender that one side counts as: its own, or the one that its name is merged into."""
    contender = f"battle__contender_{side}"
    merge = NameMerge.objects.current().filter(contender=OuterRef(contender)).order_by()
    if without_merges:
        merge = merge.exclude(contender__in=without_merges)
    return Coalesce(
        Subquery(merge.values("into")[:1], output_field=BigIntegerField()),
        F(contender),
        output_field=BigIntegerField(),
    )


def is_merged_pair(without_merges: Collection[int] = ()) -> Q:
    """Whether both sides are names of one model. Only imported battles have such names."""
    sides = (_counted_as(side, without_merges) for side in ("a", "b"))
    return Q(battle__origin=Battle.Origin.IMPORTED) & Q(Exact(*sides))


def recorded_between(starts_at: dt.datetime | F, ends_at: dt.datetime | None) -> Q:
    """The votes recorded from `starts_at` until `ends_at`, as a block covers them (None: without end)."""
    since = Q(recorded_at__gte=starts_at)
    return since if ends_at is None else since & Q(recorded_at__lt=ends_at)


def reason_expression(
    *,
    tags: int | None = None,
    without_sources: Collection[str | Given] = (),
    without_merges: Collection[int] = (),
) -> Case:
    """Build the rules above as SQL: the Reason of each Vote row, as an integer.

    `tags`: use these bits for every battle instead of its own, to preview a change of tags.
    `without_sources`: ignore the exclusions and blocks of these sources, to preview a lift.
    `without_merges`: ignore the merges of these contenders' names, to preview their end.
    """
    exclusions = Exclusion.objects.standing().filter(battle=OuterRef("battle_id")).order_by()
    blocks = VoterBlock.objects.standing().filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=OuterRef("recorded_at")),
        voter=OuterRef("battle__voter"),
        starts_at__lte=OuterRef("recorded_at"),
    )
    if without_sources:
        exclusions = exclusions.exclude(case__in=without_sources)
        blocks = blocks.exclude(case__in=without_sources)
    first_ground = exclusions.values("battle").annotate(first=Min("reason")).values("first")
    set_aside = Subquery(first_ground, output_field=IntegerField()) + Value(DECIDED_OFFSET)
    return Case(
        When(battle__mode=Battle.Mode.SIDE_BY_SIDE, then=_value("SIDE_BY_SIDE")),
        When(battle__sampler=CONTROL_SAMPLER, then=_value("CONTROL_BATTLE")),
        When(battle__contender_a=F("battle__contender_b"), then=_value("SELF_BATTLE")),
        When(is_merged_pair(without_merges), then=_value("SELF_BATTLE")),
        When(_has_tag(Tag.FAILED_ANSWER, tags), then=_value("FAILED_ANSWER")),
        When(_has_tag(Tag.STOPPED, tags), then=_value("STOPPED")),
        When(_has_tag(Tag.IDENTITY_LEAK, tags), then=_value("IDENTITY_LEAK")),
        When(_has_tag(Tag.PROMPTED_IDENTITY, tags), then=_value("PROMPTED_IDENTITY")),
        When(_has_tag(Tag.IDENTITY_REQUEST, tags), then=_value("IDENTITY_REQUEST")),
        When(Exists(exclusions), then=set_aside),
        When(Exists(blocks), then=_value("VOTER_BLOCKED")),
        When(is_above("nth_of_voter", "voter_cap"), then=_value("OVER_VOTER_CAP")),
        When(is_above("nth_of_prefix", "prefix_cap"), then=_value("OVER_PREFIX_CAP")),
        When(is_of_excluded_tier(), then=_value("EVIDENCE_TIER")),
        When(Exists(WaitingVote.objects.waiting().filter(pk=OuterRef("pk"))), then=_value("PENDING")),
        default=Value(int(Reason.COUNTED)),
        output_field=IntegerField(),
    )


def annotate_reason(
    votes: QuerySet[Vote], *, tags: int | None = None, without_sources: Collection[str] = ()
) -> QuerySet[Vote]:
    """Annotate each vote with `reason`, a number of Reason. Keywords: see `reason_expression`."""
    return votes.annotate(reason=reason_expression(tags=tags, without_sources=without_sources))


def only_counted(
    votes: QuerySet[Vote],
    *,
    without_sources: Collection[str | Given] = (),
    without_merges: Collection[int] = (),
) -> QuerySet[Vote]:
    """The votes that count. Keywords: see `reason_expression`."""
    reason = reason_expression(without_sources=without_sources, without_merges=without_merges)
    return votes.annotate(reason=reason).filter(reason=Reason.COUNTED)


def counted_votes(vote_ids: Collection[int], *, without_sources: Collection[str] = ()) -> frozenset[int]:
    """The ids among these whose vote counts, or would count without these sources (see `reason_expression`).

    The queries are compiled once for each size, a power of two: the last value is given again up to it.
    """
    if not vote_ids:
        return frozenset()
    ids, sources = _fill(list(vote_ids)), _fill(list(without_sources))
    values = dict(zip(_names("vote", len(ids)), ids, strict=True))
    values |= dict(zip(_names("source", len(sources)), sources, strict=True))
    return frozenset(pk for (pk,) in _counted(len(ids), len(sources)).fetch(**values))


def _fill(values: list[Any]) -> list[Any]:
    """The values, and the last one again until their number is a power of two."""
    size = 1 << (len(values) - 1).bit_length() if values else 0
    return values + values[-1:] * (size - len(values))


def _names(kind: str, number: int) -> list[str]:
    return [f"{kind}_{each}" for each in range(number)]


@cache
def _counted(votes: int, sources: int) -> CompiledQuery[tuple[int]]:
    """The query for so many ids of votes and so many sources."""
    ids = [Given(name, BigIntegerField()) for name in _names("vote", votes)]
    without = [Given(name, CharField()) for name in _names("source", sources)]
    return CompiledQuery(
        lambda: only_counted(Vote.objects.filter(In(F("pk"), ids)), without_sources=without).values_list("pk")
    )


def get_reason(vote: Vote) -> Reason:
    """The reason of one stored vote; Reason.COUNTED if it counts. Raises Vote.DoesNotExist."""
    row = _REASON.first(vote=vote.pk)
    if row is None:
        raise Vote.DoesNotExist(str(vote.pk))
    return Reason(row[0])


_REASON: CompiledQuery[tuple[int]] = CompiledQuery(
    lambda: annotate_reason(Vote.objects.filter(pk=Given("vote", BigIntegerField()))).values_list("reason")
)
