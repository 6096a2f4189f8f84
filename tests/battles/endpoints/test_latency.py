"""Figures for staff: medians over the newest calls of a model or an endpoint."""

import pytest
from django.utils import timezone

from battles.endpoints.health import Call, record_calls
from battles.endpoints.latency import Speed, get_call_stats
from battles.models import LanguageModel
from battles.providers.base import ErrorKind
from tests import world
from tests.world import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(arena):
    return world.make_contender(arena, "swift").model


def note(model, count, *, failure=None, first=120, rate=300.0):
    for _ in range(count):
        record_calls([Call(model.pk, model.endpoint_id, NOON, 20, failure, first, rate)], now=NOON)


def fresh(model):
    return LanguageModel.objects.get(pk=model.pk)


def test_failed_calls_count_for_the_failure_rate_and_not_for_the_speed(model):
    note(model, 19)
    note(model, 5, failure=ErrorKind.CONTENT_FILTER, first=1, rate=None)
    stats = get_call_stats(fresh(model))
    assert stats.failure_rate == pytest.approx(5 / 24)
    assert (stats.calls, stats.speed) == (24, Speed(120, 300.0, 19))


def test_medians_do_not_follow_an_outlier(model):
    note(model, 10, first=100, rate=300.0)
    note(model, 9, first=110, rate=310.0)
    note(model, 2, first=60_000, rate=1.0)
    assert get_call_stats(fresh(model)).speed == Speed(110, 300.0, 21)


def test_answers_too_short_for_a_rate_still_tell_the_first_token(model):
    note(model, 3, rate=None)
    assert get_call_stats(fresh(model)).speed == Speed(120, None, 3)


def test_a_model_that_was_never_asked_has_no_pulse(model):
    pulse = get_call_stats(fresh(model))
    assert (pulse.speed, pulse.failure_rate, pulse.calls) == (None, 0.0, 0)


def test_the_desk_shows_bench_and_pulse(admin_client, model):
    note(model, 4, first=123, rate=801.4)
    for name in ("languagemodel", "endpoint", "contender"):
        page = admin_client.get(f"/admin/battles/{name}/").content.decode()
        assert "123 ms" in page
        assert "801" in page
        assert "0 % of 4" in page
    for _ in range(3):
        note(model, 1, failure=ErrorKind.MALFORMED, first=None, rate=None)
    page = admin_client.get("/admin/battles/languagemodel/").content.decode()
    assert "43 % of 7" in page
    assert "waiting for a retry" in page


def test_the_desk_takes_a_model_off_the_bench(admin_client, model, django_user_model):
    now = timezone.now()
    for _ in range(3):
        record_calls([Call(model.pk, model.endpoint_id, now, 20, ErrorKind.EMPTY)], now=now)
    listed = admin_client.get("/admin/battles/languagemodel/").content.decode()
    assert "until " in listed
    data = {"action": "lift", "_selected_action": [model.pk]}
    answer = admin_client.post("/admin/battles/languagemodel/", data, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["1 taken off the bench."]
    assert fresh(model).health.benched_until is None
    assert model.bench_events.filter(actor=django_user_model.objects.get()).count() == 1
    assert admin_client.get("/admin/battles/benchevent/").status_code == 200
