"""Where a log goes."""

from pathlib import Path

import pytest

from battles.imports.arenas import ArenaRefused, choose_destination
from battles.models import Arena
from tests import world

pytestmark = pytest.mark.django_db


def choose(path="clean_battle_20240220.json.gz", *, slug=None, title=None, force=False):
    return choose_destination(Path(path), slug=slug, title=title, force=force)


@pytest.mark.parametrize(
    ("file", "slug"),
    [
        ("clean_battle_20240220.json.gz", "clean_battle_20240220"),
        ("My votes (2).csv", "my-votes-2"),
        ("投票.csv", "imported"),
        ("x" * 90 + ".csv", "x" * 50),
    ],
)
def test_without_a_name_the_arena_is_named_after_the_file(file, slug):
    assert choose(file).slug == slug


def test_a_new_arena_can_be_read_and_takes_no_battles():
    arena, is_new = choose(slug="history", title="History").find_or_create()
    assert is_new
    assert (arena.title, arena.is_public, arena.accepts_battles) == ("History", True, False)


def test_an_imported_arena_is_used_again():
    first, _ = choose().find_or_create()
    again, is_new = choose().find_or_create()
    assert (again, is_new) == (first, False)


def test_an_arena_of_live_battles_is_refused_unless_forced(arena):
    with pytest.raises(ArenaRefused, match="live"):
        choose(slug=arena.slug)
    assert choose(slug=arena.slug, force=True).find() == arena


def test_an_arena_that_has_had_live_battles_is_refused_though_closed(arena, pool):
    world.open_battle(arena)
    Arena.objects.filter(pk=arena.pk).update(accepts_battles=False)
    with pytest.raises(ArenaRefused):
        choose(slug=arena.slug)


@pytest.mark.parametrize("slug", ["two words", "", "ü", "x" * 51, "../x"])
def test_a_name_that_cannot_be_an_address_is_refused(slug):
    with pytest.raises(ArenaRefused):
        choose(slug=slug)
