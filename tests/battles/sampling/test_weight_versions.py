"""Versions of pair weights: unused ones go after a day, those that battles name stay."""

import datetime as dt

import numpy as np
import pytest
from django.utils import timezone

from battles.models import Battle, Contender, PairWeights, Replacement, SamplingPolicy
from battles.sampling.draw import store_pair_weights
from battles.sampling.policy_terms import get_policy_terms
from battles.sampling.weight_versions import delete_unused_versions
from tests import world

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def versions(arena, pool):
    """Five versions, ten hours apart, the last of now."""
    stored = []
    for age in (40, 30, 20, 10, 0):
        version = store_pair_weights(
            arena,
            rule="gain-2",
            entrants=Contender.objects.in_the_draw(arena).entrants(),
            terms=get_policy_terms(SamplingPolicy(arena=arena)),
            weights=np.array([1.0]),
        )
        PairWeights.objects.filter(pk=version.pk).update(created_at=NOW - age * HOUR)
        stored.append(version)
    return stored


def left():
    return list(PairWeights.objects.order_by("pk").values_list("pk", flat=True))


def test_unused_versions_go_after_a_day(arena, versions):
    assert delete_unused_versions(arena, now=NOW) == 2
    assert left() == [version.pk for version in versions[2:]]
    assert delete_unused_versions(arena, now=NOW) == 0


def test_a_version_that_a_battle_names_stays_and_is_not_looked_for_again(arena, versions):
    battle = world.open_battle(arena, now=NOW - 35 * HOUR)
    Battle.objects.filter(pk=battle.pk).update(sampler=versions[0].sampler)
    assert delete_unused_versions(arena, now=NOW) == 1
    assert left() == [versions[0].pk, *(version.pk for version in versions[2:])]
    assert PairWeights.objects.get(pk=versions[0].pk).is_kept
    assert delete_unused_versions(arena, now=NOW + 100 * HOUR) == 2


def test_a_version_that_a_replacement_names_stays_too(arena, versions):
    battle = world.open_battle(arena, now=NOW - 25 * HOUR)
    Replacement.objects.create(
        battle=battle, side="a", number=1, from_contender=battle.contender_a, to_contender=battle.contender_b,
        duration_ms=1, probability=1.0, sampler=versions[1].sampler,
    )  # fmt: skip
    assert delete_unused_versions(arena, now=NOW) == 1
    assert versions[1].pk in left()


def test_the_newest_stays_however_old(arena, versions):
    assert delete_unused_versions(arena, now=NOW + 1000 * HOUR) == 4
    assert left() == [versions[-1].pk]


def test_another_arenas_versions_are_left_alone(arena, versions):
    assert delete_unused_versions(world.make_arena("other"), now=NOW) == 0
    assert len(left()) == 5
