"""Each rule that decides whether a vote counts, applied and not applied, and the order of the rules."""

import datetime as dt

import pytest

from battles.counting import (
    REASONS,
    SET_ASIDE_OFFSET,
    Reason,
    annotate_reason,
    block_voter,
    counted_votes,
    eligibility,
    exclude_battles,
    get_reason,
    lift_exclusions,
    only_counted,
    unblock_voter,
)
from battles.models import Battle, Exclusion, Vote, Voter
from battles.outcomes import Outcome
from battles.tags import Tag
from tests import world

HOUR = dt.timedelta(hours=1)
DISQUALIFYING = {
    Tag.FAILED_ANSWER: Reason.FAILED_ANSWER,
    Tag.STOPPED: Reason.STOPPED,
    Tag.IDENTITY_LEAK: Reason.IDENTITY_LEAK,
    Tag.PROMPTED_IDENTITY: Reason.PROMPTED_IDENTITY,
    Tag.IDENTITY_REQUEST: Reason.IDENTITY_REQUEST,
}


@pytest.fixture
def vote(arena, pool):
    return world.stored_vote(arena, *pool, Outcome.A)


@pytest.fixture
def voter(vote):
    voter = Voter.objects.create()
    Battle.objects.filter(pk=vote.pk).update(voter=voter)
    return voter


def set_tags(vote: Vote, tags: int) -> None:
    Battle.objects.filter(pk=vote.pk).update(tags=tags)


def test_an_ordinary_vote_counts(vote):
    assert get_reason(vote) == Reason.COUNTED
    assert only_counted(Vote.objects.all()).get() == vote


def test_a_vote_on_chosen_models_does_not_count(arena, pool):
    vote = world.stored_vote(arena, *pool, Outcome.A, mode=Battle.Mode.SIDE_BY_SIDE)
    assert get_reason(vote) == Reason.SIDE_BY_SIDE
    assert not only_counted(Vote.objects.all()).exists()


def test_a_vote_on_one_model_against_itself_does_not_count(arena, pool):
    vote = world.stored_vote(arena, pool[0], pool[0], Outcome.TIE, at=None)
    assert get_reason(vote) == Reason.SELF_BATTLE


@pytest.mark.parametrize(("tag", "reason"), DISQUALIFYING.items(), ids=lambda value: value.name.lower())
def test_a_disqualifying_tag_names_its_reason(vote, tag, reason):
    set_tags(vote, int(tag | Tag.ENGLISH))
    assert get_reason(vote) == reason


def test_every_other_tag_costs_no_vote(vote):
    others = sum(int(tag) for tag in Tag if tag not in DISQUALIFYING)
    set_tags(vote, others)
    assert get_reason(vote) == Reason.COUNTED


@pytest.mark.parametrize("ground", Exclusion.Reason, ids=lambda ground: ground.name.lower())
def test_an_excluded_battle_names_the_ground_of_its_exclusion(vote, ground):
    exclude_battles([vote.pk], reason=ground, source_id="decision:1")
    reason = get_reason(vote)
    assert (reason, reason.slug) == (SET_ASIDE_OFFSET + ground, f"set_aside_{ground.name.lower()}")
    assert reason.is_decided
    lift_exclusions("decision:1", by="decision:2")
    assert get_reason(vote) == Reason.COUNTED


def test_of_two_grounds_the_lower_number_is_named(vote):
    exclude_battles([vote.pk], reason=Exclusion.Reason.TEST, source_id="decision:1")
    exclude_battles([vote.pk], reason=Exclusion.Reason.SPAM, source_id="decision:2")
    assert get_reason(vote) == Reason.SET_ASIDE_SPAM


def test_a_vote_of_a_blocked_voter_does_not_count(vote, voter):
    block_voter(voter, starts_at=vote.recorded_at, source_id="decision:1")
    assert get_reason(vote) == Reason.VOTER_BLOCKED
    unblock_voter("decision:1", by="decision:2")
    assert get_reason(vote) == Reason.COUNTED


@pytest.mark.parametrize(
    ("starts", "ends"), [(HOUR, None), (-2 * HOUR, -HOUR), (-HOUR, dt.timedelta(0))], ids=str
)
def test_a_block_of_another_time_costs_no_vote(vote, voter, starts, ends):
    ends_at = None if ends is None else vote.recorded_at + ends
    block_voter(voter, starts_at=vote.recorded_at + starts, ends_at=ends_at, source_id="decision:1")
    assert get_reason(vote) == Reason.COUNTED


def test_a_block_of_another_voter_costs_no_vote(vote, voter):
    block_voter(Voter.objects.create(), starts_at=vote.recorded_at - HOUR, source_id="decision:1")
    assert get_reason(vote) == Reason.COUNTED


def test_the_first_rule_that_applies_is_the_reason(arena, pool, vote, voter):
    block_voter(voter, starts_at=vote.recorded_at, source_id="decision:1")
    seen = [get_reason(vote)]
    exclude_battles([vote.pk], reason=Exclusion.Reason.OTHER, source_id="decision:1")
    seen.append(get_reason(vote))
    tags = 0
    for tag in reversed(DISQUALIFYING):
        tags |= int(tag)
        set_tags(vote, tags)
        seen.append(get_reason(vote))
    Battle.objects.filter(pk=vote.pk).update(origin="imported", contender_b=pool[0])
    seen.append(get_reason(vote))
    Battle.objects.filter(pk=vote.pk).update(mode=Battle.Mode.SIDE_BY_SIDE)
    seen.append(get_reason(vote))
    assert seen == [
        Reason.VOTER_BLOCKED,
        Reason.SET_ASIDE_OTHER,
        *reversed(DISQUALIFYING.values()),
        Reason.SELF_BATTLE,
        Reason.SIDE_BY_SIDE,
    ]


def test_other_tags_can_be_supposed(vote):
    votes = annotate_reason(Vote.objects.all(), tags=int(Tag.STOPPED))
    assert votes.get().reason == Reason.STOPPED
    assert get_reason(vote) == Reason.COUNTED


def test_a_lift_can_be_supposed(vote, voter):
    exclude_battles([vote.pk], reason=Exclusion.Reason.SPAM, source_id="decision:1")
    block_voter(voter, starts_at=vote.recorded_at, source_id="decision:2")
    votes = Vote.objects.all()
    assert annotate_reason(votes, without_sources=["decision:1"]).get().reason == Reason.VOTER_BLOCKED
    assert not only_counted(votes, without_sources=["decision:2"]).exists()
    assert only_counted(votes, without_sources=["decision:1", "decision:2"]).get() == vote


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5])
@pytest.mark.parametrize("lifted", [0, 1, 3])
def test_the_counted_votes_among_some_are_those_of_the_query_set(arena, pool, number, lifted):
    votes = [world.stored_vote(arena, *pool, Outcome.A) for _ in range(6)]
    for each in votes[:4]:
        exclude_battles([each.pk], reason=Exclusion.Reason.SPAM, source_id=f"decision:{each.pk}")
    ids = [each.pk for each in votes[6 - number :]]
    sources = [f"decision:{each.pk}" for each in votes[1 : 1 + lifted]]
    expected = only_counted(Vote.objects.filter(pk__in=ids), without_sources=sources)
    assert counted_votes(ids, without_sources=sources) == set(expected.values_list("pk", flat=True))


def test_the_query_of_counted_votes_is_compiled_once_for_each_size(vote, monkeypatch):
    counted_votes([vote.pk] * 3, without_sources=["decision:1", "decision:2"])
    monkeypatch.setattr(eligibility, "only_counted", None)
    assert counted_votes([vote.pk] * 4, without_sources=["decision:1", "decision:2"]) == {vote.pk}


def test_every_reason_has_public_text_and_counted_has_none():
    assert set(REASONS) == set(Reason) - {Reason.COUNTED}
    assert all(str(text.label) and str(text.to_voter) for text in REASONS.values())
