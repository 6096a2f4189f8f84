"""A finding is judged on its own page, and the message after it takes the judgement back."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from battles.models import Exclusion, Voter
from moderation.admin.evidence import BoundedPaginator, EvidenceAdmin
from moderation.decisions import execution as decisions
from moderation.findings.record import record_finding
from moderation.models import Campaign, Claim, Decision, Finding, Proposal
from moderation.policies import RULES, Policy

NEXT = reverse("admin:moderation_review_next")
MODERATOR = (
    "moderation.view_finding",
    "moderation.view_decision",
    "moderation.claim_finding",
    "moderation.dismiss_findings",
    "moderation.set_aside_battles",
    "moderation.ask_second_opinion",
    "moderation.undo_decision",
    "moderation.block_voter",
    "battles.view_battle",
    "battles.view_voter",
)


@pytest.fixture
def findings(battles):
    """A report of abuse about each battle, the first one the most urgent."""
    reporter = Voter.objects.create()
    return [
        record_finding(
            Finding.Kind.REPORT,
            battle=battle,
            detector="visitor",
            version="1",
            strength=strength,
            evidence={"reason": "abusive", "words": "Rude.", "side": "a"},
            reporter=reporter,
        )
        for battle, strength in zip(battles, (1.0, 0.6, 0.3), strict=True)
    ]


@pytest.fixture
def moderator(staff_with):
    return staff_with(*MODERATOR)


def fill(page, name, **values):
    """What one form of the case sends as it is on the page, with these values changed."""
    [judgement] = [each for each in page.context["case"].judgements if each.name == name]
    initial = {field.html_name: field.value() for field in judgement.form if field.value() is not None}
    return {
        "action": judgement.action,
        "_selected_action": judgement.pks,
        "confirm": judgement.fingerprint,
        "form_key": str(judgement.form_key),
        "from_page": "1",
        "finding": page.context["review"].finding.pk,
        "queue": "",
        **{name: value for name, value in initial.items() if value is not False},
        **values,
    }


def judge(client, page, name, *, follow=False, headers=None, **values):
    """Send one form of the case."""
    [url] = [reverse(each.list) for each in page.context["case"].judgements if each.name == name]
    return client.post(url, fill(page, name, **values), follow=follow, headers=headers)


def is_page_of(url, finding):
    return url == reverse("admin:battles_battle_change", args=[finding.battle_id]) + f"?finding={finding.pk}"


def test_one_press_upholds_with_the_words_of_the_rule_and_opens_the_next(moderator, findings):
    page = moderator.post(NEXT, follow=True)
    done = judge(moderator, page, "uphold")
    decision = Decision.objects.get()
    assert (decision.kind, decision.reason) == ("set_aside", Exclusion.Reason.ABUSIVE)
    assert is_page_of(done.url, findings[1])
    assert list(decision.findings.all()) == [findings[0]]


@pytest.mark.parametrize("name", ["uphold", "dismiss"])
def test_a_judgement_reads_no_page_of_a_list(moderator, findings, name):
    """Neither the list that its form is sent to, nor the queue that the next finding comes from."""
    page = moderator.post(NEXT, follow=True)
    with CaptureQueriesContext(connection) as queries:
        assert is_page_of(judge(moderator, page, name).url, findings[1])
    statements = [each["sql"] for each in queries]
    assert [each for each in statements if f"LIMIT {BoundedPaginator.LIMIT + 1})" in each] == []
    assert [each for each in statements if each.endswith(f"LIMIT {EvidenceAdmin.list_per_page}")] == []


def test_one_press_dismisses_with_the_words_of_the_rule(moderator, findings):
    page = moderator.post(NEXT, follow=True)
    judge(moderator, page, "dismiss")
    decision = Decision.objects.get()
    assert (decision.policy, decision.public_reason) == (Policy.NO_GROUND, str(RULES[Policy.NO_GROUND]))


def test_a_question_to_a_colleague_needs_its_words(moderator, findings):
    page = moderator.post(NEXT, follow=True)
    asked = judge(moderator, page, "second_opinion")
    assert asked.status_code == 200
    assert asked.context["form"].errors
    assert not Decision.objects.exists()
    assert is_page_of(judge(moderator, page, "second_opinion", question="Is it?").url, findings[1])
    assert Finding.objects.filter(kind=Finding.Kind.SECOND_OPINION).exists()


def test_a_voter_is_blocked_in_place(moderator, db):
    voter = Voter.objects.create()
    record_finding(Finding.Kind.STAFF, voter=voter, evidence={"note": "Always the left one."})
    page = moderator.post(NEXT, follow=True)
    judge(moderator, page, "uphold")
    assert Decision.objects.get().voter == voter


def test_the_message_after_a_judgement_takes_it_back(moderator, findings):
    page = moderator.post(NEXT, follow=True)
    after = judge(moderator, page, "uphold", follow=True)
    undo = reverse("admin:moderation_decision_undo", args=[Decision.objects.get().pk])
    assert undo in after.content.decode()
    asked = moderator.get(undo)
    done = moderator.post(undo, {"confirm": asked.context["fingerprint"]})
    assert is_page_of(done.url, findings[0])
    assert Finding.objects.open().filter(pk=findings[0].pk).exists()
    assert not Exclusion.objects.standing().exists()


def test_undo_needs_its_permission(moderator, staff_with, findings):
    judge(moderator, moderator.post(NEXT, follow=True), "dismiss")
    undo = reverse("admin:moderation_decision_undo", args=[Decision.objects.get().pk])
    viewer = staff_with("moderation.view_decision")
    assert viewer.get(undo).status_code == 403
    assert viewer.post(undo, {"confirm": "1-1-1-1"}).status_code == 403
    assert Decision.objects.count() == 1


def test_rows_that_have_changed_since_are_asked_about_again(moderator, findings):
    page = moderator.post(NEXT, follow=True)
    done = judge(moderator, page, "dismiss", confirm="1-999-1-999")
    assert done.status_code == 200
    assert not Decision.objects.exists()


def test_the_first_judgement_has_the_focus_and_viewers_have_none(moderator, staff_with, findings):
    page = moderator.post(NEXT, follow=True)
    text = page.content.decode()
    assert text.count("autofocus") == 1
    case = text.partition('class="desk-review"')[2].partition("</section>")[0]
    assert case.count("<form") == case.count("csrfmiddlewaretoken") > 4
    assert [each.name for each in page.context["case"].judgements] == ["uphold", "dismiss", "second_opinion"]
    viewer = staff_with("moderation.view_finding", "battles.view_battle")
    url = reverse("admin:battles_battle_change", args=[findings[0].battle_id])
    assert viewer.get(url, {"finding": findings[0].pk}).context["case"].judgements == []


def test_a_finding_that_is_resolved_offers_no_judgement(desk, findings):
    decisions.dismiss(Finding.objects.filter(pk=findings[0].pk), actor=None, public_reason="x")
    url = reverse("admin:battles_battle_change", args=[findings[0].battle_id])
    assert desk.get(url, {"finding": findings[0].pk}).context["case"].judgements == []


def test_in_place_only_pages_of_findings_are_loaded(moderator, findings):
    for finding in findings[1:]:
        decisions.dismiss(Finding.objects.filter(pk=finding.pk), actor=None, public_reason="x")
    page = moderator.post(NEXT, follow=True)
    done = judge(moderator, page, "dismiss", headers={"HX-Request": "true"})
    assert done["HX-Redirect"] == reverse("admin:moderation_review_changelist")


def test_skipping_releases_the_claim_and_what_was_skipped_comes_last(moderator, findings):
    queue = {"queue": ""}
    shown = []
    url = moderator.post(NEXT, queue).url
    for _ in range(3):
        shown.append(int(url.rpartition("=")[2]))
        assert Claim.objects.count() == 1
        url = moderator.post(NEXT, {**queue, "finding": shown[-1]}).url
    assert shown == [finding.pk for finding in findings]
    assert url == reverse("admin:moderation_review_changelist")
    assert not Claim.objects.exists()
    assert is_page_of(moderator.post(NEXT, queue).url, findings[0])


@pytest.mark.parametrize("name", ["uphold", "dismiss", "second_opinion"])
def test_a_form_that_is_sent_twice_decides_once_and_leaves_the_next_finding_claimed(
    moderator, findings, name
):
    page = moderator.post(NEXT, follow=True)
    words = {"question": "Is it?"} if name == "second_opinion" else {}
    judge(moderator, page, name, **words)
    again = judge(moderator, page, name, follow=True, **words)
    assert Decision.objects.count() == 1
    assert is_page_of(again.redirect_chain[0][0], findings[1])
    assert "Nothing was decided a second time." in again.content.decode()
    assert set(Claim.objects.values_list("subject", flat=True)) == {f.subject for f in findings[:2]}


def test_a_proposal_is_made_once(moderator, findings, settings):
    settings.MODERATION_MANY_BATTLES = 0
    page = moderator.post(NEXT, follow=True)
    for _ in range(2):
        judge(moderator, page, "uphold")
    assert Proposal.objects.count() == 1
    assert not Decision.objects.exists()


def test_the_next_page_is_loaded_ahead_without_a_claim_and_then_only_messages_are_sent(moderator, findings):
    page = moderator.post(NEXT, follow=True)
    ahead = moderator.get(reverse("admin:moderation_review_ahead", args=[findings[0].pk]), follow=True)
    assert ahead.context["review"].finding == findings[1]
    assert ahead.context["review"].is_mine
    assert Claim.objects.count() == 1
    url = ahead.redirect_chain[0][0].removesuffix("&ahead=1")
    done = judge(moderator, page, "dismiss", headers={"HX-Request": "true", "Desk-Ahead": url})
    assert (done.status_code, done["Desk-Next"], done["HX-Push-Url"]) == (200, url, url)
    assert "1 finding dismissed" in done.content.decode()
    assert "desk-review" not in done.content.decode()
    assert Claim.objects.filter(subject=findings[1].subject).exists()
    other = judge(moderator, ahead, "dismiss", headers={"HX-Request": "true", "Desk-Ahead": "/elsewhere/"})
    assert is_page_of(other.url, findings[2])
    last = reverse("admin:moderation_review_ahead", args=[findings[2].pk])
    assert moderator.get(last).status_code == 204


def test_a_decision_of_the_queue_has_the_seconds_since_its_claim(moderator, findings):
    page = moderator.post(NEXT, follow=True)
    Claim.objects.update(claimed_at=timezone.now() - dt.timedelta(seconds=90))
    judge(moderator, page, "dismiss")
    assert 90 <= Decision.objects.get().seconds < 150


@pytest.mark.parametrize("name", ["battle", "voter", "campaign"])
def test_no_page_under_review_has_the_sidebar(desk, battles, name):
    subject = {
        "battle": battles[0],
        "voter": Voter.objects.create(),
        "campaign": Campaign.objects.create(title="Many"),
    }[name]
    finding = record_finding(Finding.Kind.STAFF, **{name: subject}, evidence={"note": "x"})
    table = "moderation_campaign" if name == "campaign" else f"battles_{name}"
    page = reverse(f"admin:{table}_change", args=[subject.pk])
    assert 'id="nav-sidebar"' in desk.get(page).content.decode()
    review = desk.get(page, {"finding": finding.pk}).content.decode()
    assert 'class="desk-review"' in review
    assert "nav-sidebar" not in review.partition("<main")[0]
