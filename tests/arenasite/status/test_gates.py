"""A gate that cannot be reached is an alarm: in /readyz, in doctor, and first in the admin's list."""

import datetime as dt

import pytest
from django.utils import timezone

from arenasite.status.checks import State, check_gates
from arenasite.status.todo import list_todos
from battles.gates import count_outcome, flush_outcomes
from battles.models import GateCount

pytestmark = pytest.mark.django_db


def test_without_trouble_the_gates_are_fine():
    state, detail = check_gates()
    assert state == State.OK
    assert "3 gates" in detail


def test_an_unreachable_gate_is_a_warning_for_a_quarter_of_an_hour():
    count_outcome("screening_backend", "unreachable")
    flush_outcomes()
    state, detail = check_gates()
    assert state == State.WARNING
    assert "screening_backend" in detail
    assert "screening_backend" in list_todos()[0].text
    assert list_todos()[0].address == "/admin/moderation/screeningpolicy/"
    GateCount.objects.update(changed_at=timezone.now() - dt.timedelta(minutes=16))
    assert check_gates()[0] == State.OK
