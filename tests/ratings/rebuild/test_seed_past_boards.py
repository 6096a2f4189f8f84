"""A simulated arena's past: what it would have published, and nothing of the kind for real votes."""

import datetime as dt

import pytest

from battles.models import Battle, Vote
from ratings.history.board_on_day import Known, board_on
from ratings.models import Rebuild
from ratings.published import published
from ratings.rebuild.run import rebuild
from ratings.rebuild.seed_past_boards import NotSimulated, publish_past_boards
from tests import world
from tests.ratings.fights import fight
from tests.world import NOON

WEEK = dt.timedelta(days=7)


@pytest.fixture
def simulated(arena):
    high, low = world.make_pool(arena, ("high", "low"))
    fight(arena, high, low, "aab" * 4, at=NOON)
    fight(arena, high, low, "bba", at=NOON + WEEK)
    Battle.objects.update(origin=Battle.Origin.SIMULATED)
    return arena


def test_each_day_shows_the_votes_cast_up_to_it(simulated):
    runs = publish_past_boards(simulated, [(NOON + WEEK).date(), NOON.date(), (NOON - WEEK).date()])
    assert [run.evidence.votes for run in runs] == [12, 15]
    then = board_on(simulated, category="overall", method="bradley_terry", day=NOON.date(), known=Known.THEN)
    assert then.snapshot.votes_counted == 12
    assert then.snapshot.as_of.date() == NOON.date()
    assert published(simulated).snapshot("overall", "elo").votes_counted == 15


def test_the_present_is_published_on_top_of_it_where_anything_came_since(simulated):
    publish_past_boards(simulated, [NOON.date()])
    run = rebuild(simulated)
    assert run.evidence.votes == 15
    assert published(simulated).rebuild == run


def test_what_somebody_cast_has_no_made_up_past(simulated):
    Battle.objects.filter(pk=Vote.objects.first().pk).update(origin=Battle.Origin.LIVE)
    with pytest.raises(NotSimulated):
        publish_past_boards(simulated, [NOON.date()])
    assert not Rebuild.objects.exists()


def test_what_was_published_is_not_published_again(simulated):
    rebuild(simulated)
    with pytest.raises(NotSimulated):
        publish_past_boards(simulated, [NOON.date()])
