"""The door for findings: once per detector and subject, with a priority of its own."""

import pytest

from battles.models import Battle, Exclusion, Prompt, Voter
from moderation.decisions import execution as decisions
from moderation.findings import reporter_trust
from moderation.findings.priority import PATIENCE
from moderation.findings.record import FindingWithoutSubject, record_finding
from moderation.findings.reporter_trust import ReporterRecord, get_reporter_record
from moderation.models import Campaign, Finding

pytestmark = pytest.mark.django_db
ODD = Finding.Kind.ODD_BATTLE


def noticed(battle: Battle, **more) -> Finding:
    return record_finding(
        **{"kind": ODD, "battle": battle, "detector": "odd", "version": "1", "evidence": {"n": 1}, **more}
    )


def test_a_finding_keeps_what_was_noticed(battles):
    finding = Finding.objects.get(pk=noticed(battles[0], strength=0.25).pk)
    assert (finding.kind, finding.detector, finding.version) == (ODD, "odd", "1")
    assert (finding.battle, finding.strength, finding.evidence) == (battles[0], 0.25, {"n": 1})
    assert finding.subject == f"battle-{battles[0].pk}"


def test_a_detector_that_runs_twice_notices_once(battles):
    first = noticed(battles[0])
    assert noticed(battles[0], evidence={"n": 2}) == first
    assert Finding.objects.get().evidence == {"n": 1}


def test_what_was_judged_is_not_noticed_again(battles):
    finding = noticed(battles[0])
    decisions.dismiss(Finding.objects.all(), actor=None, public_reason="Harmless.")
    assert noticed(battles[0]) == finding
    assert not Finding.objects.open().exists()


@pytest.mark.parametrize(
    "other",
    [{"detector": "odder"}, {"version": "2"}, {"kind": Finding.Kind.IDENTITY_LEAK}, {"part": "answer 3"}],
)
def test_another_detector_version_kind_or_part_is_another_finding(battles, other):
    assert noticed(battles[0]) != noticed(battles[0], **other)


def test_each_battle_has_its_own(battles):
    assert len({noticed(battle).pk for battle in battles}) == 3


def test_what_staff_note_is_new_each_time(battles, superuser):
    notes = [noticed(battles[0], detector="", version="", noticed_by=superuser) for _ in range(2)]
    assert notes[0] != notes[1]


def test_a_finding_may_be_about_a_voter_a_prompt_or_a_campaign(battles):
    voter, campaign = Voter.objects.create(), Campaign.objects.create(title="A wave")
    prompt = Prompt.objects.create(battle=battles[0], turn=1, text="Hello.")
    assert noticed(None, voter=voter).subject == f"voter-{voter.pk}"
    assert noticed(None, campaign=campaign).subject == f"campaign-{campaign.pk}"
    about_prompt = noticed(None, prompt=prompt)
    assert (about_prompt.prompt, about_prompt.battle) == (prompt, battles[0])
    assert about_prompt != noticed(battles[0])


def test_a_finding_about_nothing_is_an_error():
    with pytest.raises(FindingWithoutSubject):
        noticed(None)


def test_the_stronger_is_due_earlier(battles):
    hint, sure = noticed(battles[0], strength=0.1), noticed(battles[1], strength=1.0)
    assert hint.priority < sure.priority
    assert list(Finding.objects.most_urgent_first()) == [sure, hint]
    assert sure.due_at - sure.noticed_at < hint.due_at - hint.noticed_at < PATIENCE


def upheld(battle: Battle) -> None:
    decisions.set_aside(
        Battle.objects.filter(pk=battle.pk), reason=Exclusion.Reason.SPAM, actor=None, public_reason="Spam."
    )


def report(battle: Battle, reporter: Voter) -> Finding:
    return noticed(battle, kind=Finding.Kind.REPORT, detector="visitor", reporter=reporter)


def test_a_reporters_record_follows_from_decisions(battles):
    reporter, other = Voter.objects.create(), Voter.objects.create()
    for battle in battles:
        report(battle, reporter)
    assert get_reporter_record(reporter) == ReporterRecord(0, 0)
    upheld(battles[0])
    decision = decisions.dismiss(
        Finding.objects.filter(battle=battles[1]), actor=None, public_reason="Harmless."
    )
    assert get_reporter_record(reporter) == ReporterRecord(1, 1)
    assert get_reporter_record(other.pk) == ReporterRecord(0, 0)
    decisions.undo(decision, actor=None, public_reason="A mistake.")
    assert get_reporter_record(reporter) == ReporterRecord(1, 0)


def test_the_newest_reports_decide_however_many_there_are(battles, monkeypatch):
    reporter = Voter.objects.create()
    monkeypatch.setattr(reporter_trust, "MAX_REPORTS", 2)
    for battle in battles:
        report(battle, reporter)
    upheld(battles[0])
    decisions.dismiss(Finding.objects.open(), actor=None, public_reason="Harmless.")
    assert get_reporter_record(reporter) == ReporterRecord(0, 2)


def test_what_was_restored_was_not_upheld(battles):
    reporter = Voter.objects.create()
    report(battles[0], reporter)
    upheld(battles[0])
    chosen = decisions.get_holding_decisions(Battle.objects.all())[0][0]
    decisions.restore(Battle.objects.all(), decisions=[chosen], actor=None, public_reason="It was fine.")
    assert get_reporter_record(reporter) == ReporterRecord(0, 1)


def test_who_was_right_before_is_heard_earlier(battles):
    right, wrong = Voter.objects.create(), Voter.objects.create()
    report(battles[0], right)
    upheld(battles[0])
    report(battles[1], wrong)
    decisions.dismiss(Finding.objects.open(), actor=None, public_reason="Harmless.")
    unknown = report(battles[2], Voter.objects.create())
    assert noticed(battles[1], kind=Finding.Kind.REPORT, reporter=right).priority > unknown.priority
    assert noticed(battles[0], kind=Finding.Kind.REPORT, reporter=wrong).priority < unknown.priority
