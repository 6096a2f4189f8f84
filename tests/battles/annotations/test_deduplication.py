"""Votes on prompts that come too often are dropped from the dedup board, and come back when they are not."""

import datetime as dt

import pytest
from django.core.cache import cache

from battles.annotations import deduplication
from battles.annotations.deduplication import (
    Deduplication,
    apply_deduplication,
    battles_to_drop,
    deduplicate,
    store_digests,
)
from battles.annotations.live import record_annotations
from battles.detectors import frequency
from battles.detectors.frequency import DETECTOR
from battles.models import Battle, DirtyDay, Prompt, PromptDigest
from battles.tags import Tag
from tests import world
from tests.world import NOON

KEPT = 3


@pytest.fixture(autouse=True)
def few_are_kept(monkeypatch):
    """25 votes of one prompt would be many battles for a test."""
    monkeypatch.setattr(frequency, "KEPT_VOTES", KEPT)
    monkeypatch.setattr(deduplication, "KEPT_VOTES", KEPT)
    monkeypatch.setattr(deduplication.timezone, "now", lambda: NOON)


def voted(arena, *prompts):
    return [world.voted_battle(arena, prompt=prompt) for prompt in prompts]


def dropped_now(arena):
    rows = Battle.objects.filter(arena=arena).values_list("pk", "tags")
    return {pk for pk, tags in rows if tags & Tag.HIGH_FREQUENCY}


def test_of_a_frequent_prompt_only_so_many_votes_are_kept(arena, pool):
    hello = voted(arena, "hello", "Hello!", "HELLO", "hello?", "hello…")
    others = voted(arena, "What is a heron?", "What is a stork?")
    DirtyDay.objects.all().delete()
    assert deduplicate([arena]) == 2
    assert len(dropped_now(arena)) == 2
    assert dropped_now(arena) <= {battle.pk for battle in hello}
    assert not dropped_now(arena) & {battle.pk for battle in others}
    assert list(DirtyDay.objects.values_list("arena_id", "day")) == [(arena.pk, hello[0].vote.day)]


def test_what_is_dropped_has_a_fact_and_nothing_else_gets_one(arena, pool):
    voted(arena, *["hello"] * 4, "What is a heron?")
    deduplicate([arena])
    [battle] = Battle.objects.filter(annotations__detector=DETECTOR)
    fact = battle.annotations.get(detector=DETECTOR)
    assert (fact.version, fact.value) == ("1", {"dropped": True})
    assert dropped_now(arena) == {battle.pk}


def test_the_same_evidence_gives_the_same_sample_however_often_one_looks(arena, pool):
    for _ in range(6):
        voted(arena, "hello")
        deduplicate([arena])
    step_by_step = dropped_now(arena)
    assert len(step_by_step) == 3
    assert step_by_step == battles_to_drop(arena)
    assert deduplicate([arena]) == 0
    PromptDigest.objects.update(digest=None, normalisation=0)
    assert deduplicate([arena]) == 0
    assert dropped_now(arena) == step_by_step


def test_a_prompt_that_is_no_longer_among_the_most_frequent_gets_its_votes_back(arena, pool):
    voted(arena, *["hello"] * 4)
    deduplicate([arena])
    [freed] = dropped_now(arena)
    voted(arena, *["hi"] * 5)
    deduplicate([arena])
    assert freed not in dropped_now(arena)
    assert len(dropped_now(arena)) == 2
    newest = Battle.objects.get(pk=freed).annotations.filter(detector=DETECTOR).last()
    assert newest.value == {"dropped": False}


def test_only_voted_blind_battles_with_texts_are_counted(arena, pool):
    hello = voted(arena, *["hello"] * 4)
    Battle.objects.filter(pk=hello[0].pk).update(mode=Battle.Mode.SIDE_BY_SIDE)
    world.answered_battle(arena, prompt="hello")
    world.stored_vote(arena, *pool, 1)
    gone = voted(arena, "hello")[0]
    Prompt.objects.filter(battle=gone).update(text="")
    assert deduplicate([arena]) == 0
    assert PromptDigest.objects.filter(digest__isnull=False).count() == 3


def test_arenas_do_not_mix(arena, pool):
    other = world.make_arena("other")
    world.make_pool(other)
    voted(arena, *["hello"] * 3)
    voted(other, *["hello"] * 3)
    assert deduplicate([arena, other]) == 0


def test_a_log_that_says_itself_what_is_kept_is_believed(arena, pool):
    hello = voted(arena, *["hello"] * 6)
    declared = [battle.pk for battle in hello[:4]]
    Battle.objects.filter(pk__in=declared).update(
        origin=Battle.Origin.IMPORTED, tags=int(Tag.FREQUENCY_DECLARED)
    )
    assert deduplicate([arena]) == 0


def test_a_look_alone_changes_no_battle(arena, pool):
    voted(arena, *["hello"] * 5)
    look = Deduplication(arena)
    [changes] = look.changes()
    assert look.digested == 5
    assert {change.battle.pk for change in changes} == battles_to_drop(arena)
    assert dropped_now(arena) == set()
    assert store_digests(arena) == 0


def test_a_battle_that_changed_meanwhile_is_left_for_the_next_look(arena, pool):
    voted(arena, *["hello"] * 5)
    [changes] = Deduplication(arena).changes()
    record_annotations(changes[0].battle)
    assert apply_deduplication(changes) == 1
    assert PromptDigest.objects.filter(is_dropped=True).count() == 1
    assert deduplicate([arena]) == 1
    assert len(dropped_now(arena)) == 2


def test_votes_of_past_days_are_found_by_the_next_look_at_the_whole(arena, pool):
    voted(arena, *["hello"] * 3)
    assert deduplicate([arena]) == 0
    old = NOON - dt.timedelta(days=30)
    for _ in range(2):
        world.voted_battle(arena, prompt="hello", now=old)
    assert deduplicate([arena]) == 0
    cache.clear()
    assert deduplicate([arena]) == 2
    voted(arena, "hello")
    assert deduplicate([arena]) >= 1
    assert len(dropped_now(arena)) == 3


def test_other_facts_stay(arena, pool):
    for battle in voted(arena, *["def f(): return 1"] * 4):
        record_annotations(battle)
    deduplicate([arena])
    [pk] = dropped_now(arena)
    assert Battle.objects.get(pk=pk).tags & Tag.CODING
