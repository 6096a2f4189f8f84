"""The jobs about prompts, through their tasks."""

import pytest

from battles.annotations import judge_client as judging
from battles.annotations.live import record_annotations
from battles.models import LanguageModel
from battles.providers.base import FinishReason
from battles.tags import Tag
from battles.tasks import find_frequent_prompts, judge_prompts
from tests import world
from tests.battles.detectors.judging.judge_answers import said


@pytest.fixture
def battle(arena, pool):
    voted = world.voted_battle(arena, prompt="What is 2+2?")
    record_annotations(voted)
    return voted


def test_without_a_judge_nothing_is_judged(battle, settings):
    settings.JUDGE_MODEL = ""
    assert judge_prompts() == 0


def test_a_judge_that_cannot_be_asked_is_logged_and_stops_nothing(battle, settings, caplog):
    settings.JUDGE_MODEL = "nobody"
    assert judge_prompts() == 0
    assert "There is no model nobody" in caplog.text


def test_the_task_judges_once(battle, settings, monkeypatch):
    settings.JUDGE_MODEL = "solomon"
    LanguageModel.objects.create(
        slug="solomon", name="Solomon", upstream_name="solomon", endpoint=world.make_endpoint()
    )
    provider = world.ScriptedProvider({"solomon": [said("math"), FinishReason.STOP]})
    monkeypatch.setattr(judging, "get_provider", lambda wire_format: provider)
    assert judge_prompts() == 1
    assert judge_prompts() == 0
    battle.refresh_from_db()
    assert battle.tags & Tag.MATH


def test_frequent_prompts_are_looked_for_in_every_arena(battle):
    assert find_frequent_prompts() == 0
