"""Fixtures of the ground floor."""

import pytest

from battles.endpoints import retries as retrying
from battles.generation import assignment
from tests.battles.providers.upstream import Upstream
from tests.world import ScriptedProvider


@pytest.fixture
def upstream():
    """An OpenAI-compatible server on a real socket."""
    with Upstream() as server:
        yield server


@pytest.fixture
def scripted(monkeypatch):
    """Every endpoint is answered by this one provider."""
    provider = ScriptedProvider()
    monkeypatch.setattr(assignment, "get_provider", lambda wire_format: provider)
    return provider


@pytest.fixture
def pauses(monkeypatch):
    """The pauses before retries, none of them waited for."""
    asked = []

    async def note(seconds):
        asked.append(seconds)

    monkeypatch.setattr(retrying, "sleep", note)
    return asked
