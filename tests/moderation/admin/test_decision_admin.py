import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from battles.counting.eligibility import only_counted
from battles.models import Battle, Exclusion, Vote
from moderation.decisions import execution as decisions
from moderation.models import Decision, Finding
from tests.moderation.builders import make_battles

LIST = reverse("admin:moderation_decision_changelist")


def page(decision: Decision) -> str:
    return reverse("admin:moderation_decision_change", args=[decision.pk])


def spam(actor=None) -> Decision:
    return decisions.set_aside(
        Battle.objects.all(), reason=Exclusion.Reason.SPAM, actor=actor, public_reason="Advertising."
    )


def ask_undo(client, *chosen: Decision, **extra):
    return client.post(
        LIST, {"action": "undo", "_selected_action": [decision.pk for decision in chosen], **extra}
    )


def confirm_undo(client, asked):
    hidden: dict[str, list] = {}
    for name, value in asked.context["hidden"]:
        hidden.setdefault(name, []).append(value)
    sent = {**hidden, "confirm": asked.context["fingerprint"], "public_reason": "A mistake."}
    return client.post(LIST, sent, follow=True)


def votes_that_count() -> int:
    return only_counted(Vote.objects.all()).count()


def test_a_decision_is_undone_after_a_page_that_asks(desk, superuser, battles):
    decision = spam()
    asked = ask_undo(desk, decision)
    assert asked.status_code == 200
    assert votes_that_count() == 0
    done = confirm_undo(desk, asked)
    assert [str(message) for message in done.context["messages"]] == ["1 decision undone."]
    undo = Decision.objects.get(undoes=decision)
    assert (undo.actor, undo.public_reason) == (superuser, "A mistake.")
    assert votes_that_count() == 3


def test_who_comes_second_with_an_undo_is_told_so(desk, battles):
    decision = spam()
    asked = ask_undo(desk, decision)
    decisions.undo(decision, actor=None, public_reason="A mistake.")
    response = confirm_undo(desk, asked)
    assert "This decision has been undone already." in response.content.decode()
    assert Decision.objects.count() == 2


def test_an_undo_without_a_reason_has_the_words_of_its_rule(desk, battles):
    decision = spam()
    asked = ask_undo(desk, decision)
    hidden = dict(asked.context["hidden"])
    desk.post(LIST, {**hidden, "confirm": asked.context["fingerprint"]})
    assert Decision.objects.get(undoes=decision).public_reason == "A wrong decision is undone."


def test_undoing_wants_a_permission(staff_with, battles):
    decision = spam()
    viewer = staff_with("moderation.view_decision", "moderation.set_aside_battles")
    assert "confirmation" not in ask_undo(viewer, decision).context
    sent = {"confirm": f"1-{decision.pk}", "public_reason": "x"}
    assert "confirmation" not in ask_undo(viewer, decision, **sent).context
    assert Decision.objects.count() == 1
    assert 'value="undo"' not in viewer.get(page(decision)).content.decode()
    allowed = staff_with("moderation.view_decision", "moderation.undo_decision")
    assert 'value="undo"' in allowed.get(page(decision)).content.decode()
    assert "confirmation" in ask_undo(allowed, decision).context


def test_the_page_offers_no_undo_where_none_is_possible(desk, battles):
    decision = spam()
    undo = decisions.undo(decision, actor=None, public_reason="A mistake.")
    for taken in (decision, undo):
        assert 'value="undo"' not in desk.get(page(taken)).content.decode()


def test_the_page_tells_what_was_decided_and_links_what_it_covers(desk, superuser, battles):
    finding = Finding.objects.create(kind=Finding.Kind.REPORT, battle=battles[0])
    decision = spam(superuser)
    text = desk.get(page(decision)).content.decode()
    covered = f"{reverse('admin:battles_battle_changelist')}?decision={decision.pk}"
    for expected in (
        "Advertising.",
        "root",
        "3 battles",
        covered,
        f"/moderation/finding/{finding.pk}/change/",
    ):
        assert expected in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind__exact": "undo"}, {"undo"}),
        ({"state": "standing"}, {"second", "undo"}),
        ({"state": "undone"}, {"first"}),
        ({"reason__exact": "3"}, {"first", "second"}),
        ({"q": "mistake"}, {"undo"}),
    ],
)
def test_the_list_filters_decisions(desk, battles, query, expected):
    taken = {"first": spam(), "second": spam()}
    taken["undo"] = decisions.undo(taken["first"], actor=None, public_reason="A mistake.")
    rows = desk.get(LIST, query).context["cl"].result_list
    assert {name for name, decision in taken.items() if decision in rows} == expected


def test_the_list_takes_the_same_queries_for_few_and_for_many(desk, arena):
    make_battles(arena, 5)
    numbers = []
    for more in (2, 15):
        for _number in range(more):
            actor = User.objects.create_user(f"user{User.objects.count()}")
            decisions.undo(spam(actor), actor=actor, public_reason="A mistake.")
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(LIST).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] < 12


def test_decisions_cannot_be_added_changed_or_deleted(desk, battles):
    decision = spam()
    assert desk.post(page(decision), {"public_reason": "Edited."}).status_code == 403
    assert desk.get(reverse("admin:moderation_decision_add")).status_code == 403
    assert desk.get(reverse("admin:moderation_decision_delete", args=[decision.pk])).status_code == 403
    assert Decision.objects.get().public_reason == "Advertising."
