"""The model's page shows what voters found better."""

import pytest
from django.urls import reverse

from battles.aspects import MIN_MARKED, mark_aspects
from battles.outcomes import Outcome
from tests import world

pytestmark = pytest.mark.django_db


def test_a_models_page_says_what_was_better_from_enough_marks_on(client):
    arena = world.make_arena()
    world.make_pool(arena)
    battles = [world.voted_battle(arena, Outcome.A) for _ in range(2 * MIN_MARKED + 1)]
    winner = battles[0].contender_a
    page = reverse("model", args=[winner.model.slug])
    assert "What voters found better" not in client.get(page).content.decode()
    for battle in battles:
        mark_aspects(battle, ["clear"])
    pages = [
        client.get(reverse("model", args=[contender.model.slug])).content.decode()
        for contender in {battles[0].contender_a, battles[0].contender_b}
    ]
    assert any("What voters found better" in text for text in pages)
    assert any("100&nbsp;%" in text for text in pages)
