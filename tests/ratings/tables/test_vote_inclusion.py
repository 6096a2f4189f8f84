"""What the newest boards made of one vote."""

import pytest

from battles.counting.eligibility import Reason
from battles.counting.exclusions import exclude_battles
from battles.models import Exclusion
from battles.tags import Tag
from ratings.rebuild.run import rebuild
from ratings.tables.vote_inclusion import get_inclusion
from tests.ratings.fights import fight


def slugs(vote) -> set[str]:
    return {category.slug for category in get_inclusion(vote).categories}


@pytest.fixture
def vote(arena, pool):
    return fight(arena, *pool, "abt", tags=Tag.ENGLISH)


def test_before_the_first_boards_there_is_nothing_to_say(vote):
    assert get_inclusion(vote) is None


def test_a_vote_is_on_the_boards_of_its_categories(arena, vote):
    run = rebuild(arena)
    found = get_inclusion(vote)
    assert (found.reason, found.as_of) == (Reason.COUNTED, run.started_at)
    assert run.snapshots.get(pk=found.snapshot).board.category == "overall"
    assert slugs(vote) >= {"overall", "english"}
    assert "coding" not in slugs(vote)


def test_a_vote_that_came_since_is_not_on_them(arena, pool, vote):
    rebuild(arena)
    assert get_inclusion(fight(arena, *pool, "a")).reason is None


def test_boards_tell_what_they_knew_until_they_are_made_anew(arena, vote):
    rebuild(arena)
    exclude_battles([vote.pk], reason=Exclusion.Reason.SPAM, source_id="decision:1")
    assert get_inclusion(vote).reason is Reason.COUNTED
    rebuild(arena)
    assert get_inclusion(vote).reason is Reason.SET_ASIDE_SPAM


def test_a_vote_without_a_time_is_found_too(arena, pool):
    vote = fight(arena, *pool, "ab", at=None)
    rebuild(arena)
    assert get_inclusion(vote).reason is Reason.COUNTED
