import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from battles.models import Battle, Exclusion, Voter
from moderation.decisions import execution as decisions
from moderation.models import Decision, Finding
from tests.moderation.builders import make_arena, make_battles

LIST = reverse("admin:moderation_finding_changelist")
ADD = reverse("admin:moderation_finding_add")


def note(battle: Battle, **fields) -> Finding:
    return Finding.objects.create(**{"kind": Finding.Kind.REPORT, "battle": battle, **fields})


def ask_dismiss(client, *chosen: Finding, **extra):
    return client.post(
        LIST, {"action": "dismiss", "_selected_action": [finding.pk for finding in chosen], **extra}
    )


def rows(response) -> set[Finding]:
    assert response.status_code == 200
    return set(response.context["cl"].result_list)


def test_staff_note_a_finding_about_a_battle(desk, superuser, battles):
    sent = {"battle": battles[0].pk, "voter": "", "strength": "0.5", "note": "The same text twice."}
    assert desk.post(ADD, sent).status_code == 302
    finding = Finding.objects.get()
    assert (finding.kind, finding.noticed_by) == (Finding.Kind.STAFF, superuser)
    assert (finding.battle, finding.strength) == (battles[0], 0.5)
    assert finding.evidence == {"note": "The same text twice."}


def test_a_note_starts_with_the_battle_it_was_opened_from(desk, battles):
    response = desk.get(ADD, {"battle": battles[0].pk})
    assert response.context["adminform"].form.initial["battle"] == str(battles[0].pk)


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"strength": "1", "note": "Odd."}, "Name a battle, a voter or a campaign."),
        ({"strength": "2", "note": "Odd.", "battle": "{battle}"}, "less than or equal to 1"),
        ({"strength": "1", "note": "", "battle": "{battle}"}, "This field is required."),
    ],
)
def test_an_incomplete_note_is_refused(desk, battles, sent, complaint):
    filled = {name: value.format(battle=battles[0].pk) for name, value in sent.items()}
    response = desk.post(ADD, filled)
    assert complaint in response.content.decode()
    assert not Finding.objects.exists()


def test_findings_are_dismissed_after_a_page_that_asks(desk, superuser, battles):
    first, second = note(battles[0]), note(battles[1])
    asked = ask_dismiss(desk, first)
    assert asked.context["number"] == 1
    sent = {"confirm": asked.context["fingerprint"], "public_reason": "Harmless."}
    done = desk.post(LIST, {**dict(asked.context["hidden"]), **sent}, follow=True)
    decision = Decision.objects.get()
    [message] = [str(message) for message in done.context["messages"]]
    assert message.startswith(f"1 finding dismissed by decision {decision.pk}.")
    assert reverse("admin:moderation_decision_undo", args=[decision.pk]) in message
    assert (decision.kind, decision.actor) == (Decision.Kind.DISMISS, superuser)
    assert list(Finding.objects.open()) == [second]


def test_the_page_offers_to_dismiss_what_is_open(desk, staff_with, battles):
    finding = note(battles[0])
    url = reverse("admin:moderation_finding_change", args=[finding.pk])
    assert 'value="dismiss"' in desk.get(url).content.decode()
    assert 'value="dismiss"' not in staff_with("moderation.view_finding").get(url).content.decode()
    decisions.dismiss(Finding.objects.all(), actor=None, public_reason="Harmless.")
    assert 'value="dismiss"' not in desk.get(url).content.decode()


def test_noting_and_dismissing_want_permissions_of_their_own(staff_with, battles):
    finding = note(battles[0])
    viewer = staff_with("moderation.view_finding")
    assert viewer.get(ADD).status_code == 403
    sent = {"confirm": f"1-{finding.pk}", "public_reason": "Harmless."}
    assert "confirmation" not in ask_dismiss(viewer, finding, **sent).context
    assert not Decision.objects.exists()
    assert staff_with("moderation.view_finding", "moderation.add_finding").get(ADD).status_code == 200
    dismisser = staff_with("moderation.view_finding", "moderation.dismiss_findings")
    assert "confirmation" in ask_dismiss(dismisser, finding).context


def test_the_list_filters_findings(desk, arena, battles):
    make_arena("other")
    voter = Voter.objects.create()
    report = note(battles[0])
    leak = note(battles[1], kind=Finding.Kind.IDENTITY_LEAK, detector="identity", version="1")
    about_voter = Finding.objects.create(kind=Finding.Kind.STAFF, voter=voter)
    decisions.set_aside(
        Battle.objects.filter(pk=battles[0].pk),
        reason=Exclusion.Reason.SPAM,
        actor=None,
        public_reason="Advertising.",
    )
    assert rows(desk.get(LIST, {"state": "open"})) == {leak, about_voter}
    assert rows(desk.get(LIST, {"state": "resolved"})) == {report}
    assert rows(desk.get(LIST, {"kind__exact": "identity_leak"})) == {leak}
    assert rows(desk.get(LIST, {"detector": "identity"})) == {leak}
    assert rows(desk.get(LIST, {"battle__arena__id__exact": arena.pk})) == {report, leak}
    found = rows(desk.get(LIST, {"q": str(battles[0].pk)}))
    assert report in found
    assert leak not in found
    assert rows(desk.get(LIST, {"q": "heron"})) == set()


def test_the_page_of_a_finding_tells_its_evidence_and_who_resolved_it(desk, battles):
    finding = note(battles[0], evidence={"spans": [3, 9]}, detector="identity", version="2")
    decision = decisions.dismiss(Finding.objects.all(), actor=None, public_reason="Harmless.")
    text = desk.get(reverse("admin:moderation_finding_change", args=[finding.pk])).content.decode()
    assert "<dt>spans</dt>" in text
    assert "identity 2" in text
    assert reverse("admin:moderation_decision_change", args=[decision.pk]) in text


def test_the_numbers_of_a_rule_about_votes_are_words_and_name_the_model(desk, arena, battles):
    contender = battles[0].contender_a
    evidence = {"contender": contender.pk, "alternative": "inverted", "days": ["2026-10-11", "2026-10-11"]}
    finding = Finding.objects.create(
        kind=Finding.Kind.MANIPULATION, voter=Voter.objects.create(), evidence=evidence, detector="x"
    )
    text = desk.get(reverse("admin:moderation_finding_change", args=[finding.pk])).content.decode()
    for words in (contender.model.name, "the opposite of what others said", "2026-10-11"):
        assert f'<dd class="desk-words">{words}</dd>' in text


def test_the_list_takes_the_same_queries_for_few_and_for_many(desk, arena):
    numbers = []
    for more in (2, 15):
        for battle in make_battles(arena, more, voter=Voter.objects.create()):
            note(battle, voter=battle.voter)
        decisions.dismiss(Finding.objects.all(), actor=None, public_reason="Harmless.")
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(LIST).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] < 12


def test_findings_cannot_be_changed_or_deleted(desk, battles):
    finding = note(battles[0])
    url = reverse("admin:moderation_finding_change", args=[finding.pk])
    assert desk.post(url, {"strength": "0"}).status_code == 403
    assert desk.get(reverse("admin:moderation_finding_delete", args=[finding.pk])).status_code == 403
    assert Finding.objects.get().strength == 1.0
