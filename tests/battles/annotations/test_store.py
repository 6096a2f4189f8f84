"""Facts of a battle: what the detectors say, what a log had said before, and which of them are current."""

import pytest

from battles.annotations.live import record_annotations
from battles.detectors.categories import Conversation, Fact
from battles.detectors.frequency import frequency_fact
from battles.detectors.run import IMPORTED, VERSIONS, Texts, battle_tags, detect_facts, imported_labels
from battles.models import Annotation, Battle, BattleStyle
from battles.tags import Tag
from tests import world
from tests.battles.detectors.judging.judge_answers import verdict

LEAK = "I am ChatGPT, a model trained by OpenAI."


@pytest.fixture
def battle(pool, arena):
    return world.answered_battle(arena)


@pytest.fixture
def imported(battle):
    """A battle as a log told it, with bits that no detector would find in its texts."""
    battle.origin = Battle.Origin.IMPORTED
    battle.tags = int(Tag.MATH | Tag.FRENCH | Tag.HIGH_FREQUENCY)
    battle.save(update_fields=["origin", "tags"])
    return battle


def test_where_a_log_was_judged_no_judge_adds_to_it():
    found = Fact("judge", "1+solomon", verdict("math", "creativity"))
    assert battle_tags([found]) == Tag.JUDGED | Tag.MATH | Tag.CREATIVITY
    assert battle_tags([imported_labels(int(Tag.JUDGED), None), found]) == Tag.JUDGED
    assert battle_tags([imported_labels(int(Tag.FRENCH), None), found]) & Tag.MATH


def test_where_a_log_has_sampled_its_frequent_prompts_none_is_dropped_here():
    found = frequency_fact(is_dropped=True)
    assert battle_tags([found]) == Tag.HIGH_FREQUENCY
    assert battle_tags([imported_labels(int(Tag.FREQUENCY_DECLARED), None), found]) == Tag.FREQUENCY_DECLARED


def test_every_detector_notes_one_fact_with_its_version(battle):
    record_annotations(battle)
    assert dict(battle.annotations.values_list("detector", "version")) == VERSIONS


def test_a_leak_sets_its_bit_and_what_happened_stays(pool, arena):
    battle = world.answered_battle(arena, a=LEAK)
    battle.tags = int(Tag.STOPPED | Tag.CODING)
    battle.save(update_fields=["tags"])
    tags = record_annotations(battle)
    battle.refresh_from_db()
    assert battle.tags == tags
    assert tags & Tag.IDENTITY_LEAK
    assert tags & Tag.STOPPED
    assert not tags & Tag.CODING


def test_what_a_log_declared_survives_the_detectors(imported):
    tags = record_annotations(imported)
    assert tags & Tag.MATH
    assert tags & Tag.HIGH_FREQUENCY


def test_a_declared_language_wins_over_the_detected_one(imported):
    tags = record_annotations(imported)
    assert tags & Tag.FRENCH
    assert not tags & Tag.ENGLISH
    assert imported.annotations.get(detector="language").value["code"] == "en"


def test_a_declaration_is_noted_once_however_often_the_detectors_run(imported):
    first = record_annotations(imported)
    assert record_annotations(imported) == first
    assert imported.annotations.filter(detector=IMPORTED).count() == 1
    assert imported.annotations.filter(detector="language").count() == 1


def test_a_log_s_own_style_counts_stay(imported):
    counts = {f"{name}_{side}": 7 for name in ("tokens", "headers", "lists", "bold") for side in "ab"}
    BattleStyle.objects.create(battle=imported, **counts)
    record_annotations(imported)
    record_annotations(imported)
    assert BattleStyle.objects.filter(battle=imported, **counts).exists()


def test_a_live_battle_declares_nothing(battle):
    battle.tags = int(Tag.MATH)
    battle.save(update_fields=["tags"])
    assert not record_annotations(battle) & Tag.MATH
    assert not Annotation.objects.filter(detector=IMPORTED).exists()


def test_a_declared_length_excludes_the_other_one():
    found = detect_facts(Texts(Conversation(("Hi",)), ()), (), frozenset({"length"}))
    assert battle_tags(found) == Tag.SHORT_QUERY
    assert battle_tags([imported_labels(int(Tag.LONGER_QUERY), None), *found]) == Tag.LONGER_QUERY
