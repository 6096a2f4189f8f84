"""What a decision did move: its own doing, in the first state that felt it, and nothing after an undo."""

import datetime as dt

import pytest
from django.utils import timezone

from arenasite.effects.preview import effects_of
from arenasite.effects.retrospect import change_of, look_back
from battles.models import Battle, Exclusion, Vote, Voter
from moderation.decisions import blocks
from moderation.decisions import take as decisions
from moderation.decisions.impact import BattleChange
from moderation.models import Decision
from ratings.models import PairCounts
from ratings.rebuild.run import rebuild
from tests.arenasite.effects.test_preview import board, ratings_after, ratings_published, some
from tests.ratings.fights import fight
from tests.world import NOON


def aside(battles):
    chosen = Battle.objects.filter(pk__in=battles)
    return decisions.set_aside(chosen, reason=Exclusion.Reason.SPAM, actor=None, public_reason="Advertising.")


def undo(decision):
    return decisions.undo(decision, actor=None, public_reason="A mistake.")


def ratings_before(moved_board):
    return {each.name: (each.before.rating, each.before.votes) for each in moved_board.models}


def test_what_was_foretold_is_what_it_moved(shown):
    battles = some(shown, 5)
    [foretold] = effects_of(BattleChange(stops=battles))
    decision = aside(battles)
    rebuild(shown)
    [look] = look_back(decision)
    for told in foretold.boards:
        done = board(look.effect, told.category.slug)
        assert ratings_before(done) == ratings_before(told)
        assert ratings_after(done) == ratings_after(told)


def test_other_votes_that_came_with_it_are_on_both_sides(shown, trio):
    decision = aside(some(shown, 5))
    fight(shown, trio[0], trio[2], "b" * 7)
    rebuild(shown)
    [look] = look_back(decision)
    moved = board(look.effect)
    assert (moved.votes_before, moved.votes_after) == (95, 90)
    told = {name: pytest.approx(rating) for name, (rating, _votes) in ratings_after(moved).items()}
    assert told == {name: rating for name, (rating, _votes) in ratings_published(shown).items()}


def test_what_came_later_does_not_change_what_it_did(shown, trio):
    decision = aside(some(shown, 5))
    first = rebuild(shown)
    kept = ratings_after(board(look_back(decision)[0].effect))
    for _ in range(3):
        fight(shown, trio[0], trio[1], "bb")
        rebuild(shown)
    PairCounts.objects.filter(rebuild=first).delete()
    [look] = look_back(decision)
    assert look.published.rebuild == first
    assert ratings_after(board(look.effect)) == kept


def test_what_another_case_holds_is_not_its_doing(shown):
    battles = some(shown, 4)
    aside(frozenset(sorted(battles)[:3]))
    later = aside(battles)
    rebuild(shown)
    assert change_of(later) == BattleChange(stops=frozenset(sorted(battles)[3:]))
    [look] = look_back(later)
    assert (board(look.effect).votes_before, board(look.effect).votes_after) == (85, 84)


def test_until_a_board_feels_it_it_is_foretold(shown):
    decision = aside(some(shown, 5))
    [look] = look_back(decision)
    assert look.published is None
    assert (board(look.effect).votes_before, board(look.effect).votes_after) == (88, 83)


def test_an_undone_decision_left_every_digit_as_it_was(shown):
    decision = aside(some(shown, 5))
    rebuild(shown)
    undo(decision)
    rebuild(shown)
    decision = Decision.objects.get(pk=decision.pk)
    [look] = look_back(decision)
    assert look.returned.evidence == look.returned.before.evidence.digest
    assert look.returned.other == 0
    assert board(look.effect).votes_after == 83


def test_votes_that_came_meanwhile_are_told_apart_from_the_undo(shown, trio):
    decision = aside(some(shown, 5))
    rebuild(shown)
    fight(shown, trio[0], trio[1], "a")
    undo(decision)
    rebuild(shown)
    [look] = look_back(Decision.objects.get(pk=decision.pk))
    assert look.returned.evidence == ""
    assert 0 < look.returned.other < look.returned.same


def test_before_a_rebuild_nobody_can_tell_whether_it_returned(shown):
    decision = aside(some(shown, 5))
    rebuild(shown)
    undo(decision)
    [look] = look_back(Decision.objects.get(pk=decision.pk))
    assert look.returned is None


def test_an_undo_moved_the_boards_back(shown):
    decision = aside(some(shown, 5))
    rebuild(shown)
    second = undo(decision)
    rebuild(shown)
    [look] = look_back(second)
    assert (board(look.effect).votes_before, board(look.effect).votes_after) == (83, 88)


def test_a_restore_moved_what_it_gave_back(shown):
    battles = some(shown, 5)
    decision = aside(battles)
    rebuild(shown)
    given = decisions.restore(
        Battle.objects.filter(pk__in=sorted(battles)[:2]),
        decisions=[decision],
        actor=None,
        public_reason="Read again.",
    )
    rebuild(shown)
    [look] = look_back(given)
    assert (board(look.effect).votes_before, board(look.effect).votes_after) == (83, 85)
    [first] = look_back(decision)
    assert board(first.effect).votes_before == 88


def test_a_block_moved_the_votes_of_its_time(shown):
    voter = Voter.objects.create()
    Voter.objects.update(created_at=NOON)
    battles = some(shown, 6)
    Battle.objects.filter(pk__in=battles).update(voter=voter)
    [block] = blocks.block_voters(
        Voter.objects.filter(pk=voter.pk),
        starts_at=None,
        ends_at=timezone.now() + dt.timedelta(days=7),
        actor=None,
        public_reason="Scripted.",
    )
    assert change_of(block) == BattleChange(stops=battles)
    rebuild(shown)
    [look] = look_back(block)
    assert (board(look.effect).votes_before, board(look.effect).votes_after) == (88, 82)
    assert Vote.objects.count() == 88
