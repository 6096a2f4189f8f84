"""The public speed of a model: medians over its newest answers in battles that have their vote."""

import pytest
from django.core.cache import cache

from battles.endpoints.speed import MAX_ANSWERS, MIN_ANSWERS, get_speed
from battles.models import Answer, Battle, Prompt
from tests import world
from tests.world import NOON

pytestmark = pytest.mark.django_db

WORDS = "word " * 60


@pytest.fixture
def models(arena):
    return [contender.model for contender in world.make_pool(arena)]


@pytest.fixture
def answer(arena, models):
    """Store answers of the left model, each in a battle of its own."""

    def store(count, *, battle_state=Battle.State.VOTED, first=123, took=1123, **fields):
        left, right = (model.contenders.get() for model in models)
        for _ in range(count):
            battle = Battle.objects.create(
                arena=arena, contender_a=left, contender_b=right, state=battle_state, opened_at=NOON
            )
            prompt = Prompt.objects.create(battle=battle, turn=1, text="?")
            measures = {"text": WORDS, "first_token_ms": first, "duration_ms": took, "output_tokens": 60}
            values = {"state": Answer.State.DONE} | measures | fields
            Answer.objects.create(prompt=prompt, side="a", contender=left, **values)

    return store


def test_a_speed_is_public_after_enough_answers(models, answer):
    answer(MIN_ANSWERS - 1)
    assert get_speed(models[0].contenders.all()) is None
    answer(1)
    speed = get_speed(models[0].contenders.all())
    assert (speed.first_token_ms, speed.tokens_per_second, speed.answers) == (123, 60.0, MIN_ANSWERS)
    assert get_speed(models[1].contenders.all()) is None


@pytest.mark.parametrize("state", [state for state in Battle.State if state != Battle.State.VOTED])
def test_battles_without_a_vote_do_not_move_it(models, answer, state):
    answer(MIN_ANSWERS)
    before = get_speed(models[0].contenders.all())
    answer(MAX_ANSWERS, battle_state=state, first=999)
    assert get_speed(models[0].contenders.all()) == before


def test_only_the_newest_answers_count(models, answer):
    answer(MAX_ANSWERS, first=999)
    answer(MAX_ANSWERS, first=100)
    assert (
        get_speed(models[0].contenders.all()).first_token_ms,
        get_speed(models[0].contenders.all()).answers,
    ) == (100, MAX_ANSWERS)


@pytest.mark.parametrize("fields", [{"retries": 1}, {"state": "failed"}, {"first_token_ms": None}])
def test_failed_retried_and_unmeasured_answers_do_not_count(models, answer, fields):
    answer(MIN_ANSWERS - 1)
    answer(5, **fields)
    assert get_speed(models[0].contenders.all()) is None


@pytest.mark.parametrize(
    "fields", [{"took": 123}, {"text": "short", "output_tokens": 3}, {"duration_ms": None}]
)
def test_an_answer_too_short_for_a_rate_still_has_a_first_token(models, answer, fields):
    answer(MIN_ANSWERS, **fields)
    speed = get_speed(models[0].contenders.all())
    assert (speed.first_token_ms, speed.tokens_per_second) == (123, None)


def test_tokens_of_hidden_reasoning_do_not_count(models, answer):
    answer(MIN_ANSWERS, output_tokens=6000)
    assert get_speed(models[0].contenders.all()).tokens_per_second < 200


def test_the_models_page_shows_it_once_it_is_public(client, models, answer):
    answer(MIN_ANSWERS - 1)
    assert "123 ms" not in client.get(f"/models/{models[0].slug}/").content.decode()
    answer(1)
    cache.clear()
    page = client.get(f"/models/{models[0].slug}/").content.decode()
    assert "123 ms" in page
    assert f"the newest {MIN_ANSWERS} answers" in page


def test_it_costs_one_query_for_each_arena_of_the_model(models, answer, django_assert_num_queries):
    answer(MIN_ANSWERS)
    with django_assert_num_queries(2):
        get_speed(models[0].contenders.all())
