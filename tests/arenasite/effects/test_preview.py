"""What a decision would move: foretold from counts, borne out by the rebuild."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arenasite.effects.boards import MAX_TOP_RANK
from arenasite.effects.preview import get_effects
from battles.counting.exclusions import exclude_battles, lift_exclusions
from battles.models import Exclusion, Vote
from battles.tags import Tag
from moderation.decisions.impact import BattleChange
from ratings.categories import CATEGORIES
from ratings.models import PairCounts
from ratings.published import STANDARD, published
from ratings.rebuild.run import rebuild
from tests import world
from tests.ratings.fights import fight

CLOSE = 1e-9


def some(arena, number, **wanted):
    return frozenset(
        Vote.objects.filter(arena=arena, **wanted).order_by("pk").values_list("pk", flat=True)[:number]
    )


def aside(battles):
    exclude_battles(battles, reason=Exclusion.Reason.SPAM, source_id="case")


def board_after(change):
    [effect] = get_effects(change)
    return board(effect)


def board(effect, slug="overall"):
    return next(each for each in effect.boards if each.category.slug == slug)


def ratings_published(arena, slug="overall"):
    standings = published(arena).snapshot(slug, STANDARD).standings.select_related("contender__model")
    return {each.contender.model.name: (each.rating, each.votes) for each in standings}


def ratings_after(moved_board):
    return {each.name: (each.after.rating, each.after.votes) for each in moved_board.models}


def test_what_is_foretold_is_what_the_rebuild_publishes(shown):
    battles = some(shown, 5)
    [effect] = get_effects(BattleChange(stops=battles))
    aside(battles)
    rebuild(shown)
    for each in effect.boards:
        there = ratings_published(shown, each.category.slug)
        told = ratings_after(each)
        assert told.keys() == there.keys()
        for name, (rating, votes) in told.items():
            assert rating == pytest.approx(there[name][0], abs=CLOSE)
            assert votes == there[name][1]


def test_giving_back_is_foretold_too(shown):
    battles = some(shown, 5)
    before = ratings_published(shown)
    aside(battles)
    rebuild(shown)
    [effect] = get_effects(BattleChange(starts=battles))
    assert ratings_after(board(effect)) == {
        name: (pytest.approx(rating, abs=CLOSE), votes) for name, (rating, votes) in before.items()
    }
    assert (board(effect).votes_before, board(effect).votes_after) == (83, 88)


def test_only_boards_that_hold_the_votes_are_touched_and_overall_comes_first(shown):
    [effect] = get_effects(BattleChange(stops=some(shown, 3, battle__tags=int(Tag.ENGLISH))))
    touched = [each.category.slug for each in effect.boards]
    assert touched[0] == "overall"
    assert "english" in touched
    assert not {"chinese", "coding"} & set(touched)
    assert effect.untouched == len(CATEGORIES) - len(touched)
    assert effect.affected.later == 0


def test_both_sides_have_intervals_by_the_same_method_and_nothing_is_drawn(shown):
    change = BattleChange(stops=some(shown, 3))
    first, second = board_after(change), board_after(change)
    for one, other in zip(first.models, second.models, strict=True):
        assert one.before.ci_low < one.before.rating < one.before.ci_high
        assert one.after.ci_low < one.after.rating < one.after.ci_high
        assert (one.before.ci_low, one.after.ci_high) == (other.before.ci_low, other.after.ci_high)


def test_votes_that_no_board_shows_yet_are_told_and_move_nothing(shown, trio):
    later = fight(shown, trio[0], trio[1], "b")
    [effect] = get_effects(BattleChange(stops=frozenset([later.pk])))
    assert (effect.boards, effect.affected.later, effect.newer) == ([], 1, 1)


def test_a_vote_that_stopped_meanwhile_is_not_taken_out_twice(shown):
    battles = some(shown, 4)
    aside(battles)
    rebuild(shown)
    lift_exclusions("case", by="other")
    [arena] = get_effects(BattleChange(stops=battles))
    assert (arena.boards, arena.affected.later) == ([], 4)
    assert arena.newer > 0


def test_the_last_votes_of_a_model_may_go(shown, trio):
    battles = frozenset(Vote.objects.filter(battle__contender_b=trio[2]).values_list("pk", flat=True))
    moved = {each.name: each for each in board_after(BattleChange(stops=battles)).models}
    assert moved["low"].before.rank == 3
    assert moved["low"].after is None
    assert moved["low"].by is None
    assert moved["low"].changes_rank


def test_an_arena_without_boards_has_nothing_to_move(fought):
    [arena] = get_effects(BattleChange(stops=some(fought, 2)))
    assert (arena.published, arena.boards) == (None, [])


def test_every_arena_that_would_feel_it_is_told(shown):
    other = world.make_arena("other")
    fight(other, *world.make_pool(other), "aabba")
    rebuild(other)
    effects = get_effects(BattleChange(stops=some(shown, 1) | some(other, 1)))
    assert {each.arena.slug for each in effects} == {"text", "other"}
    assert all(each.boards for each in effects)


def test_counts_that_were_not_kept_are_counted_from_the_evidence(shown):
    change = BattleChange(stops=some(shown, 5))
    kept = ratings_after(board_after(change))
    PairCounts.objects.all().delete()
    assert ratings_after(board_after(change)) == kept


def test_a_changed_setting_is_felt_by_both_sides(shown):
    shown.anchor_rating = 1200.0
    shown.save()
    moved = board_after(BattleChange(stops=some(shown, 5)))
    for side in ("before", "after"):
        assert sum(getattr(each, side).rating for each in moved.models) / 3 == pytest.approx(1200)


def test_the_number_of_queries_does_not_grow_with_the_battles(shown):
    def queries(number):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            get_effects(BattleChange(stops=some(shown, number, battle__tags=int(Tag.ENGLISH))))
        return len(captured)

    assert queries(1) == queries(30)


def test_the_top_is_who_stands_there_before_or_after(shown):
    moved = board_after(BattleChange(stops=some(shown, 20)))
    assert moved.top == moved.models
    assert len(moved.top) <= MAX_TOP_RANK
    assert moved.size == abs(moved.largest.by) > 0
