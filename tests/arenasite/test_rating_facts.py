"""What the reveal tells of ratings: from the published board, never of an unnamed preview."""

import pytest

from arenasite.rating_facts import get_rating_facts
from battles.models import Battle, Contender
from battles.outcomes import Outcome
from battles.rating_facts import RatedModel, RatingFacts
from ratings.rebuild.run import rebuild
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)


def rated(rating: float) -> RatedModel:
    return RatedModel(rating, None, None, None, 0)


@pytest.fixture
def battle():
    arena = world.make_arena(minimum_votes=1, provisional_votes=1)
    world.make_pool(arena)
    for outcome in [Outcome.A, Outcome.B, Outcome.A, Outcome.TIE] * 5:
        world.voted_battle(arena, outcome)
    rebuild(arena)
    return Battle.objects.with_pair().last()


def test_both_models_have_rating_rank_and_chances_that_sum_to_one(battle):
    facts = get_rating_facts(battle)
    assert facts.a.ci_low < facts.a.rating < facts.a.ci_high
    assert facts.a.models == facts.b.models
    assert facts.chance_a + facts.chance_b == pytest.approx(1)
    assert facts.percent_a + facts.percent_b == 100


def test_before_the_first_board_there_are_none():
    arena = world.make_arena()
    world.make_pool(arena)
    assert get_rating_facts(world.voted_battle(arena)) is None


def test_an_unnamed_preview_has_none(battle):
    Contender.objects.filter(pk=battle.contender_a_id).update(
        state=Contender.State.PREVIEW, codename="Amber Fox"
    )
    facts = get_rating_facts(Battle.objects.with_pair().get(pk=battle.pk))
    assert facts.a is None
    assert facts.chance_a is None


def test_a_vote_is_expected_an_upset_or_close():
    assert RatingFacts(rated(1200), rated(1000), 0.76).word_for_a == "expected"
    assert RatingFacts(rated(1200), rated(1000), 0.76).word_for_b == "upset"
    assert RatingFacts(rated(1000), rated(1000), 0.5).word_for_b == "close"
    assert RatingFacts(None, rated(1000)).word_for_a == ""
