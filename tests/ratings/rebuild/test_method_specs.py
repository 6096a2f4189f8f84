"""Every rating method is declared once, completely, and reads no more than it says."""

import pytest

from battles.counting import get_days, load_columns, load_votes, refresh
from battles.models import Vote
from battles.tags import Tag
from ratings.categories import OVERALL
from ratings.published import published
from ratings.rebuild.method_specs import (
    METHOD_NOTES,
    METHOD_SPECS,
    SPEC_BY_METHOD,
    Method,
    fit_method,
    fit_methods,
)
from ratings.rebuild.methods import build_parameters
from ratings.rebuild.run import rebuild
from ratings.rebuild.selection import select
from tests import world
from tests.ratings.fights import fight


@pytest.fixture
def evidence(arena):
    high, middle, low = world.make_pool(arena, ("high", "middle", "low"))
    for left, right in ((high, middle), (middle, low), (high, low)):
        fight(arena, left, right, "aaabtb0a" * 5, tags=Tag.ENGLISH)
    arena.minimum_votes = 1
    arena.save()
    return refresh(arena)


def test_every_method_has_one_spec():
    assert [spec.method for spec in METHOD_SPECS] == list(Method)
    assert set(SPEC_BY_METHOD) == set(Method.values)


@pytest.mark.parametrize("spec", METHOD_SPECS, ids=lambda spec: spec.method)
def test_a_method_has_a_board_an_api_answer_and_words(client, arena, evidence, spec):
    rebuild(arena)
    assert spec.label
    assert published(arena).snapshot("overall", spec.method) is not None
    page = client.get(f"/leaderboard/text/overall/?method={spec.method}")
    assert str(spec.label) in page.content.decode()
    assert (
        client.get(f"/api/v1/leaderboards/text/overall/?method={spec.method}").json()["method"] == spec.method
    )


@pytest.mark.parametrize("spec", METHOD_SPECS, ids=lambda spec: spec.method)
def test_its_columns_are_enough_and_give_the_same_digits(arena, evidence, spec):
    parameters = build_parameters(arena)
    whole = select(load_votes(evidence), OVERALL)
    few = select(load_columns(get_days(evidence).segments, columns=spec.all_columns), OVERALL)
    expected = next(each for each in fit_methods(whole, parameters) if each.method == spec.method)
    result = fit_method(spec.method, few, parameters)
    assert result.seed == expected.seed
    assert result.ratings.rating.tolist() == expected.ratings.rating.tolist()
    assert result.ratings.ci_low.tolist() == expected.ratings.ci_low.tolist()


def test_every_note_of_a_method_has_words(arena, evidence):
    Vote.objects.update(cast_at=None, day=None)
    assert all(str(words) for words in METHOD_NOTES.values())
    for spec in METHOD_SPECS:
        assert set(spec.notes) <= set(METHOD_NOTES)
