"""What `kept` loads equals what the fixture built, and another start is built anew."""

import pytest

from battles.models import Arena, Contender, Voter
from tests import world
from tests.kept import kept

pytestmark = pytest.mark.django_db
built = []


@pytest.fixture
@kept
def changed(arena):
    """Rows of every kind: one inserted, one changed, one deleted."""
    built.append(arena.slug)
    Contender.objects.filter(arena=arena, model__name="right").delete()
    Arena.objects.filter(pk=arena.pk).update(title="Changed")
    Voter.objects.create()
    return Voter.objects.get()


@pytest.fixture
def arena(db, request):
    made = world.make_arena(getattr(request, "param", "text"))
    world.make_pool(made)
    return made


@pytest.mark.parametrize("time", ["first", "second", "third"])
def test_later_tests_have_the_same_rows(arena, changed, time):
    assert Voter.objects.get() == changed
    assert Voter.objects.get().created_at == changed.created_at
    assert Arena.objects.get().title == "Changed"
    assert [each.model.name for each in Contender.objects.all()] == ["left"]
    assert Voter.objects.create().pk > changed.pk
    assert built.count("text") <= 1


@pytest.mark.parametrize("arena", ["other"], indirect=True)
def test_another_start_is_built(arena, changed):
    assert built[-1] == "other"
    assert Arena.objects.get().slug == "other"
