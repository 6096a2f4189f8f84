"""Notes and hand-over between staff, one's own record, and known cases among the others."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from moderation.decisions import execution as decisions
from moderation.findings import claims
from moderation.findings.notes import HAND_OVER
from moderation.findings.record import record_finding
from moderation.findings.staff_record import get_staff_record
from moderation.models import CalibrationAnswer, Claim, Decision, Finding, StaffNote
from moderation.roles import MODERATOR, SENIOR, VIEWER
from tests.moderation.builders import add_turn

NEXT = reverse("admin:moderation_review_next")
NOTE = reverse("admin:moderation_review_note")
KNOWN = reverse("admin:moderation_review_known")
RECORD = reverse("admin:moderation_review_record")


@pytest.fixture
def findings(battles):
    return [
        record_finding(Finding.Kind.STAFF, battle=battle, evidence={"note": f"Strange {battle.pk}."})
        for battle in battles
    ]


@pytest.fixture
def colleague(staff_with):
    """Another member of staff who may claim; `client.user` is the account."""
    client = staff_with(*MODERATOR)
    client.user = User.objects.latest("pk")
    return client


def page_of(finding):
    return reverse("admin:battles_battle_change", args=[finding.battle_id]) + f"?finding={finding.pk}"


def test_a_note_is_read_by_everyone_who_judges_the_subject_and_is_escaped(staff_with, colleague, findings):
    moderator = staff_with(*MODERATOR)
    subject = findings[0].subject
    sent = {"subject": subject, "text": "Same as <b>yesterday</b>.", "finding": findings[0].pk}
    assert moderator.post(NOTE, sent).url == page_of(findings[0])
    for url in (page_of(findings[0]), page_of(findings[0]).partition("?")[0]):
        assert "Same as &lt;b&gt;yesterday&lt;/b&gt;." in colleague.get(url).content.decode()
    assert "yesterday" not in colleague.get(page_of(findings[1])).content.decode()
    assert not Claim.objects.exists()


def test_a_hand_over_gives_the_claim_with_a_note(staff_with, colleague, findings):
    moderator = staff_with(*MODERATOR)
    moderator.post(NEXT)
    sent = {"subject": findings[0].subject, "text": "You know German.", "receiver": colleague.user.pk}
    moderator.post(NOTE, sent)
    claim = Claim.objects.get(subject=findings[0].subject)
    assert claim.holder == colleague.user
    assert claim.expires_at > timezone.now() + HAND_OVER - dt.timedelta(minutes=5)
    assert "You know German." in colleague.get(page_of(findings[0])).content.decode()
    index = colleague.get(reverse("admin:index")).content.decode()
    assert "1 case was handed over to you" in index
    assert "handed over to you" not in moderator.get(reverse("admin:index")).content.decode()


def test_what_another_has_claimed_is_not_handed_over(staff_with, colleague, superuser, findings):
    claims.claim(findings[0], by=superuser, now=timezone.now())
    sent = {"subject": findings[0].subject, "text": "Take it.", "receiver": colleague.user.pk}
    done = staff_with(*MODERATOR).post(NOTE, sent, follow=True)
    assert "Root has claimed it." in done.content.decode()
    assert Claim.objects.get().holder == superuser
    assert not StaffNote.objects.exists()


@pytest.mark.parametrize("sent", [{"text": ""}, {"text": "x" * 2_001}, {"text": "x", "receiver": "99999"}])
def test_a_note_without_words_or_to_nobody_of_staff_is_refused(staff_with, findings, sent):
    done = staff_with(*MODERATOR).post(NOTE, {"subject": findings[0].subject, **sent}, follow=True)
    assert "A note needs some words" in done.content.decode()
    assert not StaffNote.objects.exists()


@pytest.mark.parametrize("subject", ["", "battle-x", "prompt-1", "battle-1/../2"])
def test_a_note_about_no_subject_is_a_bad_request(staff_with, subject):
    assert staff_with(*MODERATOR).post(NOTE, {"subject": subject, "text": "x"}).status_code == 400


def test_viewers_read_notes_and_write_none(staff_with, superuser, findings):
    StaffNote.objects.create(subject=findings[0].subject, author=superuser, text="Look twice.")
    page = staff_with(*VIEWER).get(page_of(findings[0])).content.decode()
    assert "Look twice." in page
    assert NOTE not in page


def test_the_record_counts_decisions_and_what_became_of_them(staff_with, colleague, superuser, battles):
    words = {"public_reason": "x"}
    upheld = [decisions.set_aside([b.pk], reason=1, actor=colleague.user, **words) for b in battles]
    decisions.undo(upheld[0], actor=superuser, **words)
    decisions.undo(upheld[1], actor=colleague.user, **words)
    Decision.objects.filter(pk__in=[upheld[0].pk, upheld[2].pk]).update(seconds=30)
    Decision.objects.filter(pk=upheld[1].pk).update(seconds=90)
    record = get_staff_record(colleague.user)
    assert (record.decided, record.upheld, record.overturned, record.taken_back) == (3, 3, 1, 1)
    assert record.median_seconds == 30
    assert colleague.get(RECORD).context["record"] == record


def test_only_who_leads_sees_the_records_of_others(staff_with, colleague, superuser):
    url = reverse("admin:moderation_review_record_of", args=[colleague.user.pk])
    assert staff_with(*MODERATOR).get(url).status_code == 403
    assert colleague.get(url).status_code == 200
    lead = staff_with(*SENIOR)
    assert lead.get(url).context["member"] == colleague.user
    assert url in lead.get(RECORD).content.decode()
    assert colleague.get(RECORD).context["others"] == []


@pytest.fixture
def known(settings, findings, superuser):
    """Root has upheld the first finding and dismissed the second; every case is a known one."""
    settings.CALIBRATION_SHARE = 1.0
    add_turn(findings[0].battle, "Who are you?", "I am Heron.", "A bird.")
    decisions.set_aside([findings[0].battle_id], reason=1, actor=superuser, public_reason="OUTCOME")
    one = Finding.objects.filter(pk=findings[1].pk)
    decisions.dismiss(one, actor=superuser, public_reason="OUTCOME")
    return findings


def test_a_known_case_is_shown_without_its_outcome_and_its_answer_decides_nothing(colleague, known):
    url = colleague.post(NEXT).url
    assert url.startswith(KNOWN)
    page = colleague.get(f"{KNOWN}?finding={known[0].pk}")
    text = page.content.decode()
    assert "I am Heron." in text
    assert f"Strange {known[0].battle_id}." in text
    for outcome in ("OUTCOME", "Leaked identity", "Set aside battles", "root"):
        assert outcome not in text
    before = Decision.objects.count()
    done = colleague.post(KNOWN, {"finding": known[0].pk, "verdict": "dismiss"}, follow=True)
    assert "it was upheld" in done.content.decode()
    assert Decision.objects.count() == before
    answer = CalibrationAnswer.objects.get()
    assert (answer.verdict, answer.expected, answer.member) == ("dismiss", "uphold", colleague.user)
    assert done.context["review"].finding == known[2]  # a real one follows
    record = get_staff_record(colleague.user)
    assert (record.known_cases, record.known_agreed) == (1, 0)


def test_a_known_case_is_answered_once_and_not_by_who_decided_it(desk, colleague, known):
    for _ in range(2):
        colleague.post(KNOWN, {"finding": known[1].pk, "verdict": "dismiss"})
    assert CalibrationAnswer.objects.count() == 1
    assert colleague.get(f"{KNOWN}?finding={known[1].pk}").status_code == 404
    assert desk.get(f"{KNOWN}?finding={known[0].pk}").status_code == 404
    desk.post(KNOWN, {"finding": known[0].pk, "verdict": "uphold"})
    assert CalibrationAnswer.objects.count() == 1
    assert not desk.post(NEXT).url.startswith(KNOWN)


def test_an_open_finding_is_no_known_case(colleague, known):
    assert colleague.get(f"{KNOWN}?finding={known[2].pk}").status_code == 404


def test_without_the_setting_there_are_no_known_cases(colleague, known, settings):
    settings.CALIBRATION_SHARE = 0.0
    assert colleague.post(NEXT).url == page_of(known[2])
