"""Fixtures of the ground floor."""

import pytest

from tests.battles.providers.upstream import Upstream


@pytest.fixture
def upstream():
    """An OpenAI-compatible server on a real socket."""
    with Upstream() as server:
        yield server
