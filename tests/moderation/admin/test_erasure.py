"""Staff erase for a visitor: with a permission, a reason, a line in the history."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client

from battles.models import Erasure, Prompt, Voter
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def senior():
    user = User.objects.create_user("senior", is_staff=True)
    user.groups.add(Group.objects.get(name="Senior"))
    client = Client()
    client.force_login(user)
    return client


def erase(client, table, row, **more):
    data = {
        "action": "erase",
        "_selected_action": [row.pk],
        "confirm": f"1-{row.pk}",
        "reason": "Asked by mail",
    }
    return client.post(f"/admin/battles/{table}/", data | more, follow=True)


def test_a_battle_is_erased_with_a_reason(arena, pool, senior):
    battle = world.voted_battle(arena)
    assert Prompt.objects.get(battle=battle).text
    response = erase(senior, "battle", battle)
    assert "1 battle was erased." in response.content.decode()
    assert Prompt.objects.get(battle=battle).text == ""
    erasure = Erasure.objects.get()
    assert (erasure.cause, erasure.reason, erasure.actor.username) == ("staff", "Asked by mail", "senior")
    assert "Asked by mail" in LogEntry.objects.get().change_message


def test_without_a_reason_nothing_is_erased(arena, pool, senior):
    battle = world.voted_battle(arena)
    erase(senior, "battle", battle, reason="")
    assert Prompt.objects.get(battle=battle).text


def test_a_voter_is_erased_whole(arena, pool, senior):
    battle = world.voted_battle(arena)
    erase(senior, "voter", battle.voter)
    assert Prompt.objects.get(battle=battle).text == ""
    assert Voter.objects.get(pk=battle.voter_id).address_hash == ""
