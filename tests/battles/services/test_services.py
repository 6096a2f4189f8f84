"""A battle's life by its rules: opened, continued, voted on, each at most once."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from battles import services
from battles.counting.eligibility import Reason, get_reason, only_counted
from battles.gates import PromptRefused
from battles.models import Battle, DirtyDay, Vote, Voter
from battles.outcomes import Outcome
from battles.pairing.draw import TooFewContenders
from battles.tags import Tag
from tests import world
from tests.world import NOON

LATER = NOON + dt.timedelta(seconds=60)

pytestmark = pytest.mark.django_db


def test_the_same_key_opens_one_battle(arena, pool):
    voter, key = world.make_voter(), uuid.uuid4()
    opened = [
        services.open_battle(arena=arena, voter=voter, prompt="Hi", key=key, now=NOON) for _ in range(3)
    ]
    assert len({battle.pk for battle, _new in opened}) == 1
    assert [is_new for _battle, is_new in opened] == [True, False, False]
    assert Battle.objects.count() == 1


def test_another_voter_cannot_use_the_key(arena, pool):
    battle = world.open_battle(arena)
    with pytest.raises(services.NotYours):
        services.open_battle(arena=arena, voter=world.make_voter(), prompt="Hi", key=battle.key, now=NOON)


def test_a_blind_battle_stores_the_probability_of_its_pair(arena, pool):
    world.make_contender(arena, "third")
    battle = world.open_battle(arena)
    assert battle.pair_probability == pytest.approx(1 / 3)
    assert battle.sampler == "by-weight-2"
    assert battle.contender_a_id != battle.contender_b_id


def test_drafts_paused_and_disabled_models_are_never_drawn(arena, pool):
    world.make_contender(arena, "draft", state="draft")
    world.make_contender(arena, "paused", state="paused")
    drawn = set()
    for _ in range(20):
        battle = world.open_battle(arena)
        drawn |= {battle.contender_a_id, battle.contender_b_id}
    assert drawn == {contender.pk for contender in pool}


def test_one_contender_is_too_few(arena):
    world.make_contender(arena, "lonely")
    with pytest.raises(TooFewContenders):
        world.open_battle(arena)
    assert not Battle.objects.exists()


@pytest.mark.parametrize("prompt", ["", "  \n ", "\x00"])
def test_an_empty_prompt_is_refused(arena, pool, prompt):
    with pytest.raises(PromptRefused):
        world.open_battle(arena, prompt=prompt)


def test_a_long_prompt_is_refused_with_its_length_and_never_clipped(arena, pool):
    arena.max_prompt_characters = 10
    arena.save()
    with pytest.raises(PromptRefused, match="12 characters, 2 more than the 10"):
        world.open_battle(arena, prompt="x" * 12)
    assert world.open_battle(arena, prompt="x" * 10).prompts.get().text == "x" * 10


def test_a_ballot_becomes_the_vote_only_when_its_grace_has_ended(arena, pool):
    battle = world.answered_battle(arena)
    services.cast_ballot(battle, outcome=Outcome.A, now=NOON)
    assert services.settle(battle, now=NOON + dt.timedelta(seconds=4)).state == Battle.State.ANSWERED
    assert not Vote.objects.exists()
    assert services.settle(battle, now=NOON + dt.timedelta(seconds=5)).state == Battle.State.VOTED
    assert Vote.objects.get().outcome == Outcome.A


def test_a_ballot_may_be_replaced_within_its_grace_and_the_last_one_counts(arena, pool):
    battle = world.answered_battle(arena)
    for outcome in (Outcome.A, Outcome.B, Outcome.TIE):
        services.cast_ballot(battle, outcome=outcome, now=NOON)
    services.reveal(battle, now=NOON)
    assert battle.ballots.count() == 3
    assert Vote.objects.get().outcome == Outcome.TIE


def test_without_grace_a_ballot_is_the_vote(arena, pool):
    arena.vote_grace = 0
    arena.save()
    battle = services.cast_ballot(world.answered_battle(arena), outcome=Outcome.BOTH_BAD, now=NOON)
    assert battle.state == Battle.State.VOTED
    assert Vote.objects.get().outcome == Outcome.BOTH_BAD


def test_a_vote_is_never_changed_afterwards(arena, pool):
    battle = world.voted_battle(arena, Outcome.A)
    services.cast_ballot(battle, outcome=Outcome.B, now=LATER)
    services.reveal(battle, now=LATER)
    assert Vote.objects.get().outcome == Outcome.A
    assert battle.ballots.count() == 1


def test_the_database_itself_refuses_a_second_vote(arena, pool):
    vote = world.voted_battle(arena).vote
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(battle_id=vote.battle_id, arena=arena, outcome=1, cast_at=NOON, day=NOON.date())


def test_a_new_ballot_after_the_grace_does_not_replace_the_first(arena, pool):
    battle = world.answered_battle(arena)
    services.cast_ballot(battle, outcome=Outcome.A, now=NOON)
    services.cast_ballot(battle, outcome=Outcome.B, now=LATER)
    assert Vote.objects.get().outcome == Outcome.A


@pytest.mark.parametrize("state", ["running", "failed", "interrupted"])
def test_only_an_answered_battle_takes_a_vote(arena, pool, state):
    battle = world.open_battle(arena)
    Battle.objects.update(state=state)
    with pytest.raises(services.NotVotable):
        services.cast_ballot(battle, outcome=Outcome.A, now=NOON)
    assert not battle.ballots.exists()


def test_names_are_not_shown_without_a_ballot(arena, pool):
    with pytest.raises(services.NotVotable):
        services.reveal(world.answered_battle(arena), now=NOON)


def test_a_vote_marks_its_day_dirty(arena, pool):
    DirtyDay.objects.all().delete()
    world.voted_battle(arena)
    assert list(DirtyDay.objects.values_list("arena", "day")) == [(arena.pk, NOON.date())]


def test_settle_due_settles_what_nobody_came_back_for(arena, pool):
    left = [world.answered_battle(arena) for _ in range(3)]
    for battle in left[:2]:
        services.cast_ballot(battle, outcome=Outcome.B, now=NOON)
    assert services.settle_due(now=LATER) == 2
    assert Vote.objects.count() == 2
    assert services.settle_due(now=LATER) == 0


def test_a_conversation_goes_on_until_the_vote_and_a_stored_turn_stays(arena, pool):
    battle = world.answered_battle(arena)
    assert services.continue_battle(battle, prompt="And a stork?", turn=2, now=NOON)
    assert not services.continue_battle(battle, prompt="And a stork?", turn=2, now=NOON)
    battle.refresh_from_db()
    assert battle.state == Battle.State.RUNNING
    assert battle.prompts.count() == 2
    with pytest.raises(services.NotContinuable):
        services.continue_battle(battle, prompt="Too early", turn=3, now=NOON)


def test_nothing_is_asked_after_the_ballot(arena, pool):
    battle = world.answered_battle(arena)
    services.cast_ballot(battle, outcome=Outcome.A, now=NOON)
    with pytest.raises(services.NotContinuable):
        services.continue_battle(battle, prompt="More", turn=2, now=NOON)
    with pytest.raises(services.NotContinuable):
        services.regenerate(battle, attempt=2, now=NOON)


def test_the_last_turn_is_the_last(arena, pool):
    arena.max_turns = 1
    arena.save()
    with pytest.raises(services.NotContinuable):
        services.continue_battle(world.answered_battle(arena), prompt="More", turn=2, now=NOON)


def test_regenerating_keeps_the_earlier_answers(arena, pool):
    battle = world.answered_battle(arena, a="first words")
    assert services.regenerate(battle, attempt=2, now=NOON)
    assert not services.regenerate(battle, attempt=2, now=NOON)
    answers = battle.prompts.get().answers
    assert answers.count() == 4
    assert answers.get(side="a", attempt=1).text == "first words"


def test_side_by_side_is_recorded_and_never_counted(arena, pool):
    battle = world.voted_battle(arena, choice=(pool[0].pk, pool[1].pk))
    assert (battle.contender_a, battle.contender_b) == (pool[0], pool[1])
    assert get_reason(battle.vote) == Reason.SIDE_BY_SIDE
    assert not only_counted(Vote.objects.all()).exists()


@pytest.mark.parametrize("choose", [lambda p: (p[0].pk, p[0].pk), lambda p: (p[0].pk, 10**9)])
def test_side_by_side_needs_two_different_models_of_the_pool(arena, pool, choose):
    with pytest.raises(PromptRefused):
        world.open_battle(arena, choice=choose(pool))


def test_a_preview_is_chosen_only_where_the_arena_offers_it(arena, pool):
    preview = world.make_contender(arena, "secret", state="preview")
    with pytest.raises(PromptRefused):
        world.open_battle(arena, choice=(pool[0].pk, preview.pk))
    arena.offers_previews = True
    assert world.open_battle(arena, choice=(pool[0].pk, preview.pk)).contender_b == preview


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        (Tag.FAILED_ANSWER, Reason.FAILED_ANSWER),
        (Tag.STOPPED, Reason.STOPPED),
        (Tag.IDENTITY_LEAK, Reason.IDENTITY_LEAK),
        (Tag.PROMPTED_IDENTITY, Reason.PROMPTED_IDENTITY),
        (Tag.CODING | Tag.ENGLISH | Tag.OTHER_LANGUAGE, Reason.COUNTED),
        (Tag.STOPPED | Tag.IDENTITY_LEAK, Reason.STOPPED),
    ],
)
def test_a_fact_costs_the_vote_by_its_named_reason(arena, pool, tag, reason):
    vote = world.stored_vote(arena, *pool, Outcome.A, tags=int(tag))
    assert get_reason(vote) == reason
    assert only_counted(Vote.objects.all()).exists() == (reason == Reason.COUNTED)


def test_a_turn_or_attempt_out_of_range_is_refused(arena, pool):
    battle = world.answered_battle(arena)
    for turn in (-1, 0, 3, 10_000):
        with pytest.raises(services.NotContinuable):
            services.continue_battle(battle, prompt="More", turn=turn, now=NOON)
    for attempt in (-1, 0, 3, 99_999):
        with pytest.raises(services.NotContinuable):
            services.regenerate(battle, attempt=attempt, now=NOON)
    assert battle.prompts.count() == 1
    assert battle.prompts.get().answers.count() == 2


def test_a_battle_that_cannot_be_settled_does_not_stop_the_others(arena, pool, caplog):
    battles = [world.answered_battle(arena) for _ in range(3)]
    for battle in battles:
        services.cast_ballot(battle, outcome=Outcome.B, now=NOON)
    battles[0].ballots.all().delete()  # no rule of the site does this
    assert services.settle_due(now=LATER) == 2
    assert Vote.objects.count() == 2
    assert f"battle {battles[0].pk} cannot be settled" in caplog.text


def test_a_new_voter_is_stored_with_the_first_battle_and_not_before(arena, pool):
    voter, key = Voter(key=uuid.uuid4()), uuid.uuid4()
    with pytest.raises(PromptRefused):
        services.open_battle(arena=arena, voter=voter, prompt="", key=key, now=NOON)
    assert not Voter.objects.exists()
    first, is_new = services.open_battle(arena=arena, voter=voter, prompt="Hi", key=key, now=NOON)
    again, is_new_again = services.open_battle(arena=arena, voter=voter, prompt="Hi", key=key, now=NOON)
    assert (first, is_new, is_new_again) == (again, True, False)
    assert Voter.objects.get() == first.voter
    # Another battle by the same form, from a request that has not seen the first: the voter is the same.
    other, _new = services.open_battle(arena=arena, voter=voter, prompt="Ho", key=uuid.uuid4(), now=NOON)
    assert other.voter == first.voter
