"""Findings that a process of an older release decided: it knew the links, and not Finding.resolved_by."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from arenasite.schedule import build_timetable
from arenasite.status.checks import State, check_findings
from moderation.decisions import execution as decisions
from moderation.decisions.repair import RECENT, list_stale_findings, repair_findings
from moderation.findings.record import record_finding
from moderation.models import Decision, Finding
from moderation.tasks import repair_findings as task
from tests.moderation.conftest import compute_resolutions


@pytest.fixture
def findings(battles):
    """One that only the links decide, one that only the links reopen, and one as it should be."""
    made = [record_finding(Finding.Kind.STAFF, battle=battle, evidence={"note": "x"}) for battle in battles]
    dismissals = [
        decisions.dismiss(Finding.objects.filter(pk=finding.pk), actor=None, public_reason="x")
        for finding in made
    ]
    Finding.objects.filter(pk=made[0].pk).update(resolved_by=None)
    decisions.undo(dismissals[1], actor=None, public_reason="x")
    Finding.objects.filter(pk=made[1].pk).update(resolved_by=dismissals[1])
    yield made
    assert not list_stale_findings().exists()


def stored() -> dict[int, int | None]:
    return dict(Finding.objects.values_list("pk", "resolved_by"))


def test_the_doctor_counts_them_and_the_command_repairs_them(findings):
    assert set(list_stale_findings()) == set(findings[:2])
    state, words = check_findings()
    assert state == State.WARNING
    assert "2 findings" in words
    assert "repair_findings" in words
    out = StringIO()
    call_command("repair_findings", stdout=out)
    assert out.getvalue() == "Findings repaired: 2\n"
    assert stored() == compute_resolutions()
    assert check_findings()[0] == State.OK
    assert repair_findings() == 0


def test_an_older_decision_is_replaced_by_the_newest(findings):
    newer = decisions.set_aside([findings[2].battle_id], reason=1, actor=None, public_reason="x")
    older = findings[2].decisions.first()
    newer.findings.add(findings[2])
    assert set(list_stale_findings()) == set(findings)
    repair_findings()
    assert older is not None
    assert stored()[findings[2].pk] == newer.pk > older.pk


def test_the_timetable_repairs_what_was_decided_or_undone_lately(findings):
    assert "moderation.tasks.repair_findings" in {job.task for job in build_timetable()}
    long_ago = timezone.now() - RECENT - dt.timedelta(hours=1)
    Decision.objects.filter(undoes__isnull=True).update(decided_at=long_ago)
    assert list(list_stale_findings(since=timezone.now() - RECENT)) == [findings[1]]
    assert task() == 1
    assert set(list_stale_findings()) == {findings[0]}
    Decision.objects.update(decided_at=timezone.now())
    assert task() == 1
    assert task() == 0
