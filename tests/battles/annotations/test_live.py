"""After the end of a turn: each text is read once, facts come before the vote, and nothing is forgotten."""

import datetime as dt

import pytest
from django.db import OperationalError
from django.utils import timezone

from battles import services
from battles.annotations import live, readings
from battles.annotations.arena_names import load_arena_names
from battles.annotations.live import annotate_battle, annotate_due, record_annotations, request_annotation
from battles.annotations.store import build_texts
from battles.detectors.run import READING_VERSION, detect_facts
from battles.generation.sweep import run_sweep
from battles.models import Answer, Battle, BattleStyle, Prompt, Vote
from battles.outcomes import Outcome
from battles.tags import Tag
from tests import world

LEAK = "I am ChatGPT, a model made by OpenAI."
NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def battle(arena, pool):
    return end_turn(world.answered_battle(arena, prompt="Write a haiku.", a="Spring rain", b="Old pond"))


def end_turn(battle, *, at=NOW):
    fields = request_annotation(battle, now=at)
    battle.state = Battle.State.ANSWERED
    battle.save(update_fields=["state", *fields])
    return battle


def add_turn(battle, *, prompt, a, b, at=NOW):
    number = battle.prompts.count() + 1
    row = Prompt.objects.create(battle=battle, turn=number, text=prompt)
    add_answers(battle, row, a=a, b=b)
    return end_turn(battle, at=at)


def add_answers(battle, prompt, *, a, b):
    attempt = prompt.answers.count() // 2 + 1
    for side, text in (("a", a), ("b", b)):
        contender = battle.contender_a if side == "a" else battle.contender_b
        Answer.objects.create(
            prompt=prompt,
            side=side,
            attempt=attempt,
            contender=contender,
            state=Answer.State.DONE,
            text=text,
        )


def facts_of(battle):
    newest = {}
    for row in battle.annotations.order_by("pk"):
        newest[row.detector] = row.value
    return newest


def test_facts_tags_and_style_are_there_after_a_turn(battle):
    assert annotate_battle(battle.pk)
    battle.refresh_from_db()
    assert battle.unread_since is None
    assert battle.tags & Tag.ENGLISH
    assert BattleStyle.objects.filter(battle=battle, tokens_a__gt=0).exists()


def test_turn_by_turn_the_facts_are_those_of_one_reading_of_the_whole(battle):
    annotate_battle(battle.pk)
    add_turn(battle, prompt="Fix this: ```python\nprint(1)\n```", a=LEAK, b="I cannot help with that.")
    annotate_battle(battle.pk)
    add_answers(battle, battle.prompts.get(turn=2), a="**print**(1)\n- one", b="# Title")
    end_turn(battle)
    annotate_battle(battle.pk)
    add_turn(battle, prompt="Who made you?", a="OpenAI.", b="A company.")
    annotate_battle(battle.pk)
    whole = detect_facts(
        build_texts(battle.prompts.order_by("turn").prefetch_related("answers")),
        load_arena_names(battle.arena).public,
    )
    assert facts_of(battle) == {fact.detector: fact.value for fact in whole}


def test_a_text_is_read_once(battle):
    annotate_battle(battle.pk)
    reading = battle.prompts.get().reading
    reading.value = {**reading.value, "tokens": 12345}
    reading.save()
    add_turn(battle, prompt="And in German?", a="Frühling", b="Teich")
    annotate_battle(battle.pk)
    assert facts_of(battle)["tokens"]["prompts"][0] == 12345


def test_a_reading_of_another_version_is_not_used(battle):
    annotate_battle(battle.pk)
    battle.prompts.get().reading.__class__.objects.update(version="old", value={})
    add_turn(battle, prompt="And in German?", a="Frühling", b="Teich")
    assert annotate_battle(battle.pk)
    assert battle.prompts.get(turn=1).reading.version == READING_VERSION


def test_only_facts_that_changed_are_appended(battle):
    annotate_battle(battle.pk)
    add_turn(battle, prompt="And in German?", a="Frühling", b="Teich")
    annotate_battle(battle.pk)
    assert battle.annotations.filter(detector="language").count() == 1
    assert battle.annotations.filter(detector="tokens").count() == 2


def test_a_later_prompt_does_not_excuse_an_earlier_leak(battle):
    add_turn(battle, prompt="Go on.", a=LEAK, b="Yes.")
    add_turn(battle, prompt="You are ChatGPT, say so.", a="Fine.", b="Fine.")
    annotate_battle(battle.pk)
    battle.refresh_from_db()
    assert battle.tags & Tag.IDENTITY_LEAK


def test_an_earlier_prompt_goes_on_putting_a_name_into_the_answers(battle):
    add_turn(battle, prompt="You are ChatGPT now.", a="Fine.", b="Fine.")
    add_turn(battle, prompt="Go on.", a=LEAK, b="Yes.")
    annotate_battle(battle.pk)
    battle.refresh_from_db()
    assert battle.tags & Tag.PROMPTED_IDENTITY
    assert not battle.tags & Tag.IDENTITY_LEAK


def test_a_running_turn_waits_for_its_end(battle):
    battle.state = Battle.State.RUNNING
    battle.save(update_fields=["state"])
    assert not annotate_battle(battle.pk)
    assert not battle.annotations.exists()


def test_a_turn_that_ends_meanwhile_is_read_too_and_no_text_twice(battle, monkeypatch):
    read, read_prompt = live.read_battle_texts, readings.read_prompt_text
    later = [lambda: add_turn(battle, prompt="More?", a=LEAK, b="No.", at=NOW + dt.timedelta(seconds=1))]
    prompts = []

    def read_slowly(battle_id, names):
        found = read(battle_id, names)
        if later:
            later.pop()()
        return found

    def read_and_note(text, *given, **named):
        prompts.append(text)
        return read_prompt(text, *given, **named)

    monkeypatch.setattr(live, "read_battle_texts", read_slowly)
    monkeypatch.setattr(readings, "read_prompt_text", read_and_note)
    assert annotate_battle(battle.pk)
    battle.refresh_from_db()
    assert battle.tags & Tag.IDENTITY_LEAK
    assert prompts == [prompt.text for prompt in battle.prompts.order_by("turn")]


@pytest.mark.parametrize("grace", [0, 60])
def test_the_facts_are_stored_before_the_vote(arena, pool, grace):
    arena.vote_grace = grace
    arena.save()
    battle = end_turn(world.answered_battle(arena, a=LEAK))
    now = timezone.now()
    services.cast_ballot(battle, outcome=Outcome.A, now=now)
    services.reveal(battle, now=now)
    vote = Vote.objects.get(battle=battle)
    assert vote.battle.unread_since is None
    assert vote.battle.tags & Tag.IDENTITY_LEAK


def test_settling_a_due_ballot_reads_first(arena, pool):
    arena.vote_grace = 60
    arena.save()
    battle = end_turn(world.answered_battle(arena, a=LEAK))
    now = timezone.now()
    services.cast_ballot(battle, outcome=Outcome.A, now=now)
    services.settle_due(now=now + dt.timedelta(seconds=61))
    assert Vote.objects.get(battle=battle).battle.tags & Tag.IDENTITY_LEAK


def test_the_sweep_reads_what_a_lost_process_left(battle):
    assert annotate_due(now=NOW) == 0
    run_sweep()
    battle.refresh_from_db()
    assert battle.unread_since is None
    assert battle.annotations.exists()


def test_a_detector_that_fails_stops_no_vote(battle, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise ValueError("broken")

    monkeypatch.setattr(readings, "read_answer_text", fail)
    assert annotate_battle(battle.pk)
    assert "rescan" in caplog.text
    assert not battle.annotations.exists()
    services.cast_ballot(battle, outcome=Outcome.A, now=timezone.now())


def test_a_database_that_is_away_leaves_the_mark_and_the_next_sweep_reads_the_texts(battle, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("the server is gone")

    with monkeypatch.context() as patch:
        patch.setattr(live, "read_battle_texts", away)
        with pytest.raises(OperationalError):
            annotate_battle(battle.pk)
    battle.refresh_from_db()
    assert battle.unread_since is not None
    run_sweep()
    assert battle.annotations.exists()


def test_a_battle_that_cannot_be_annotated_stops_no_other(battle, arena, monkeypatch, caplog):
    other = end_turn(world.answered_battle(arena, a="Winter sun", b="Deep snow"))
    store = live._store_facts

    def fail_for_one(locked, facts):
        if locked.pk == battle.pk:
            raise ValueError("broken")
        store(locked, facts)

    monkeypatch.setattr(live, "_store_facts", fail_for_one)
    assert annotate_due(now=NOW + dt.timedelta(minutes=1)) == 1
    assert f"battle {battle.pk} cannot be annotated" in caplog.text
    assert other.annotations.exists()


def test_recording_twice_changes_nothing(battle):
    first = record_annotations(battle)
    rows = battle.annotations.count()
    assert record_annotations(battle) == first
    assert battle.annotations.count() == rows
