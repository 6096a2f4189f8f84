"""The queue: the most urgent first, claimed by one at a time, judged, and on to the next."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from battles.models import Battle, Exclusion, Voter
from battles.tags import Tag
from moderation.admin.queue.review import ReviewAdmin
from moderation.decisions import execution as decisions
from moderation.findings import claims
from moderation.findings.record import Observation, record_finding, record_findings
from moderation.models import Claim, Decision, Finding, Proposal
from tests.moderation.builders import make_arena, make_battles

LIST = reverse("admin:moderation_review_changelist")
NEXT = reverse("admin:moderation_review_next")
VIEWER = ("moderation.view_finding", "battles.view_battle", "battles.view_voter")
MODERATOR = (
    *VIEWER,
    "moderation.claim_finding",
    "moderation.dismiss_findings",
    "moderation.set_aside_battles",
)


@pytest.fixture
def findings(battles):
    """One about each battle: a report, an unclear leak and an odd battle, the most urgent first."""
    kinds = [
        (
            Finding.Kind.REPORT,
            1.0,
            "visitor",
            {"reason": "abusive", "words": "Rude <b>words</b>", "side": "a"},
        ),
        (
            Finding.Kind.IDENTITY_LEAK,
            0.6,
            "unclear-leak",
            {"why": "other_name", "leaks": [{"name": "ChatGPT"}]},
        ),
        (Finding.Kind.ODD_BATTLE, 0.3, "quick-vote", {"seconds": 0.2}),
    ]
    reporter = Voter.objects.create()
    return [
        record_finding(
            kind,
            battle=battle,
            detector=detector,
            version="1",
            strength=strength,
            evidence=evidence,
            reporter=reporter if kind == Finding.Kind.REPORT else None,
        )
        for battle, (kind, strength, detector, evidence) in zip(battles, kinds, strict=True)
    ]


def rows(response) -> list[int]:
    assert response.status_code == 200
    return [row.pk for row in response.context["cl"].result_list]


def page_of(finding: Finding) -> str:
    return reverse("admin:battles_battle_change", args=[finding.battle_id]) + f"?finding={finding.pk}"


def hidden_of(response, name: str) -> dict:
    """The fields that a form of the bar sends, by the key that presses its button."""
    bar = response.context["review"]
    return {
        "action": name,
        "_selected_action": [f.pk for f in bar.open_findings] if name == "dismiss" else bar.uphold.pk,
        "from_page": "1",
        "finding": bar.finding.pk,
        "queue": bar.queue,
    }


def test_the_most_urgent_stands_first_and_what_is_resolved_is_gone(desk, findings):
    assert rows(desk.get(LIST)) == [finding.pk for finding in findings]
    decisions.dismiss(Finding.objects.filter(pk=findings[0].pk), actor=None, public_reason="x")
    assert rows(desk.get(LIST)) == [findings[1].pk, findings[2].pk]


def test_the_list_says_what_was_noticed_and_escapes_it(desk, findings):
    page = desk.get(LIST).content.decode()
    assert "Answer A: It is abusive or dangerous. Rude &lt;b&gt;words&lt;/b&gt;" in page
    assert "An answer names a model or a maker that is not its own. (ChatGPT)" in page
    assert "The vote followed right after long answers." in page


def test_the_queue_is_filtered(desk, superuser, findings):
    make_arena("other")
    report, leak, odd = findings
    Battle.objects.filter(pk=leak.battle_id).update(tags=int(Tag.CODING | Tag.GERMAN))
    claims.claim(odd, by=superuser, now=timezone.now())

    def shown(**query):
        return rows(desk.get(LIST, query))

    assert shown(kind__exact="report") == [report.pk]
    assert shown(detector="unclear-leak") == [leak.pk]
    assert shown(battle__arena__id__exact=leak.battle.arena_id) == [f.pk for f in findings]
    assert shown(tag="CODING") == [leak.pk]
    assert shown(language="GERMAN") == [leak.pk]
    assert shown(model=leak.battle.contender_a.model_id) == [f.pk for f in findings]
    assert shown(claim="free") == [report.pk, leak.pk]
    assert shown(claim="mine") == [odd.pk]
    assert shown(claim="others") == []
    assert desk.get(LIST, {"model": "999999"}).status_code == 302


def test_next_claims_the_most_urgent_and_opens_its_battle(staff_with, findings):
    moderator = staff_with(*MODERATOR)
    response = moderator.post(NEXT, follow=True)
    assert response.redirect_chain == [(page_of(findings[0]), 302)]
    bar = response.context["review"]
    assert (bar.finding, bar.is_mine, bar.record.upheld) == (findings[0], True, 0)
    assert "Rude &lt;b&gt;words&lt;/b&gt;" in response.content.decode()
    assert "moderation/review.js" in response.content.decode()
    assert staff_with(*MODERATOR).post(NEXT).url == page_of(findings[1])


def test_next_keeps_to_the_filter_of_the_list(staff_with, findings):
    moderator = staff_with(*MODERATOR)
    queue = "kind__exact=odd_battle"
    assert moderator.post(NEXT, {"queue": queue}).url.startswith(page_of(findings[2]))
    assert moderator.post(NEXT, {"queue": queue}).url == f"{LIST}?{queue}"
    assert moderator.post(NEXT, {"queue": "nonsense=1"}).url.startswith(page_of(findings[0]))


def test_upholding_asks_with_the_reason_filled_in_and_leads_to_the_next(staff_with, findings):
    moderator = staff_with(*MODERATOR)
    page = moderator.get(moderator.post(NEXT).url)
    asked = moderator.post(reverse("admin:battles_battle_changelist"), hidden_of(page, "set_aside"))
    assert asked.context["form"].initial["reason"] == Exclusion.Reason.ABUSIVE
    assert asked.context["return_url"] == page_of(findings[0])
    sent = {"confirm": asked.context["fingerprint"], "reason": Exclusion.Reason.ABUSIVE.value}
    done = moderator.post(
        reverse("admin:battles_battle_changelist"), {**hidden_of(page, "set_aside"), **sent}
    )
    assert done.url == page_of(findings[1])
    assert Decision.objects.get().kind == Decision.Kind.SET_ASIDE
    assert not Finding.objects.open().filter(pk=findings[0].pk).exists()


def test_dismissing_covers_what_is_open_about_it_and_leads_to_the_next(staff_with, findings):
    other = record_finding(
        Finding.Kind.ODD_BATTLE, battle=findings[0].battle, detector="odd", version="1", evidence={}
    )
    moderator = staff_with(*MODERATOR)
    page = moderator.get(moderator.post(NEXT).url)
    assert page.context["review"].open_findings == [findings[0], other]
    url = reverse("admin:moderation_finding_changelist")
    asked = moderator.post(url, hidden_of(page, "dismiss"))
    assert asked.context["number"] == 2
    assert {"finding", "queue"} - {name for name, _ in asked.context["hidden"]} == {"queue"}
    sent = {"confirm": asked.context["fingerprint"], "public_reason": "Harmless."}
    assert moderator.post(url, {**hidden_of(page, "dismiss"), **sent}).url == page_of(findings[1])
    assert set(Decision.objects.get().findings.all()) == {findings[0], other}


def test_a_contest_is_dismissed_apart_from_the_rest(desk, battles, findings):
    contest = record_finding(
        Finding.Kind.CONTEST, battle=battles[0], detector="receipt", version="1", evidence={"words": "Why?"}
    )
    bar = desk.get(page_of(contest)).context["review"]
    assert bar.open_findings == [contest]
    assert bar.also_open == [findings[0]]
    assert desk.get(page_of(findings[0])).context["review"].open_findings == [findings[0]]


def test_when_nothing_waits_one_is_back_at_the_list(staff_with, db):
    moderator = staff_with(*MODERATOR)
    response = moderator.post(NEXT, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "There is no finding left that is not claimed." in response.content.decode()


def test_who_claims_second_is_told_who_has_it(desk, superuser, staff_with, findings):
    claims.claim(findings[0], by=superuser, now=timezone.now())
    moderator = staff_with(*MODERATOR)
    url = reverse("admin:moderation_review_claim", args=[findings[0].pk])
    told = moderator.post(url, follow=True)
    assert [str(message) for message in told.context["messages"]] == ["root has claimed it."]
    assert Claim.objects.get().holder == superuser
    release = reverse("admin:moderation_review_release", args=[findings[0].pk])
    moderator.post(release)
    assert Claim.objects.exists()
    desk.post(release)
    assert not Claim.objects.exists()


def test_all_findings_of_a_filter_are_upheld_by_one_decision(desk, findings, battles):
    """As with every list: what matches the filter is chosen, whatever the page shows."""
    url = f"{LIST}?kind__exact=report"
    sent = {"action": "set_aside", "select_across": "1", "_selected_action": [findings[0].pk]}
    asked = desk.post(url, sent)
    assert asked.context["number"] == 1
    assert asked.context["form"].initial["reason"] == Exclusion.Reason.ABUSIVE
    assert len(asked.context["change"].stops) == 1
    all_asked = desk.post(LIST, sent)
    assert (all_asked.context["number"], len(all_asked.context["change"].stops)) == (3, 3)
    sure = {"confirm": all_asked.context["fingerprint"], "reason": Exclusion.Reason.ABUSIVE.value}
    desk.post(LIST, {**sent, **sure})
    decision = Decision.objects.get()
    assert set(decision.battles.all()) == set(battles)
    assert decision.public_reason == "Conversations meant to abuse people or to break the law do not count."
    assert rows(desk.get(LIST)) == []


def test_many_at_once_wait_for_a_second_person(desk, findings, settings):
    settings.MODERATION_MANY_BATTLES = 2
    sent = {"action": "set_aside", "select_across": "1", "_selected_action": [findings[0].pk]}
    asked = desk.post(LIST, sent)
    assert "waits for a second member of staff" in asked.content.decode()
    desk.post(LIST, {**sent, "confirm": asked.context["fingerprint"], "reason": 2})
    assert Proposal.objects.get().battles.count() == 3
    assert not Decision.objects.exists()


def test_claiming_and_releasing_many_report_their_number(desk, findings):
    chosen = {"_selected_action": [finding.pk for finding in findings]}
    done = desk.post(LIST, {"action": "claim", **chosen}, follow=True)
    assert "3 findings claimed." in done.content.decode()
    assert desk.get(LIST, {"claim": "mine"}).context["cl"].result_count == 3
    done = desk.post(LIST, {"action": "release", **chosen}, follow=True)
    assert "3 claims released." in done.content.decode()


def test_a_finding_about_a_voter_is_judged_on_the_voters_page(staff_with, db):
    voter = Voter.objects.create()
    finding = record_finding(Finding.Kind.STAFF, voter=voter, evidence={"note": "The same text ever again."})
    moderator = staff_with(*MODERATOR, "moderation.block_voter")
    page = moderator.post(NEXT, follow=True)
    assert page.redirect_chain[0][0].startswith(reverse("admin:battles_voter_change", args=[voter.pk]))
    assert page.context["review"].uphold.action == "block"
    assert "The same text ever again." in page.content.decode()
    assert finding.subject == f"voter-{voter.pk}"


def test_a_finding_that_another_resolved_meanwhile_is_shown_as_resolved(desk, findings):
    decisions.dismiss(Finding.objects.filter(pk=findings[0].pk), actor=None, public_reason="x")
    response = desk.get(reverse("admin:moderation_review_change", args=[findings[0].pk]), follow=True)
    assert response.redirect_chain[0][0] == page_of(findings[0])
    assert ">resolved</span>" in response.content.decode()


@pytest.mark.parametrize("number", ["0", "nobody"])
def test_a_finding_that_never_was_leads_to_the_start(desk, db, number):
    response = desk.get(reverse("admin:moderation_review_change", args=[number]))
    assert (response.status_code, response.url) == (302, reverse("admin:index"))


def test_a_row_leads_to_what_it_is_about(desk, findings):
    url = reverse("admin:moderation_review_change", args=[findings[0].pk])
    assert desk.get(url).url == page_of(findings[0])


@pytest.mark.parametrize("number", ["", "x", "9" * 30, "999999", "²"])
def test_a_page_that_names_no_finding_has_no_bar(desk, battles, number):
    page = desk.get(reverse("admin:battles_battle_change", args=[battles[0].pk]), {"finding": number})
    assert page.context["review"] is None


def test_priorities_and_evidence_are_in_words(desk, findings):
    Finding.objects.filter(pk=findings[0].pk).update(
        evidence={"reason": "abusive", "side": "a", "before_vote": True}
    )
    assert str(desk.get(LIST).context["cl"].model_admin.urgency(findings[0])) == "high"
    details = dict(desk.get(page_of(findings[0])).context["review"].details)
    assert details["noticed before the vote"] == "yes"
    assert details["where"] == "answer A"


def test_the_first_page_says_how_many_wait_and_for_how_long(desk, superuser, findings):
    claims.claim(findings[0], by=superuser, now=timezone.now())
    page = desk.get(reverse("admin:index"))
    assert page.context["waiting"].number == 2
    assert "2 waiting, oldest 0\xa0minutes" in page.content.decode()


# Who may do what

ACTS = [
    ("next", lambda finding: NEXT),
    ("claim", lambda finding: reverse("admin:moderation_review_claim", args=[finding.pk])),
    ("release", lambda finding: reverse("admin:moderation_review_release", args=[finding.pk])),
]


@pytest.mark.parametrize(("name", "url"), ACTS)
def test_only_who_may_claim_claims(staff_with, findings, name, url):
    assert Client().post(url(findings[0])).url.startswith(reverse("admin:login"))
    assert staff_with(*VIEWER).post(url(findings[0])).status_code == 403
    assert staff_with("moderation.claim_finding").post(url(findings[0])).status_code == 403
    assert staff_with(*MODERATOR).get(url(findings[0])).status_code == 405
    assert not Claim.objects.exists()
    assert staff_with(*MODERATOR).post(url(findings[0])).status_code == 302


def test_the_list_wants_its_permission(staff_with, findings):
    assert Client().get(LIST).status_code == 302
    assert staff_with("battles.view_battle").get(LIST).status_code == 403
    viewer = staff_with(*VIEWER)
    page = viewer.get(LIST)
    assert rows(page)
    assert not page.context["may_claim"]
    assert "desk-acts" not in page.content.decode()
    assert page.context["action_form"] is None or "claim" not in str(page.context["action_form"])


def test_a_viewer_sees_the_bar_without_its_buttons(staff_with, findings):
    page = staff_with(*VIEWER).get(page_of(findings[0])).content.decode()
    assert "Rude &lt;b&gt;words&lt;/b&gt;" in page
    assert "aria-keyshortcuts" not in page
    assert "desk-review" not in staff_with("battles.view_battle").get(page_of(findings[0])).content.decode()


def test_actions_a_viewer_sends_do_nothing(staff_with, findings):
    viewer = staff_with(*VIEWER)
    for action in ("claim", "dismiss"):
        viewer.post(LIST, {"action": action, "_selected_action": [findings[0].pk]})
    assert not Claim.objects.exists()
    assert not Decision.objects.exists()


# Thousands of rows


@pytest.fixture
def thousands(arena):
    battles = make_battles(arena, 1_200)
    record_findings(
        Observation(Finding.Kind.ODD_BATTLE, battle.pk, detector, "1", 0.5, {})
        for battle in battles
        for detector in ("empty-answer", "quick-vote")
    )


def test_the_queue_takes_as_few_queries_with_thousands_of_rows(desk, arena, findings, request):
    numbers = []
    for more in (None, "thousands"):
        if more:
            request.getfixturevalue(more)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(LIST).status_code == 200
        numbers.append(len(queries))
    assert Finding.objects.count() > 2_000
    assert numbers[0] == numbers[1] < 16


def test_next_takes_a_fixed_number_of_queries(desk, thousands):
    with CaptureQueriesContext(connection) as queries:
        assert desk.post(NEXT).status_code == 302
    assert len(queries) < 25


def test_a_page_of_the_list_is_bounded(desk, thousands):
    assert len(rows(desk.get(LIST))) == ReviewAdmin.list_per_page == 50
