"""Would a change move the first ten of a public overall board?"""

import itertools

import pytest

from arenasite.effects import moves_ranks, ranks
from battles.models import Vote
from moderation.decisions.impact import BattleChange
from ratings.core.errors import NotConverged
from ratings.rebuild.run import rebuild
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight


@pytest.fixture
@kept
def close(arena):
    """Twelve models, each a little better than the next; the first two are as good as equal."""
    pool = world.make_pool(arena, tuple("abcdefghijkl"))
    fight(arena, pool[0], pool[1], "ab" * 10 + "a")
    for better, worse in itertools.pairwise(pool[1:]):
        fight(arena, better, worse, "aab" * 12)
    rebuild(arena)
    return pool


def won_by(contender, rival, number):
    votes = Vote.objects.filter(battle__contender_a=contender, battle__contender_b=rival, outcome=1)
    return BattleChange(stops=frozenset(votes.order_by("pk").values_list("pk", flat=True)[:number]))


def test_another_order_at_the_top_moves_it(close):
    assert moves_ranks(won_by(close[0], close[1], 3))


def test_one_vote_far_below_moves_nothing(close):
    assert not moves_ranks(won_by(close[10], close[11], 1))


def test_nothing_moves_nothing(close):
    assert not moves_ranks(BattleChange())


def test_the_board_of_an_arena_that_is_not_public_does_not_matter(arena, close):
    arena.visibility = "hidden"
    arena.save()
    assert not moves_ranks(won_by(close[0], close[1], 3))


def test_an_arena_without_boards_has_no_top(arena):
    left, right = world.make_pool(arena)
    vote = fight(arena, left, right, "ab")
    assert not moves_ranks(BattleChange(stops=frozenset([vote.pk])))


def test_what_cannot_be_told_counts_as_moving(close, monkeypatch):
    def fails(*args, **more):
        raise NotConverged("no")

    monkeypatch.setattr(ranks, "board_effect", fails)
    assert moves_ranks(won_by(close[10], close[11], 1))
