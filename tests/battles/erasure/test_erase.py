"""Texts go, the outcome stays: erasure in every state of a battle, and boards before and after."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError

from battles import services
from battles.annotations.deduplication import store_digests
from battles.annotations.rescan import battles_with_texts
from battles.counting import mark_days_dirty
from battles.erasure import ErasureRequest, erase_battles, erase_voter
from battles.generation.claims import claim_turn, get_newest_turn
from battles.generation.storage.turn_end import AnswerEnd, StoreResult, TurnEnd, store_end
from battles.models import Answer, Battle, Erasure, Prompt, PromptDigest, Vote
from battles.outcomes import Outcome
from ratings.models import Snapshot
from ratings.rebuild.run import rebuild
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)

LATER = world.NOON + dt.timedelta(days=1)
BY_VISITOR = ErasureRequest(Erasure.Cause.VISITOR)


def erase(battle):
    number = erase_battles([battle.pk], request=BY_VISITOR, now=LATER)
    battle.refresh_from_db()
    return number


def test_a_vote_stays_with_its_outcome_and_its_facts(arena, pool):
    battle = world.voted_battle(arena, Outcome.B)
    before = Vote.objects.values().get(pk=battle.pk)
    tags, language = battle.tags, battle.language
    assert erase(battle) == 1
    assert Vote.objects.values().get(pk=battle.pk) == before
    assert (battle.tags, battle.language, battle.state) == (tags, language, Battle.State.VOTED)
    assert battle.is_erased
    assert Prompt.objects.get(battle=battle).text == ""


def test_a_ballot_in_its_grace_becomes_the_vote(arena, pool):
    battle = world.answered_battle(arena)
    services.cast_ballot(battle, outcome=Outcome.A, now=world.NOON)
    erase(battle)
    assert battle.state == Battle.State.VOTED
    assert battle.vote.outcome == Outcome.A


def test_an_answered_battle_is_closed_and_takes_no_vote(arena, pool):
    battle = world.answered_battle(arena)
    erase(battle)
    assert battle.state == Battle.State.INTERRUPTED
    with pytest.raises(services.NotVotable):
        services.cast_ballot(battle, outcome=Outcome.A, now=LATER)


def test_the_late_end_of_a_running_battle_is_refused(arena, pool):
    battle = world.open_battle(arena)
    fence = claim_turn(get_newest_turn(battle), uuid.uuid4())
    answer = Answer.objects.filter(prompt__battle=battle).first()
    erase(battle)
    end = AnswerEnd(answer.pk, "done", "late words", "stop", "", "", 0, 1, 1, 1, 1)
    assert store_end(TurnEnd((battle.pk, 1, 1), fence, (end,), is_final=True)) == StoreResult.REFUSED
    answer.refresh_from_db()
    assert (answer.text, answer.state) == ("", Answer.State.INTERRUPTED)


def test_an_erased_voter_stays_as_an_empty_row(arena, pool):
    battle = world.voted_battle(arena)
    voter, key = battle.voter, battle.voter.key
    assert erase_voter(voter, request=BY_VISITOR, now=LATER) == 1
    voter.refresh_from_db()
    battle.refresh_from_db()
    assert (voter.address_hash, battle.address_hash, battle.voter_id) == ("", "", voter.pk)
    assert voter.key != key


def read_boards():
    """The newest digits of every board, by board and method."""
    rows = Snapshot.objects.order_by("pk").values_list("board_id", "method", "etag", "seed")
    return {(board, method): digits for board, method, *digits in rows}


def test_boards_are_the_same_before_and_after_to_the_digit(arena, pool):
    battles = [world.voted_battle(arena, outcome) for outcome in (Outcome.A, Outcome.B, Outcome.A)]
    rebuild(arena)
    before = read_boards()
    erase_battles([battle.pk for battle in battles], request=BY_VISITOR, now=LATER)
    mark_days_dirty([(arena.pk, world.NOON.date())])
    rebuild(arena)
    assert read_boards() == before
    assert before


def test_staff_must_give_a_reason(arena, pool):
    battle = world.voted_battle(arena)
    with pytest.raises(IntegrityError):
        erase_battles([battle.pk], request=ErasureRequest(Erasure.Cause.STAFF), now=LATER)


def test_rescans_and_new_digests_pass_erased_battles_over(arena, pool):
    battle = world.voted_battle(arena)
    erase(battle)
    assert not battles_with_texts(arena).exists()
    store_digests(arena)
    assert not PromptDigest.objects.filter(battle=battle).exists()
