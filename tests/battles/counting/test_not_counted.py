"""The battles found by rule are those whose votes eligibility does not count."""

import datetime as dt

import pytest

from battles.counting import (
    REASONS,
    Reason,
    annotate_reason,
    battles_under_rule,
    exclude_battles,
    lift_exclusions,
    only_not_counted,
    only_set_aside,
)
from battles.models import (
    Battle,
    CountingPolicy,
    EvidenceTier,
    Exclusion,
    Vote,
    Voter,
    VoterBlock,
    VoterBlockLift,
    WaitingVote,
)
from battles.models.policies.counting import TIERS
from battles.tags import Tag
from tests.moderation.builders import make_arena, make_battles
from tests.world import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def arena():
    return make_arena("text")


def ids(query) -> list[int]:
    """The ids of a query of one column, in order; each once, as the filter of a list reads them."""
    return sorted(Battle.objects.filter(pk__in=query).values_list("pk", flat=True))


def by_eligibility(*reasons: Reason) -> list[int]:
    votes = annotate_reason(Vote.objects.all()).filter(reason__in=reasons or [int(each) for each in REASONS])
    return sorted(votes.values_list("pk", flat=True))


def check_every_rule() -> None:
    assert ids(only_not_counted(Battle.objects.all()).values("pk")) == by_eligibility()
    for reason in REASONS:
        assert set(by_eligibility(reason)) <= set(ids(battles_under_rule(reason))), reason
        if reason.is_decided:
            found = only_set_aside(Battle.objects.all(), reason)
            assert sorted(found.values_list("pk", flat=True)) == by_eligibility(reason), reason


def cast(vote: Vote, moment: dt.datetime, **columns) -> None:
    Vote.objects.filter(pk=vote.pk).update(cast_at=moment, day=moment.date(), **columns)


def test_no_rule_finds_a_vote_that_counts_or_a_battle_without_a_vote(arena):
    make_battles(arena, 2)
    [open_one] = make_battles(arena, 1, tags=int(Tag.IDENTITY_LEAK), state=Battle.State.ANSWERED)
    exclude_battles([open_one.pk], reason=Exclusion.Reason.SPAM, source_id="test")
    open_one.vote.delete()
    check_every_rule()
    assert ids(only_not_counted(Battle.objects.all()).values("pk")) == []


def test_a_battle_under_several_rules_is_found_once_and_a_lifted_exclusion_not(arena):
    tagged, lifted, _counted = make_battles(arena, 3, voter=Voter.objects.create())
    Battle.objects.filter(pk=tagged.pk).update(tags=int(Tag.STOPPED), mode=Battle.Mode.SIDE_BY_SIDE)
    exclude_battles([tagged.pk, lifted.pk], reason=Exclusion.Reason.SPAM, source_id="a")
    exclude_battles([tagged.pk, lifted.pk], reason=Exclusion.Reason.ABUSIVE, source_id="b")
    check_every_rule()
    assert ids(only_not_counted(Battle.objects.all()).values("pk")) == [tagged.pk, lifted.pk]
    for source in ("a", "b"):
        lift_exclusions(source, by=f"undo-{source}", battle_ids=[lifted.pk])
    check_every_rule()
    assert ids(only_not_counted(Battle.objects.all()).values("pk")) == [tagged.pk]


def test_a_block_covers_its_time_and_a_lifted_one_nothing(arena):
    voter = Voter.objects.create()
    before, within, after = make_battles(arena, 3, voter=voter)
    for hours, battle in enumerate((before, within, after)):
        Vote.objects.filter(pk=battle.pk).update(recorded_at=NOON + dt.timedelta(hours=hours))
    start, end = NOON + dt.timedelta(minutes=30), NOON + dt.timedelta(minutes=90)
    block = VoterBlock.objects.create(voter=voter, starts_at=start, ends_at=end, case="a")
    check_every_rule()
    assert ids(only_not_counted(Battle.objects.all()).values("pk")) == [within.pk]
    open_end = VoterBlock.objects.create(voter=voter, starts_at=start, case="b")
    assert ids(only_not_counted(Battle.objects.all()).values("pk")) == [within.pk, after.pk]
    for each in (block, open_end):
        VoterBlockLift.objects.create(block=each, case="c")
    check_every_rule()
    assert ids(only_not_counted(Battle.objects.all()).values("pk")) == []


def test_caps_and_tiers_are_those_of_the_policy_of_a_vote_s_time(arena):
    old, middle, new, tier, waiting = make_battles(arena, 5)
    elsewhere = make_battles(make_arena("other"), 1)[0]
    day = dt.timedelta(days=1)
    for battle, days in ((old, -1), (middle, 1), (new, 3), (elsewhere, 1)):
        cast(battle.vote, NOON + days * day, nth_of_voter=3, nth_of_prefix=3)
    cast(tier.vote, NOON + 1.5 * day, evidence_tier=EvidenceTier.NONE)
    WaitingVote.objects.create(vote=waiting.vote, since=NOON)
    strict = {"voter_cap": 2, "excluded_tiers": TIERS[EvidenceTier.NONE]}
    for days, terms in ((0, strict), (2, {"voter_cap": 5, "prefix_cap": 2})):
        CountingPolicy.objects.create(
            arena=arena, public_reason="Because.", effective_from=NOON + days * day, **terms
        )
    check_every_rule()
    assert ids(only_not_counted(Battle.objects.all()).values("pk")) == [
        middle.pk,
        new.pk,
        tier.pk,
        waiting.pk,
    ]
    assert ids(battles_under_rule(Reason.EVIDENCE_TIER)) == [tier.pk]


def test_a_battle_set_aside_without_a_vote_has_no_vote_that_does_not_count(arena):
    [battle] = make_battles(arena, 1)
    Vote.objects.filter(pk=battle.pk).delete()
    Battle.objects.update(state=Battle.State.ANSWERED)
    exclude_battles([battle.pk], reason=Exclusion.Reason.ABUSIVE, source_id="x")
    assert ids(battles_under_rule(Reason.SET_ASIDE_ABUSIVE)) == [battle.pk]
    assert not only_not_counted(Battle.objects.all()).exists()
    assert not only_set_aside(Battle.objects.all(), Reason.SET_ASIDE_ABUSIVE).exists()
