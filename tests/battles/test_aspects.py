"""What was better: marks after the vote, per arena, never rated."""

import pytest
from django.core.exceptions import ValidationError

from battles.aspects import MIN_MARKED, get_aspect_shares, list_aspect_choices, mark_aspects
from battles.models import AspectMark, Battle, Vote
from battles.outcomes import Outcome
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def arena():
    arena = world.make_arena()
    world.make_pool(arena)
    return arena


def marked(battle: Battle) -> list[str]:
    return sorted(AspectMark.objects.filter(battle=battle).values_list("aspect", flat=True))


def codes(battle: Battle) -> list[str]:
    return [choice.code for choice in list_aspect_choices(battle)]


def test_six_aspects_are_offered_for_a_preferred_answer(arena):
    battle = world.voted_battle(arena, Outcome.A)
    assert codes(battle) == ["correct", "complete", "clear", "instruction", "style", "safe"]


@pytest.mark.parametrize("outcome", [Outcome.TIE, Outcome.BOTH_BAD])
def test_nothing_is_asked_where_no_answer_was_preferred(arena, outcome):
    assert codes(world.voted_battle(arena, outcome)) == []


def test_nothing_is_asked_before_the_vote(arena):
    battle = world.answered_battle(arena)
    assert codes(battle) == []
    mark_aspects(battle, ["correct"])
    assert marked(battle) == []


def test_marks_can_be_set_and_cleared_and_unknown_ones_are_ignored(arena):
    battle = world.voted_battle(arena)
    mark_aspects(battle, ["clear", "safe", "of my own"])
    mark_aspects(battle, ["clear", "safe"])
    assert marked(battle) == ["clear", "safe"]
    mark_aspects(battle, ["style"])
    assert marked(battle) == ["style"]


def test_an_arena_has_aspects_of_its_own_or_none(arena):
    battle = world.voted_battle(arena)
    battle.arena.aspects = "rhymes\n\n clear \nrhymes"
    assert [str(choice.label) for choice in list_aspect_choices(battle)] == ["rhymes", "Clear"]
    battle.arena.aspects = ""
    assert codes(battle) == []


def test_a_list_that_is_too_long_is_refused(arena):
    for aspects in ("x" * 41, "\n".join(str(number) for number in range(13))):
        arena.aspects = aspects
        with pytest.raises(ValidationError):
            arena.full_clean()


def test_shares_are_of_counted_votes_that_prefer_the_model(arena):
    battles = [world.voted_battle(arena, Outcome.A) for _ in range(MIN_MARKED)]
    winners = {battle.contender_a.pk: battle.contender_a for battle in battles}
    for battle in battles:
        mark_aspects(battle, ["correct", "clear"] if battle == battles[0] else ["correct"])
    shares = get_aspect_shares(winners.values())
    assert [(str(share.label), share.times, share.marked) for share in shares] == [
        ("Correct", MIN_MARKED, MIN_MARKED),
        ("Clear", 1, MIN_MARKED),
    ]
    Battle.objects.filter(pk=battles[0].pk).update(mode=Battle.Mode.SIDE_BY_SIDE)
    assert get_aspect_shares(winners.values()) == []


def test_a_mark_changes_no_vote(arena):
    battle = world.voted_battle(arena)
    before = Vote.objects.values().get(pk=battle.pk)
    mark_aspects(battle, ["correct"])
    assert Vote.objects.values().get(pk=battle.pk) == before
