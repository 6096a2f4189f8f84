"""What calls do to the health of models and endpoints, and what a bench does to the draw."""

import datetime as dt
import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.utils import timezone

from battles import services
from battles.endpoints.health import MAX_RECENT, Call, close_breaker, record_calls
from battles.models import BenchEvent, Contender, EndpointHealth, ModelHealth
from battles.pairing.draw import TooFewContenders
from battles.providers.base import ErrorKind
from tests import world
from tests.world import NOON

MINUTE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)
Step = BenchEvent.Step


@pytest.fixture
def trio(arena):
    return world.make_pool(arena, ["left", "middle", "right"])


def call(contender, failure=None, *, at=NOON, characters=20, **measures) -> Call:
    model = contender.model
    return Call(model.pk, model.endpoint_id, at, characters, failure, **measures)


def fail(contender, times, kind=ErrorKind.MALFORMED, *, at=NOON, **more):
    for number in range(times):
        moment = at + number * SECOND
        record_calls([call(contender, kind, at=moment, **more)], now=moment)


def drawable(arena, *, as_of):
    return set(Contender.objects.drawable(arena, as_of=as_of).values_list("model__name", flat=True))


def steps():
    return list(BenchEvent.objects.order_by("id").values_list("step", flat=True))


@pytest.mark.django_db
def test_a_benched_model_leaves_the_draw_and_comes_back_in_time(arena, trio):
    fail(trio[0], 2)
    assert drawable(arena, as_of=NOON + 2 * SECOND) == {"left", "middle", "right"}
    fail(trio[0], 1, at=NOON + 2 * SECOND)
    assert drawable(arena, as_of=NOON + 3 * SECOND) == {"middle", "right"}
    assert drawable(arena, as_of=NOON + 2 * SECOND + MINUTE) == {"left", "middle", "right"}
    event = BenchEvent.objects.get()
    assert (event.model, event.endpoint, event.step) == (trio[0].model, None, Step.BENCHED)
    assert (event.error_kind, event.strikes, event.until) == ("malformed", 1, NOON + 2 * SECOND + MINUTE)


@pytest.mark.django_db
def test_no_battle_is_drawn_with_a_benched_model_and_a_visitor_may_still_choose_it(arena, trio):
    fail(trio[0], 3, at=timezone.now())
    for _ in range(10):
        battle = world.open_battle(arena)
        assert trio[0].pk not in (battle.contender_a_id, battle.contender_b_id)
    chosen = world.open_battle(arena, choice=(trio[0].pk, trio[1].pk))
    assert chosen.contender_a == trio[0]
    fail(trio[1], 3, at=timezone.now())
    with pytest.raises(TooFewContenders):
        world.open_battle(arena)


@pytest.mark.django_db
def test_the_first_answer_after_a_bench_decides(arena, trio):
    fail(trio[0], 3)
    moment = ModelHealth.objects.get().benched_until
    fail(trio[0], 1, at=moment)
    assert ModelHealth.objects.get().benched_until == moment + 2 * MINUTE
    moment += 2 * MINUTE
    record_calls([call(trio[0], at=moment)], now=moment)
    assert steps() == [Step.BENCHED, Step.BENCHED, Step.RETURNED]
    assert "left" in drawable(arena, as_of=moment)


@pytest.mark.django_db
def test_an_endpoint_that_fails_two_models_is_benched_with_all_its_models(arena, trio):
    fail(trio[0], 3, ErrorKind.CONNECT)
    assert not BenchEvent.objects.filter(endpoint__isnull=False).exists()
    fail(trio[1], 3, ErrorKind.CONNECT)
    event = BenchEvent.objects.get(endpoint__isnull=False)
    assert event.endpoint == trio[0].model.endpoint
    assert drawable(arena, as_of=NOON + 5 * SECOND) == set()
    assert drawable(arena, as_of=event.until) == {"left", "middle", "right"}


@pytest.mark.django_db
def test_a_model_of_another_endpoint_stays_in_the_draw(arena, trio):
    elsewhere = world.make_endpoint("Elsewhere")
    world.make_contender(arena, "far", endpoint=elsewhere)
    fail(trio[0], 3, ErrorKind.CONNECT)
    fail(trio[1], 3, ErrorKind.CONNECT)
    assert drawable(arena, as_of=NOON + 5 * SECOND) == {"far"}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [ErrorKind.MALFORMED, ErrorKind.TRUNCATED, ErrorKind.EMPTY])
def test_a_models_own_failures_do_not_count_against_its_endpoint(arena, trio, kind):
    for contender in trio:
        fail(contender, 5, kind)
    assert EndpointHealth.objects.get().benched_until is None


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [ErrorKind.CONTENT_FILTER, ErrorKind.TOO_LONG, ErrorKind.THINKING_LIMIT])
def test_no_voter_can_bench_a_model_by_what_they_write(arena, trio, kind):
    fail(trio[0], 10, kind)
    fail(trio[0], 10, ErrorKind.BAD_REQUEST, characters=20_000)
    assert steps() == []
    health = ModelHealth.objects.get()
    assert len(health.recent) == 20
    assert health.window == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [ErrorKind.CONNECT, ErrorKind.MALFORMED, ErrorKind.RATE_LIMITED])
def test_calls_that_a_visitor_chose_are_measured_and_take_nobody_out_of_the_draw(arena, trio, kind):
    fail(trio[0], 10, kind, is_chosen=True)
    fail(trio[1], 10, kind, is_chosen=True)
    assert steps() == []
    assert drawable(arena, as_of=NOON + MINUTE) == {"left", "middle", "right"}
    assert [len(health.recent) for health in ModelHealth.objects.all()] == [10, 10]


@pytest.mark.django_db
def test_answers_that_a_visitor_chose_do_not_end_a_probation(arena, trio):
    fail(trio[0], 3)
    moment = ModelHealth.objects.get().benched_until
    record_calls([call(trio[0], at=moment, is_chosen=True)], now=moment)
    assert steps() == [Step.BENCHED]
    fail(trio[0], 1, at=moment)
    assert steps() == [Step.BENCHED, Step.BENCHED]


@pytest.mark.django_db
def test_a_rate_limit_pauses_the_model_and_is_no_failure(arena, trio):
    fail(trio[0], 1, ErrorKind.RATE_LIMITED)
    health = ModelHealth.objects.get()
    assert (health.window, health.strikes, health.benched_until) == ([], 0, None)
    assert health.rate_limited_until == NOON + 10 * SECOND
    assert drawable(arena, as_of=NOON + 9 * SECOND) == {"middle", "right"}
    assert drawable(arena, as_of=NOON + 10 * SECOND) == {"left", "middle", "right"}
    event = BenchEvent.objects.get()
    assert (event.step, event.until, event.error_kind) == (Step.LIMITED, NOON + 10 * SECOND, "rate_limited")
    assert EndpointHealth.objects.get().benched_until is None


@pytest.mark.django_db
def test_models_under_a_rate_limit_are_drawn_where_no_pair_is_left_without_them(arena, trio):
    fail(trio[0], 1, ErrorKind.RATE_LIMITED, at=timezone.now())
    fail(trio[1], 1, ErrorKind.RATE_LIMITED, at=timezone.now())
    drawn = [world.open_battle(arena) for _ in range(8)]
    assert len({pk for battle in drawn for pk in (battle.contender_a_id, battle.contender_b_id)}) == 3


@pytest.mark.django_db
def test_rate_limits_in_a_row_pause_for_longer_and_an_answer_forgets_them(arena, trio):
    moment, pauses = NOON, []
    for _ in range(7):
        fail(trio[0], 1, ErrorKind.RATE_LIMITED, at=moment)
        end = ModelHealth.objects.get().rate_limited_until
        pauses.append((end - moment) / SECOND)
        moment = end
    assert pauses == [10, 20, 40, 80, 160, 300, 300]
    record_calls([call(trio[0], at=moment)], now=moment)
    fail(trio[0], 1, ErrorKind.RATE_LIMITED, at=moment)
    assert ModelHealth.objects.get().rate_limited_until == moment + 10 * SECOND


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "pause"), [(45, 45), (3, 10), (86_400, 300), (0, 10)])
def test_the_pause_lasts_as_long_as_the_provider_asks_within_bounds(arena, trio, asked, pause):
    fail(trio[0], 1, ErrorKind.RATE_LIMITED, retry_after=asked)
    assert ModelHealth.objects.get().rate_limited_until == NOON + pause * SECOND


@pytest.mark.django_db
def test_calls_under_way_during_a_pause_do_not_lengthen_it(arena, trio):
    fail(trio[0], 5, ErrorKind.RATE_LIMITED)
    assert ModelHealth.objects.get().rate_limits == 1


@pytest.mark.django_db
def test_staff_end_a_pause_after_a_rate_limit(arena, trio):
    actor = User.objects.create_user("staff")
    fail(trio[0], 1, ErrorKind.RATE_LIMITED)
    assert close_breaker(trio[0].model, actor=actor, now=NOON)
    assert drawable(arena, as_of=NOON) == {"left", "middle", "right"}
    assert not close_breaker(trio[0].model, actor=actor, now=NOON)


@pytest.mark.django_db
def test_a_model_that_refuses_plain_requests_is_benched(arena, trio):
    fail(trio[0], 3, ErrorKind.BAD_REQUEST, characters=100)
    assert steps() == [Step.BENCHED]


@pytest.mark.django_db
def test_only_the_newest_answers_are_remembered(arena, trio):
    for number in range(MAX_RECENT + 3):
        record_calls([call(trio[0], first_token_ms=number, tokens_per_second=50.04)], now=NOON)
    recent = ModelHealth.objects.get().recent
    assert len(recent) == MAX_RECENT
    assert recent[-1] == ["", MAX_RECENT + 2, 50.0]


@pytest.mark.django_db
def test_staff_take_a_model_or_an_endpoint_off_the_bench(arena, trio):
    actor = User.objects.create_user("staff")
    fail(trio[0], 3, ErrorKind.CONNECT)
    fail(trio[1], 3, ErrorKind.CONNECT)
    now = NOON + 5 * SECOND
    assert close_breaker(trio[0].model, actor=actor, now=now)
    assert drawable(arena, as_of=now) == set()
    assert close_breaker(trio[0].model.endpoint, actor=actor, now=now)
    assert drawable(arena, as_of=now) == {"left", "right"}
    assert not close_breaker(trio[0].model, actor=actor, now=now)
    assert not close_breaker(trio[2].model, actor=actor, now=now)
    lifted = BenchEvent.objects.filter(step=Step.LIFTED)
    assert {event.actor for event in lifted} == {actor}
    assert lifted.count() == 2


@pytest.mark.django_db
def test_a_running_battle_goes_on_with_a_benched_model(arena):
    pool = world.make_pool(arena)
    battle = world.answered_battle(arena)
    fail(pool[0], 3, at=timezone.now())
    assert services.continue_battle(battle, prompt="And then?", turn=2, now=NOON)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="rows are locked on PostgreSQL only")
def test_processes_count_together_and_never_wait_for_each_other(arena, trio):
    """Opposite orders of the same two models, from eight threads with connections of their own."""

    def work(first, second):
        try:
            for _ in range(5):
                record_calls([call(first), call(second)], now=NOON)
        finally:
            connections.close_all()

    orders = [(trio[0], trio[1]), (trio[1], trio[0])] * 4
    threads = [threading.Thread(target=work, args=order) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = [len(health.recent) for health in ModelHealth.objects.all()]
    assert counts == [40, 40]
    assert len(EndpointHealth.objects.get().recent) == MAX_RECENT
