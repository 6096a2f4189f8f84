"""How many statements a battle needs from opening to end: ceilings, so that none is added unnoticed."""

import functools
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from battles import services
from battles.blind import find_own_turn
from battles.database import recent_facts
from battles.database.recent_facts import forget_recent_facts
from battles.endpoints.health import Call, record_calls
from battles.generation.assignment import build_assignments
from battles.generation.claims import claim_turn
from battles.generation.storage.turn_end import AnswerEnd, TurnEnd, annotate_stored_turn, store_end
from battles.models import Battle
from tests import world
from tests.battles.statements import count_statements, statements
from tests.world import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(settings, monkeypatch):
    settings.BATTLES_PER_MINUTE, settings.BATTLES_PER_DAY = 10, 300
    forget_recent_facts()
    monkeypatch.setattr(recent_facts, "FRESH_SECONDS", 3600.0)
    yield Client()
    forget_recent_facts()


@pytest.fixture
def opened(client, pool) -> str:
    """The address of a battle of a visitor who has opened some before."""
    for _ in range(3):  # the first makes the month's key, the second reads it
        response, count = statements(functools.partial(post_prompt, client))
    assert count <= CEILINGS["POST"]
    return response["Location"]


CEILINGS = {
    "page": 3,
    "events": 1,
    "claim": 3,
    "assignments": 1,
    "end": 5,
    "facts": 10,
    "health": 5,
}
ON_POSTGRESQL = {
    "POST": 4,
    "POST of a new visitor": 4,
    "ballot": 4,
    "reveal": 10,
    "next prompt": 10,
    "new answers": 6,
}
ON_SQLITE = {
    "POST": 7,
    "POST of a new visitor": 8,
    "ballot": 9,
    "reveal": 20,
    "next prompt": 11,
    "new answers": 6,
}
"""Ballot and reveal with the answer's page section. On PostgreSQL a battle with its first turn, a turn and a
ballot are one statement of these each, and a vote two."""
CEILINGS |= ON_POSTGRESQL if connection.vendor == "postgresql" else ON_SQLITE


def assert_few(counts: dict[str, int]) -> None:
    assert {name: count for name, count in counts.items() if count > CEILINGS[name]} == {}


def test_a_battle_needs_few_statements_from_opening_to_end(client, opened):
    counts = {}
    _, counts["page"] = statements(lambda: client.get(opened))
    battle = Battle.objects.select_related("voter").get(key=opened.strip("/").split("/")[-1])
    turn, counts["events"] = statements(lambda: find_own_turn(battle.key, battle.voter.key))
    fence, counts["claim"] = statements(lambda: claim_turn(turn, uuid.uuid4()))
    assignments, counts["assignments"] = statements(lambda: build_assignments(turn))
    ends = tuple(
        AnswerEnd(each.answer_id, "done", "A wading bird.", "stop", "", "", 0, 5, 4, 9, 20, html="<p>A</p>")
        for each in assignments
    )
    _, counts["end"] = statements(lambda: store_end(TurnEnd(turn, fence, ends, is_final=True)))
    _, counts["facts"] = statements(lambda: annotate_stored_turn(turn))
    calls = [Call(each.model_id, each.endpoint_id, timezone.now(), 16, None, 9, 50.0) for each in assignments]
    record_calls(calls, now=timezone.now())  # makes the rows
    _, counts["health"] = statements(lambda: record_calls(calls, now=timezone.now()))
    _, counts["ballot"] = statements(lambda: post_as_script(client, f"{opened}vote/", outcome="a"))
    _, counts["reveal"] = statements(lambda: post_as_script(client, f"{opened}reveal/"))
    assert_few(counts)


def test_a_new_visitor_needs_few_statements_too(client, opened):
    assert_few({"POST of a new visitor": count_statements(lambda: post_prompt(Client()))})


def test_a_further_turn_or_attempt_needs_few_statements(arena, pool):
    battle = world.answered_battle(arena)
    counts = {
        "new answers": count_statements(lambda: services.regenerate(battle, attempt=2, now=NOON)),
    }
    Battle.objects.update(state=Battle.State.ANSWERED)
    counts["next prompt"] = count_statements(
        lambda: services.continue_battle(battle, prompt="And a stork?", turn=2, now=NOON)
    )
    assert battle.prompts.count() == 2
    assert_few(counts)


def post_prompt(client):
    form = {"prompt": "What is a heron?", "key": str(uuid.uuid4()), "arena": "text"}
    response = client.post("/battles/", form)
    assert response.status_code == 302
    return response


def post_as_script(client, path, **form) -> None:
    """Post as the page's script does; it gets the ballot section."""
    response = client.post(path, form, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert 'id="ballot"' in response.content.decode()
