"""Staff see deliveries, send one again, and name variables instead of secrets."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from arenasite.webhooks.models import Delivery, Receiver
from arenasite.webhooks.sending import send_webhooks
from battles.models import Exclusion
from battles.outcomes import Outcome
from moderation.decisions.execution import set_aside
from tests import world
from tests.arenasite.webhooks.conftest import SECRET


@pytest.fixture
def decided(arena, pool, receiver, admin_user):
    vote = world.stored_vote(arena, *pool, Outcome.A)
    return set_aside(
        [vote.battle_id],
        reason=Exclusion.Reason.SPAM,
        actor=admin_user,
        public_reason="Advertising.",
        private_note="Seen by Ann.",
    )


def test_a_decision_is_told_as_the_public_record_has_it(decided, site):
    send_webhooks()
    (told,) = site.bodies("decision.published")
    assert told["data"]["words"] == "Advertising."
    assert told["data"]["battles"] == 1
    assert told["timestamp"].endswith("T00:00:00+00:00")
    assert "Ann" not in str(told)
    assert "admin" not in str(told)


def test_a_replay_keeps_the_message_s_id(decided, site, admin_client):
    send_webhooks()
    delivery = Delivery.objects.get()
    admin_client.post(
        reverse("admin:arenasite_delivery_changelist"),
        {"action": "replay", "_selected_action": [delivery.pk]},
    )
    send_webhooks()
    assert [headers["webhook-id"] for headers, _body in site.received] == [delivery.key] * 2
    assert LogEntry.objects.filter(change_message="Sent again.").count() == 1
    page = admin_client.get(reverse("admin:arenasite_delivery_change", args=[delivery.pk]))
    assert page.status_code == 200


@pytest.mark.parametrize("variable", ["SECRET_KEY", SECRET, "arena_webhook_secret", ""])
def test_only_allowed_variables_may_be_named(db, admin_client, variable):
    form = {"name": "Lab", "url": "https://lab.example/", "kinds": ["decision.published"]}
    page = admin_client.post(reverse("admin:arenasite_receiver_add"), form | {"secrets": variable})
    assert page.status_code == 200
    assert not Receiver.objects.exists()


def test_a_paused_receiver_is_resumed_by_an_action(receiver, admin_client):
    Receiver.objects.update(paused_at=timezone.now())
    admin_client.post(
        reverse("admin:arenasite_receiver_changelist"),
        {"action": "resume", "_selected_action": [receiver.pk]},
    )
    assert Receiver.objects.get().paused_at is None


def test_the_log_of_a_delivery_is_a_table_with_the_newest_attempt_first(decided, admin_client):
    now = timezone.now()
    attempts = [
        {"at": (now - dt.timedelta(minutes=5)).isoformat(), "status": 0, "error": "<refused>", "ms": 2},
        {"at": now.isoformat(), "status": 204, "error": "", "ms": 32},
    ]
    delivery = Delivery.objects.create(
        receiver=Receiver.objects.get(),
        key="msg_1",
        kind="decision.published",
        body="{}",
        created_at=now,
        next_at=now,
        log=attempts,
    )
    page = admin_client.get(reverse("admin:arenasite_delivery_change", args=[delivery.pk]))
    rows = page.content.decode().partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    assert ["204" in row for row in rows] == [True, False]
    assert "&lt;refused&gt;" in rows[1]
    Delivery.objects.update(log=[])
    assertContains(admin_client.get(page.request["PATH_INFO"]), "Not sent yet.")
