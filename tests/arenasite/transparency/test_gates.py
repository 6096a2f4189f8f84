"""What became of prompts before they were sent: finished days only, by check and by category."""

import datetime as dt

import pytest
from django.utils import timezone

from battles.models import GateCount
from moderation.models import Finding
from tests import world

PAGE, URL = "/transparency/text/", "/api/v1/transparency/text/"

pytestmark = pytest.mark.django_db


def store(gate, outcome, number, *, detail="", days_ago=1):
    now = timezone.now()
    day = now.astimezone(dt.UTC).date() - dt.timedelta(days=days_ago)
    GateCount.objects.create(
        day=day, gate=gate, outcome=outcome, detail=detail, number=number, changed_at=now
    )


@pytest.fixture
def counted(arena):
    store("proof", "passed", 1234)
    store("proof", "passed", 1000, days_ago=2)
    store("proof", "failed", 7, detail="wrong")
    store("own_check", "unreachable", 3)
    store("screening", "warn", 11, detail="private_data")
    store("screening", "accepted", 5, detail="private_data")
    store("screening", "shadow_block", 2, detail="hate")
    store("proof", "passed", 777_777, days_ago=0)
    store("proof", "passed", 888_888, days_ago=31)


def test_the_page_shows_finished_days_by_check_and_category(client, counted):
    page = " ".join(client.get(PAGE).content.decode().split())
    assert "<td>2,234</td> <td>7</td> <td>0</td> <td>0</td>" in page.replace("</td><td>", "</td> <td>")
    assert "own_check" in page
    assert "Private data" in page
    assert "Sent anyway" in page
    assert "777" not in page
    assert "888,888" not in page


def test_the_json_has_every_finished_day(client, counted):
    gates = client.get(URL).json()["gates"]
    today = timezone.now().astimezone(dt.UTC).date()
    assert gates["until"] == (today - dt.timedelta(days=1)).isoformat()
    assert len(gates["counts"]) == 7
    assert {"proof", "screening", "own_check"} == {row["gate"] for row in gates["counts"]}
    assert sum(row["prompts"] for row in gates["counts"] if row["detail"] == "private_data") == 16


def test_before_the_first_day_has_ended_the_page_says_so(client, arena):
    store("proof", "passed", 5, days_ago=0)
    assert "No day with prompts has ended yet." in client.get(PAGE).content.decode()
    assert client.get(URL).json()["gates"]["counts"] == []


def test_findings_about_open_battles_are_not_counted_until_the_battle_is_closed(client, arena, pool):
    battle = world.answered_battle(arena)
    Finding.objects.create(kind=Finding.Kind.SCREENING, battle=battle, detector="screening-hate")
    assert client.get(URL).json()["findings"] == []
    world.services.cast_ballot(battle, outcome=world.Outcome.A, now=world.NOON)
    world.services.reveal(battle, now=world.NOON)
    assert [row["kind"] for row in client.get(URL).json()["findings"]] == ["screening"]
