"""How many statements a battle needs from opening to end: ceilings, so that none is added unnoticed."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from battles.blind import find_own_turn
from battles.database import recent_facts
from battles.database.recent_facts import forget_recent_facts
from battles.endpoints.health import Call, record_calls
from battles.generation.assignment import build_assignments
from battles.generation.claims import claim_turn
from battles.generation.turn_end import AnswerEnd, TurnEnd, annotate_stored_turn, store_end
from battles.models import Battle

pytestmark = pytest.mark.django_db(transaction=True)


def statements(work):
    """The result of the work and how many statements it needed, transaction's begin and end left out."""
    with CaptureQueriesContext(connection) as captured:
        result = work()
    counted = [query["sql"] for query in captured if not query["sql"].startswith(("BEGIN", "COMMIT"))]
    return result, len(counted)


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
        form = {"prompt": "What is a heron?", "key": str(uuid.uuid4()), "arena": "text"}
        response, count = statements(lambda form=form: client.post("/battles/", form))
    assert count <= CEILINGS["POST"]
    return response["Location"]


CEILINGS = {
    "POST": 7,
    "page": 3,
    "events": 1,
    "claim": 3,
    "assignments": 1,
    "end": 5,
    "facts": 11,
    "health": 5,
}
VOTE_ON_POSTGRESQL = {"ballot": 4, "reveal": 10}
VOTE_ON_SQLITE = {"ballot": 9, "reveal": 20}
"""With the answer's page section; on PostgreSQL a ballot is one statement of these, and a vote two."""


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
    ceilings = CEILINGS | (VOTE_ON_POSTGRESQL if connection.vendor == "postgresql" else VOTE_ON_SQLITE)
    assert {name: count for name, count in counts.items() if count > ceilings[name]} == {}


def post_as_script(client, path, **form) -> None:
    """Post as the page's script does; it gets the ballot section."""
    response = client.post(path, form, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert 'id="ballot"' in response.content.decode()
