"""The budget of a conversation: tokens and attempts, refused before anything is sent."""

import pytest
from django.utils import timezone

from battles import services
from battles.blind import blind_battle
from battles.conversation import TurnTexts, has_attempts_left, is_within_tokens
from battles.models import Answer, Prompt
from tests import world

WORDS = "heron " * 100  # about a hundred tokens


@pytest.fixture
def answered(arena, pool):
    return world.answered_battle(arena)


def test_the_longer_side_counts_and_the_next_prompt_too(settings):
    settings.CONVERSATION_TOKENS = 400
    turns = [TurnTexts("Hi", a=WORDS * 2, b="short")]
    assert is_within_tokens(turns, WORDS)
    assert not is_within_tokens(turns, WORDS * 3)
    assert not is_within_tokens([TurnTexts("Hi", a="short", b=WORDS * 5)])
    settings.CONVERSATION_TOKENS = 0
    assert is_within_tokens(turns, WORDS * 100)


def test_attempts_end_at_the_limit(settings):
    settings.ATTEMPTS_PER_PROMPT = 3
    assert [has_attempts_left(newest) for newest in (1, 2, 3, 4)] == [True, True, False, False]


@pytest.mark.django_db
def test_a_prompt_over_the_budget_is_not_stored_and_not_charged(answered, settings):
    settings.CONVERSATION_TOKENS = 300
    charged = []
    with pytest.raises(services.NotContinuable, match="too long for another prompt"):
        services.continue_battle(
            answered, prompt=WORDS * 4, turn=2, now=timezone.now(), before=lambda passage: charged.append(1)
        )
    assert Prompt.objects.count() == 1
    assert charged == []


@pytest.mark.django_db
def test_the_page_says_before_sending_that_nothing_more_is_possible(answered, settings):
    assert blind_battle(answered, now=timezone.now()).can_continue
    Answer.objects.update(text=WORDS * 5)
    settings.CONVERSATION_TOKENS = 300
    blind = blind_battle(answered, now=timezone.now())
    assert not blind.can_continue
    assert blind.can_vote


@pytest.mark.django_db
def test_regenerating_ends_at_the_limit_and_the_button_with_it(answered, settings):
    settings.ATTEMPTS_PER_PROMPT = 1
    assert not blind_battle(answered, now=timezone.now()).can_regenerate
    charged = []
    with pytest.raises(services.NotContinuable, match="as often as possible"):
        services.regenerate(answered, attempt=2, now=timezone.now(), before=lambda: charged.append(1))
    assert charged == []
    settings.ATTEMPTS_PER_PROMPT = 0
    assert services.regenerate(answered, attempt=2, now=timezone.now(), before=lambda: charged.append(1))
    assert not services.regenerate(answered, attempt=2, now=timezone.now(), before=lambda: charged.append(1))
    assert charged == [1]
