"""Setting aside and restoring through the admin: the list, the page that asks, the decision, the message."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from battles.counting.eligibility import only_counted
from battles.models import Battle, Exclusion, Vote
from moderation.decisions import execution as decisions
from moderation.models import Decision
from moderation.policies import RULES
from tests.moderation.builders import make_battles

LIST = reverse("admin:battles_battle_changelist")
SPAM = Exclusion.Reason.SPAM
WORDS = {"reason": SPAM.value, "public_reason": "Advertising.", "private_note": "Same shop again."}


def start(client, battles, action="set_aside", **extra):
    """Choose an action for battles in the list."""
    chosen = {"action": action, "_selected_action": [battle.pk for battle in battles]}
    return client.post(LIST, {**chosen, "index": 0, **extra})


def finish(client, response, url=LIST, **words):
    """Send the page that asks, as a browser would."""
    hidden: dict[str, list] = {}
    for name, value in response.context["hidden"]:
        hidden.setdefault(name, []).append(value)
    return client.post(url, {**hidden, "confirm": response.context["fingerprint"], **words}, follow=True)


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def votes_that_count() -> set[int]:
    return set(only_counted(Vote.objects.all()).values_list("pk", flat=True))


def test_one_battle_is_set_aside_after_a_page_that_asks(desk, superuser, battles):
    asked = start(desk, battles[:1])
    assert asked.context["number"] == 1
    assert not Decision.objects.exists()
    done = finish(desk, asked, **WORDS)
    decision = Decision.objects.get()
    [message] = messages_of(done)
    assert message.startswith(f"1 battle set aside by decision {decision.pk}.")
    assert (decision.actor, decision.reason) == (superuser, SPAM)
    assert (decision.public_reason, decision.private_note) == ("Advertising.", "Same shop again.")
    assert votes_that_count() == {battle.pk for battle in battles[1:]}


def test_from_a_battles_own_page_the_way_leads_back_there(desk, battles):
    asked = start(desk, battles[:1], from_page="1")
    done = finish(desk, asked, **WORDS)
    assert done.redirect_chain[-1][0] == reverse("admin:battles_battle_change", args=[battles[0].pk])


def test_everything_that_matches_a_filter_is_set_aside_at_once(desk, arena, settings):
    settings.MODERATION_MANY_BATTLES = 1_200
    make_battles(arena, 1_200)
    [live] = make_battles(arena, 1, origin=Battle.Origin.SIMULATED)
    url = f"{LIST}?origin__exact=live"
    first = Battle.objects.filter(origin="live").order_by("-pk").first()
    asked = desk.post(
        url, {"action": "set_aside", "_selected_action": [first.pk], "select_across": "1", "index": 0}
    )
    assert asked.context["number"] == 1_200
    with CaptureQueriesContext(connection) as queries:
        done = finish(desk, asked, url=url, **WORDS)
    assert len(queries) < 60
    assert messages_of(done)[0].startswith("1,200 battles set aside")
    assert votes_that_count() == {live.pk}


def test_rows_that_come_in_between_are_announced_before_they_are_decided_on(desk, arena, battles):
    url = f"{LIST}?origin__exact=live"
    chosen = {"action": "set_aside", "_selected_action": [battles[0].pk], "select_across": "1"}
    asked = desk.post(url, {**chosen, "index": 0})
    make_battles(arena, 1)
    again = finish(desk, asked, url=url, **WORDS)
    assert not Decision.objects.exists()
    assert again.context["number"] == 4
    assert "The selection has changed" in again.content.decode()
    finish(desk, again, url=url, **WORDS)
    assert Decision.objects.get().battles.count() == 4


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ({"public_reason": "Why?"}, "This field is required."),
        ({"reason": "99"}, "not one of the available choices"),
        ({"reason": Exclusion.Reason.OTHER.value}, "needs a public reason."),
        ({"reason": SPAM.value, "public_reason": "x" * 301}, "at most 300 characters"),
    ],
)
def test_without_proper_reasons_nothing_is_decided_and_the_page_says_why(desk, battles, words, complaint):
    response = finish(desk, start(desk, battles), **words)
    assert complaint in response.content.decode()
    assert not Decision.objects.exists()


def test_more_than_one_decision_may_cover_is_refused_on_the_page(desk, battles, monkeypatch):
    monkeypatch.setattr(decisions, "MAX_BATTLES", 2)
    response = finish(desk, start(desk, battles), **WORDS)
    assert "One decision cannot cover so many rows" in response.content.decode()
    assert not Decision.objects.exists()


def test_one_battle_of_a_bulk_decision_is_restored(desk, battles):
    decision = decisions.set_aside(Battle.objects.all(), reason=SPAM, actor=None, public_reason="Spam.")
    asked = start(desk, battles[:1], action="restore")
    assert "excludes 1 of them" in asked.content.decode()
    done = finish(desk, asked, decisions=[decision.pk], public_reason="No advertising.")
    assert messages_of(done)[0].startswith("1 battle restored by decision")
    assert votes_that_count() == {battles[0].pk}


def test_a_restore_asks_which_decision_shall_let_go(desk, battles):
    first, second = (
        decisions.set_aside(Battle.objects.all(), reason=SPAM, actor=None, public_reason="Spam.")
        for _ in range(2)
    )
    asked = start(desk, battles[:1], action="restore")
    finish(desk, asked, decisions=[first.pk], public_reason="No advertising.")
    assert votes_that_count() == set()
    finish(desk, start(desk, battles[:1], action="restore"), decisions=[second.pk], public_reason="Nor this.")
    assert votes_that_count() == {battles[0].pk}


def test_a_decision_that_does_not_hold_the_battles_cannot_be_named(desk, battles):
    held, other = (
        decisions.set_aside(Battle.objects.filter(pk=each.pk), reason=SPAM, actor=None, public_reason="x")
        for each in battles[:2]
    )
    asked = start(desk, battles[:1], action="restore")
    response = finish(desk, asked, decisions=[held.pk, other.pk], public_reason="No advertising.")
    assert "not one of the available choices" in response.content.decode()
    assert Decision.objects.count() == 2


def test_restoring_what_nothing_holds_says_so(desk, battles):
    response = desk.post(LIST, {"action": "restore", "_selected_action": [battles[0].pk]}, follow=True)
    assert messages_of(response) == ["No decision excludes any of these battles."]


@pytest.mark.parametrize(
    ("action", "permission"),
    [("set_aside", "moderation.set_aside_battles"), ("restore", "moderation.restore_battles")],
)
def test_each_action_wants_its_own_permission(staff_with, battles, action, permission):
    decisions.set_aside(Battle.objects.all(), reason=SPAM, actor=None, public_reason="Spam.")
    every = {"moderation.set_aside_battles", "moderation.restore_battles", "moderation.undo_decision"}
    allowed = staff_with("battles.view_battle", permission)
    refused = staff_with("battles.view_battle", *(every - {permission}))
    assert start(allowed, battles, action=action).status_code == 200
    response = start(refused, battles, action=action)
    assert response.status_code == 302
    confirmed = refused.post(
        LIST,
        {
            "action": action,
            "_selected_action": [battles[0].pk],
            "confirm": f"1-{battles[0].pk}",
            "decisions": [Decision.objects.get().pk],
            **WORDS,
        },
    )
    assert confirmed.status_code == 302
    assert Decision.objects.count() == 1


def test_the_buttons_on_the_page_follow_the_permissions(staff_with, battles):
    decisions.set_aside(Battle.objects.all(), reason=SPAM, actor=None, public_reason="Spam.")
    url = reverse("admin:battles_battle_change", args=[battles[0].pk])
    viewer = staff_with("battles.view_battle").get(url).content.decode()
    moderator = staff_with(
        "battles.view_battle", "moderation.set_aside_battles", "moderation.restore_battles"
    )
    text = moderator.get(url).content.decode()
    assert ('value="set_aside"' in viewer, 'value="restore"' in viewer) == (False, False)
    assert ('value="set_aside"' in text, 'value="restore"' in text) == (True, True)
    assert "csrfmiddlewaretoken" in text


def test_an_undo_without_a_reason_has_the_words_of_its_rule(desk, battles):
    held = decisions.set_aside(Battle.objects.all(), reason=SPAM, actor=None, public_reason="Spam.")
    asked = start(desk, battles, action="restore")
    finish(desk, asked, decisions=[held.pk])
    decision = Decision.objects.exclude(pk=held.pk).get()
    assert decision.public_reason == str(RULES[decision.policy])
    assert decision.public_reason
