import pytest

from battles.tags import Tag
from ratings.rebuild.run import rebuild
from tests import world
from tests.kept import kept
from tests.moderation.conftest import desk, staff_with, superuser  # noqa: F401  fixtures for pages
from tests.ratings.fights import fight


@pytest.fixture
def trio(arena):
    return world.make_pool(arena, ("high", "middle", "low"))


@pytest.fixture
@kept
def fought(arena, trio):
    """An arena whose votes make an overall, an English, a Chinese and a coding board."""
    high, middle, low = trio
    fight(arena, high, middle, "aaabtaab" * 4, tags=Tag.ENGLISH)
    fight(arena, middle, low, "aaab0aba" * 4, tags=Tag.CHINESE | Tag.CODING)
    fight(arena, high, low, "aaaaab" * 4, tags=Tag.ENGLISH)
    return arena


@pytest.fixture
@kept
def shown(fought):
    """The same with its boards published."""
    rebuild(fought)
    return fought
