"""What a decision did move: its own doing, in the first state that felt it, and nothing after an undo."""

import datetime as dt

import pytest
from django.utils import timezone

from arenasite.effects.preview import get_effects
from arenasite.effects.retrospect import get_change, get_retrospects
from battles.models import Battle, Exclusion, Vote, Voter
from moderation.decisions import blocks
from moderation.decisions import execution as decisions
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
    [foretold] = get_effects(BattleChange(stops=battles))
    decision = aside(battles)
    rebuild(shown)
    [retrospect] = get_retrospects(decision)
    for told in foretold.boards:
        done = board(retrospect.effect, told.category.slug)
        assert ratings_before(done) == ratings_before(told)
        assert ratings_after(done) == ratings_after(told)


def test_other_votes_that_came_with_it_are_on_both_sides(shown, trio):
    decision = aside(some(shown, 5))
    fight(shown, trio[0], trio[2], "b" * 7)
    rebuild(shown)
    [retrospect] = get_retrospects(decision)
    moved = board(retrospect.effect)
    assert (moved.votes_before, moved.votes_after) == (95, 90)
    told = {name: pytest.approx(rating) for name, (rating, _votes) in ratings_after(moved).items()}
    assert told == {name: rating for name, (rating, _votes) in ratings_published(shown).items()}


def test_what_came_later_does_not_change_what_it_did(shown, trio):
    decision = aside(some(shown, 5))
    first = rebuild(shown)
    kept = ratings_after(board(get_retrospects(decision)[0].effect))
    for _ in range(3):
        fight(shown, trio[0], trio[1], "bb")
        rebuild(shown)
    PairCounts.objects.filter(rebuild=first).delete()
    [retrospect] = get_retrospects(decision)
    assert retrospect.published.rebuild == first
    assert ratings_after(board(retrospect.effect)) == kept


def test_what_another_case_holds_is_not_its_doing(shown):
    battles = some(shown, 4)
    aside(frozenset(sorted(battles)[:3]))
    later = aside(battles)
    rebuild(shown)
    assert get_change(later) == BattleChange(stops=frozenset(sorted(battles)[3:]))
    [retrospect] = get_retrospects(later)
    assert (board(retrospect.effect).votes_before, board(retrospect.effect).votes_after) == (85, 84)


def test_until_a_board_feels_it_it_is_foretold(shown):
    decision = aside(some(shown, 5))
    [retrospect] = get_retrospects(decision)
    assert retrospect.published is None
    assert (board(retrospect.effect).votes_before, board(retrospect.effect).votes_after) == (88, 83)


def test_an_undone_decision_left_every_digit_as_it_was(shown):
    decision = aside(some(shown, 5))
    rebuild(shown)
    undo(decision)
    rebuild(shown)
    decision = Decision.objects.get(pk=decision.pk)
    [retrospect] = get_retrospects(decision)
    assert retrospect.restoration.evidence == retrospect.restoration.before.evidence.digest
    assert retrospect.restoration.other == 0
    assert board(retrospect.effect).votes_after == 83


def test_votes_that_came_meanwhile_are_told_apart_from_the_undo(shown, trio):
    decision = aside(some(shown, 5))
    rebuild(shown)
    fight(shown, trio[0], trio[1], "a")
    undo(decision)
    rebuild(shown)
    [retrospect] = get_retrospects(Decision.objects.get(pk=decision.pk))
    assert retrospect.restoration.evidence == ""
    assert 0 < retrospect.restoration.other < retrospect.restoration.same


def test_before_a_rebuild_nobody_can_tell_whether_it_returned(shown):
    decision = aside(some(shown, 5))
    rebuild(shown)
    undo(decision)
    [retrospect] = get_retrospects(Decision.objects.get(pk=decision.pk))
    assert retrospect.restoration is None


def test_an_undo_moved_the_boards_back(shown):
    decision = aside(some(shown, 5))
    rebuild(shown)
    second = undo(decision)
    rebuild(shown)
    [retrospect] = get_retrospects(second)
    assert (board(retrospect.effect).votes_before, board(retrospect.effect).votes_after) == (83, 88)


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
    [retrospect] = get_retrospects(given)
    assert (board(retrospect.effect).votes_before, board(retrospect.effect).votes_after) == (83, 85)
    [first] = get_retrospects(decision)
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
    assert get_change(block) == BattleChange(stops=battles)
    rebuild(shown)
    [retrospect] = get_retrospects(block)
    assert (board(retrospect.effect).votes_before, board(retrospect.effect).votes_after) == (88, 82)
    assert Vote.objects.count() == 88
