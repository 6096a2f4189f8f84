"""An arena where two models answer by script."""

import pytest

from tests import world


@pytest.fixture
def stage(scripted):
    arena = world.make_arena(vote_grace=0)
    world.make_pool(arena)
    return arena
