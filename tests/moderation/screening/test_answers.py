"""Both answers are screened after the fact: findings for staff, once, and after every outage."""

import pytest
from django.utils import timezone

from battles.annotations.live import record_annotations
from battles.models import Battle
from moderation.evidence.finding_text import summarize_finding
from moderation.models import BlockedPrompt, Finding
from moderation.screening import BREAKER, answers
from moderation.tasks import screen_answers
from tests import world
from tests.battles.providers.upstream import refusal

CARD = "4111 1111 1111 1111"

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(arena, pool):
    """Makes an answered battle whose texts the detectors have read."""

    def answer(a="A wading bird.", b="A bird that waits.", **more) -> Battle:
        battle = world.answered_battle(arena, a=a, b=b, **more)
        record_annotations(battle)
        return battle

    return answer


def test_an_answer_with_private_data_is_a_finding_that_names_its_place_and_has_no_text(answered):
    battle = answered(b=f"Use {CARD}.")
    answered()
    assert screen_answers() == 1
    finding = Finding.objects.get()
    assert (finding.kind, finding.battle_id, finding.strength) == ("screening", battle.pk, 1.0)
    assert finding.evidence == {
        "category": "private_data",
        "places": ["1.answer.b"],
        "rules": ["card"],
    }
    assert CARD not in str(finding.evidence)
    Battle.objects.update(state=Battle.State.VOTED)
    assert summarize_finding(Finding.objects.get()) == "Private data: turn 1, answer B"


def test_running_twice_finds_nothing_twice(answered):
    answered(a=CARD)
    assert screen_answers() == 1
    assert screen_answers() == 0
    answers.TEXTS.reset()
    assert screen_answers() == 0


def test_every_turn_is_screened_with_what_was_logged_or_accepted(answered, adopt):
    adopt(hate=("log", ["forbidden"]))
    answered(prompt="a forbidden word")
    assert screen_answers() == 1
    assert Finding.objects.get().evidence["places"] == ["1.prompt"]


def test_while_the_backend_is_away_nothing_is_passed_over(answered, with_moderations, upstream):
    with_moderations(violence=("log", []))
    upstream.by_path["/v1/moderations"] = refusal(500)
    answered()
    assert screen_answers() == 0
    assert not Finding.objects.exists()
    BREAKER.reset()
    with_moderations.score(violence=0.8)
    assert screen_answers() == 1
    assert Finding.objects.get().evidence["rules"] == ["backend"]


def test_imported_battles_are_not_sent_to_a_backend(answered, with_moderations, upstream):
    with_moderations(violence=("log", []))
    battle = answered()
    upstream.requests.clear()
    Battle.objects.filter(pk=battle.pk).update(origin=Battle.Origin.IMPORTED)
    assert screen_answers() == 0
    assert upstream.requests == []


def test_kept_blocked_prompts_are_deleted_after_thirty_days():
    old = BlockedPrompt.objects.create(categories=["hate"], text="x")
    BlockedPrompt.objects.filter(pk=old.pk).update(created_at=timezone.now() - timezone.timedelta(days=31))
    BlockedPrompt.objects.create(categories=["hate"], text="y")
    screen_answers()
    assert BlockedPrompt.objects.get().text == "y"
