"""A text that is planted everywhere is nowhere after erasure, and after retention."""

import datetime as dt

import pytest

from battles.erasure import ErasureRequest, apply_retention, erase_battles, erase_voter
from battles.models import Battle, Erasure, RetentionPolicy, Vote
from battles.tags import Tag
from battles.texts import list_places, list_texts
from moderation.models import PromptSketch
from tests import world
from tests.battles.texts.planting import WORD, contest_with_word, find_everywhere, plant

pytestmark = pytest.mark.django_db(transaction=True)

LATER = world.NOON + dt.timedelta(days=400)
OF_THE_VOTER = ["moderation_blockedprompt.text", "moderation_finding.evidence"]
"""Where texts of the voter are that belong to no battle: a blocked prompt, a note of staff."""

BY_VISITOR = ErasureRequest(Erasure.Cause.VISITOR)


@pytest.fixture(autouse=True)
def data_directory(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def battle(arena, pool):
    return world.voted_battle(arena, prompt=f"What is a {WORD}?")


@pytest.fixture
def planted(battle):
    Battle.objects.filter(pk=battle.pk).update(tags=int(Tag.IDENTITY_LEAK))
    contest_with_word(Vote.objects.get(pk=battle.pk))
    return plant(battle)


def test_every_place_lists_what_is_planted_in_it(battle, planted):
    held = {place.name for place, text in list_texts([battle.pk], [battle.voter_id]) if WORD in text.text}
    assert held == planted
    declared = {place.name for place in list_places()}
    holding_no_text = {"shares", "sketches of prompts"}  # a link, and hashes that go with the text
    assert declared - planted <= {"streams in Redis"} | holding_no_text


def test_after_a_battle_is_erased_its_text_is_nowhere_but_in_what_belongs_to_its_voter(battle, planted):
    assert len(find_everywhere()) > 8
    assert erase_battles([battle.pk], request=BY_VISITOR, now=LATER) == 1
    assert sorted(find_everywhere()) == OF_THE_VOTER
    assert not PromptSketch.objects.exists()
    erase_voter(battle.voter, request=BY_VISITOR, now=LATER)
    assert find_everywhere() == []
    assert list(list_texts([battle.pk], [battle.voter_id])) == []


def test_after_retention_the_text_is_nowhere(battle, planted):
    RetentionPolicy.objects.create(text_days=365, public_reason="x", effective_from=world.NOON)
    assert apply_retention(now=LATER) >= 1
    assert sorted(find_everywhere()) == OF_THE_VOTER
    assert not PromptSketch.objects.exists()


def test_erasing_twice_changes_nothing(battle, planted):
    assert erase_battles([battle.pk], request=BY_VISITOR, now=LATER) == 1
    assert erase_battles([battle.pk], request=BY_VISITOR, now=LATER) == 0
    assert Erasure.objects.count() == 1
