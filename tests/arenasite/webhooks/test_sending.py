"""Webhooks arrive: signed as the specification says, again after failures, and never at private addresses."""

import datetime as dt

import pytest
import standardwebhooks

from arenasite.status.checks import State, check_webhooks
from arenasite.webhooks.models import Delivery, Receiver
from arenasite.webhooks.sending import resume, send_webhooks
from battles.models import Arena, Contender, OutboxEvent
from battles.sampling.contender_lifecycle import change_state
from ratings.rebuild.run import rebuild
from tests import world
from tests.arenasite.webhooks.conftest import NEXT_SECRET, SECRET, later
from tests.kept import kept
from tests.ratings.fights import fight

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def published(arena, pool):
    fight(arena, *pool, "aabt" * 5)
    return rebuild(arena)


def test_a_publication_arrives_and_the_package_verifies_it(receiver, site, published):
    assert send_webhooks() == 1
    headers, body = site.received[0]
    told = standardwebhooks.Webhook(SECRET).verify(body, headers)
    assert told["type"] == "leaderboard.published"
    assert told["data"]["arena"] == "text"
    overall = next(each for each in told["data"]["boards"] if each["category"] == "overall")
    assert overall["snapshot"] in published.shown
    assert send_webhooks() == 0
    assert len(site.received) == 1


def test_while_a_secret_is_replaced_both_verify(receiver, site, published, monkeypatch):
    monkeypatch.setenv("ARENA_WEBHOOK_SECRET_NEXT", NEXT_SECRET)
    Receiver.objects.update(secrets="ARENA_WEBHOOK_SECRET ARENA_WEBHOOK_SECRET_NEXT")
    send_webhooks()
    headers, body = site.received[0]
    for secret in (SECRET, NEXT_SECRET):
        standardwebhooks.Webhook(secret).verify(body, headers)


def test_a_receiver_that_is_down_for_an_hour_loses_nothing(receiver, site, arena, pool, now):
    site.close()
    for minute in range(0, 61, 10):
        moment = later(now, minutes=minute)
        fight(arena, *pool, "ab")
        rebuild(arena)
        for seconds in (0, 10, 40):
            assert send_webhooks(later(moment, seconds=seconds)) == 0
    events = OutboxEvent.objects.filter(kind="leaderboard.published").count()
    assert events == 7
    assert Receiver.objects.get().failing_since == now
    site.open(site.port)
    for minute in range(61, 200, 10):
        send_webhooks(later(now, minutes=minute))
    ids = [headers["webhook-id"] for headers, _body in site.received]
    assert len(ids) == len(set(ids)) == events
    assert not Delivery.objects.filter(delivered_at__isnull=True).exists()
    assert Receiver.objects.get().failing_since is None
    for headers, body in site.received:
        stamp = dt.datetime.fromtimestamp(int(headers["webhook-timestamp"]), dt.UTC)
        signed = standardwebhooks.Webhook(SECRET).sign(headers["webhook-id"], stamp, body)
        assert signed in headers["webhook-signature"].split(" ")


def test_a_dead_receiver_is_paused_and_resumed_without_a_loss(receiver, site, published, now):
    site.status = 500
    moment = now
    while Receiver.objects.get().paused_at is None:
        send_webhooks(moment)
        moment += dt.timedelta(hours=6)
        assert moment < later(now, days=5)
    state, detail = check_webhooks()
    assert state == State.WARNING
    assert "Lab was paused" in detail
    tried = len(site.received)
    send_webhooks(moment)
    assert len(site.received) == tried
    site.status = 204
    resume(Receiver.objects.all(), now=moment)
    assert send_webhooks(moment) == 1


def test_gone_pauses_at_once(receiver, site, published, now):
    site.status = 410
    send_webhooks(now)
    assert Receiver.objects.get().paused_at == now


def test_a_redirect_is_a_failure(receiver, site, published):
    site.status = 302
    assert send_webhooks() == 0
    assert Delivery.objects.get().log[0]["status"] == 302


def test_a_private_address_is_refused_at_the_connection(receiver, site, published, settings):
    settings.UPSTREAM_NETWORKS = []
    assert send_webhooks() == 0
    assert not site.received
    assert "not a public address" in Delivery.objects.get().log[0]["error"]


def test_without_its_secret_nothing_is_sent_and_the_variable_is_named(receiver, site, published, monkeypatch):
    monkeypatch.delenv("ARENA_WEBHOOK_SECRET")
    send_webhooks()
    assert not site.received
    assert "ARENA_WEBHOOK_SECRET" in Delivery.objects.get().log[0]["error"]


def test_a_step_of_a_named_model_is_told(receiver, site, arena, pool):
    change_state(pool[0], Contender.State.RETIRED, reason="Superseded.")
    send_webhooks()
    (told,) = site.bodies("model.status_changed")
    assert told["data"]["name"] == "left"
    assert told["data"]["to_state"] == "retired"
    assert told["data"]["reason"] == "Superseded."


def test_nothing_of_an_unnamed_preview_is_told(receiver, site, arena):
    contender = world.make_contender(arena, "secret-name", state=Contender.State.ACTIVE)
    Contender.objects.filter(pk=contender.pk).update(
        state=Contender.State.PREVIEW, codename="Amber Fox", unveiled_at=None
    )
    contender.refresh_from_db()
    change_state(contender, Contender.State.PAUSED, reason="Broken.")
    send_webhooks()
    assert not site.received
    assert not Delivery.objects.exists()
    assert OutboxEvent.objects.get().handled_at is not None


def test_nothing_of_a_hidden_arena_is_told(receiver, site, arena, pool, published):
    Arena.objects.update(visibility=Arena.Visibility.HIDDEN)
    change_state(pool[0], Contender.State.RETIRED, reason="Superseded.")
    send_webhooks()
    assert not Delivery.objects.exists()


def test_a_receiver_of_one_arena_or_kind_is_told_no_more(receiver, site, published):
    other = Arena.objects.create(slug="other", title="Other")
    Receiver.objects.update(arena=other)
    Receiver.objects.create(name="Few", url=site.address, kinds=["decision.published"])
    send_webhooks()
    assert not Delivery.objects.exists()


def test_a_rolled_back_event_is_never_told(receiver, arena, pool, monkeypatch):
    with pytest.raises(Exception, match="reason"):
        change_state(pool[0], Contender.State.RETIRED, reason="")
    assert not OutboxEvent.objects.exists()
