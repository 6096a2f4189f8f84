"""Votes still needed: from the interval of today to the one that policy wants."""

import pytest

from battles.models import SamplingPolicy
from ratings.models import Standing
from ratings.sampling.votes_needed import get_target_half_width, votes_needed
from tests import world


def standing(contender, *, low, high, votes=400):
    return Standing(contender=contender, ci_low=low, ci_high=high, votes=votes)


@pytest.mark.parametrize(
    ("low", "high", "votes", "needed"),
    [
        (980.0, 1020.0, 400, 1200),  # twice as wide as wanted: four times as many votes in all
        (985.0, 1020.0, 400, 825),  # the mean of both sides
        (990.0, 1010.0, 400, 0),
        (995.0, 1005.0, 400, 0),
        (980.0, 1020.0, 0, None),
        (None, 1020.0, 400, None),
        (980.0, None, 400, None),
    ],
)
def test_votes_grow_with_the_square_of_the_width(arena, low, high, votes, needed):
    contender = world.make_contender(arena, "new")
    found = votes_needed([standing(contender, low=low, high=high, votes=votes)], target=10.0)
    assert found == {contender.pk: needed}


@pytest.mark.parametrize(("state", "needed"), [("active", 1200), ("preview", 1200), ("paused", None),
                                              ("retired", None)])  # fmt: skip
def test_only_who_is_in_the_draw_needs_votes(arena, state, needed):
    contender = world.make_contender(arena, "old", state=state)
    found = votes_needed([standing(contender, low=980.0, high=1020.0)], target=10.0)
    assert found == {contender.pk: needed}


def test_the_target_is_the_policys(arena):
    assert get_target_half_width(arena) == 10.0
    SamplingPolicy.objects.create(arena=arena, target_half_width=4.0, public_reason="Narrower.")
    assert get_target_half_width(arena) == 4.0
