"""`manage.py rescan`: what it shows, what it writes, and that it may be interrupted and run again."""

import io
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from arenasite.effects.rescan import RescanChanges, get_effects, votes_now
from arenasite.management.commands import rescan as command
from battles.annotations import rescan as rescanning
from battles.annotations.live import record_annotations
from battles.annotations.rescan import Rescan, apply_changes
from battles.counting.eligibility import Reason, annotate_reason
from battles.counting.exclusions import exclude_battles
from battles.counting.ledger.refresh import refresh
from battles.detectors import identity
from battles.detectors import run as detecting
from battles.detectors.workers import Detectors
from battles.models import Annotation, Answer, Battle, BattleStyle, DirtyDay, Exclusion, Vote
from battles.outcomes import Outcome
from battles.tags import Tag
from tests import world

LEAK = "I am ChatGPT, a model trained by OpenAI."
OLD = "0+old"


def battle(arena, outcome=Outcome.A, **texts):
    """A voted battle with its facts; they are settled in the ledger by `settled`."""
    voted = world.voted_battle(arena, outcome, **texts)
    record_annotations(voted)
    return voted


def forget_leaks(*battles):
    """As if an older version of the leak detector had found nothing in these battles."""
    for each in battles:
        found = each.annotations.filter(detector=identity.DETECTOR)
        found.update(version=OLD, value={"leaks": []})
        Battle.objects.filter(pk=each.pk).update(tags=each.tags & ~int(Tag.IDENTITY_LEAK))


def run(*options):
    out = io.StringIO()
    call_command("rescan", "--workers=0", *options, stdout=out)
    return out.getvalue()


def state():
    return (
        list(Annotation.objects.order_by("pk").values_list("pk", "version", "value")),
        list(Battle.objects.order_by("pk").values_list("pk", "tags")),
        list(BattleStyle.objects.order_by("pk").values()),
        DirtyDay.objects.count(),
    )


def reasons():
    return list(annotate_reason(Vote.objects.order_by("pk")).values_list("reason", flat=True))


@pytest.fixture
def missed(arena, pool):
    """Three votes, of which the newest one's answer leaks; the leak is not known."""
    voted = [battle(arena), battle(arena, Outcome.B), battle(arena, a=LEAK)]
    forget_leaks(*voted)
    refresh(arena)
    return voted[-1]


def test_without_apply_it_shows_the_change_and_writes_nothing(missed):
    before = state()
    out = run()
    assert state() == before
    assert f"identity {identity.VERSION}: 3 battles scanned" in out
    assert "  + identity_leak: 1" in out
    assert "1 votes would stop counting: identity_leak" in out
    assert "overall, -1 votes: 3 → 2" in out
    assert "3 votes → " in out
    assert "Nothing was written" in out


def test_apply_appends_and_rewrites_what_counting_reads(missed):
    before = list(missed.annotations.values_list("pk", "version", "value"))
    out = run("--apply")
    assert "Written: 3 battles." in out
    assert reasons() == [Reason.COUNTED, Reason.COUNTED, Reason.IDENTITY_LEAK]
    assert (
        list(missed.annotations.order_by("pk").values_list("pk", "version", "value"))[: len(before)] == before
    )
    newest = missed.annotations.filter(detector=identity.DETECTOR).order_by("pk").last()
    assert newest.version == identity.VERSION
    assert newest.value["leaks"][0]["answer"] == Answer.objects.get(text=LEAK).pk
    assert list(DirtyDay.objects.values_list("arena_id", "day")) == [(missed.arena_id, missed.vote.day)]


def test_what_is_shown_is_what_apply_does(missed, arena):
    found = RescanChanges()
    with Detectors(workers=0) as detectors:
        for changes in Rescan([identity.DETECTOR], detectors).changes():
            found.add(changes)
    foretold = get_effects(found)[0]
    run("--apply")
    votes = votes_now(arena)
    overall = foretold.boards[0]
    assert overall.votes_after == int(votes.is_counted.sum())
    assert {moved.name: moved.after.votes for moved in overall.top} == {"left": 2, "right": 2}


def test_a_second_run_has_nothing_to_do(missed):
    run("--apply")
    before = state()
    assert "Every battle is scanned" in run("--apply")
    assert state() == before


def test_a_vote_that_is_freed_tells_the_reason_that_held_it(arena, pool):
    voted = [battle(arena), battle(arena)]
    for each in voted:
        each.annotations.filter(detector=identity.DETECTOR).update(version=OLD)
        Battle.objects.filter(pk=each.pk).update(tags=each.tags | int(Tag.IDENTITY_LEAK))
    exclude_battles([voted[1].pk], reason=Exclusion.Reason.SPAM, source_id="case")
    out = run()
    assert "1 votes would start counting, so far not counted: identity_leak" in out
    run("--apply")
    assert reasons() == [Reason.COUNTED, Reason.SET_ASIDE_SPAM]


def test_only_the_named_detector_runs(missed):
    Annotation.objects.filter(detector="language").update(version=OLD)
    out = run("--detector=language", "--apply")
    assert f"language {detecting.VERSIONS['language']}: 3 battles scanned" in out
    assert "identity" not in out
    assert reasons() == [Reason.COUNTED] * 3


def test_only_the_named_arena_is_scanned(missed):
    world.make_arena("empty")
    assert "Battles with texts: 0" in run("--arena=empty")
    with pytest.raises(CommandError, match="no arena nowhere"):
        run("--arena=nowhere")


def test_imported_battles_keep_what_their_log_declared(missed):
    Annotation.objects.filter(battle=missed).delete()
    Battle.objects.filter(pk=missed.pk).update(
        origin=Battle.Origin.IMPORTED, tags=int(Tag.MATH | Tag.FRENCH | Tag.HIGH_FREQUENCY)
    )
    run("--apply")
    missed.refresh_from_db()
    for bit in (Tag.MATH, Tag.FRENCH, Tag.HIGH_FREQUENCY, Tag.IDENTITY_LEAK):
        assert missed.tags & bit
    assert not missed.tags & Tag.ENGLISH
    Annotation.objects.exclude(detector=detecting.IMPORTED).update(version=OLD)
    tags = missed.tags
    run("--apply")
    missed.refresh_from_db()
    assert missed.tags == tags


def test_a_battle_that_changed_meanwhile_is_left(missed):
    with Detectors(workers=0) as detectors:
        changes = next(Rescan([identity.DETECTOR], detectors).changes())
    record_annotations(missed)
    before = state()[1]
    assert apply_changes(changes) == 2
    assert state()[1] == before


def test_an_interrupted_run_keeps_its_batches_and_goes_on(missed, monkeypatch):
    monkeypatch.setattr(rescanning, "BATCH_BATTLES", 1)
    write = apply_changes

    def interrupted(changes):
        if changes[0].battle.pk == missed.pk:
            raise KeyboardInterrupt
        return write(changes)

    monkeypatch.setattr(command, "apply_changes", interrupted)
    with pytest.raises(CommandError, match="2 battles are written") as stopped:
        run("--apply")
    assert stopped.value.returncode == command.INTERRUPTED
    monkeypatch.setattr(command, "apply_changes", write)
    assert "Written: 1 battles." in run("--apply")
    assert reasons()[-1] == Reason.IDENTITY_LEAK


def test_a_new_version_of_a_style_fact_rewrites_the_counts(missed):
    stored = BattleStyle.objects.get(battle=missed)
    Annotation.objects.filter(detector="style").update(version=OLD)
    BattleStyle.objects.filter(battle=missed).update(tokens_a=0)
    DirtyDay.objects.all().delete()
    run("--apply", "--detector=style")
    assert BattleStyle.objects.get(battle=missed).tokens_a == stored.tokens_a
    assert DirtyDay.objects.count() == 1


def test_the_ledger_s_clean_days_and_dirty_days_make_the_votes_now(missed, arena):
    battle(arena, now=world.NOON.replace(day=23))
    now = votes_now(arena)
    assert len(now) == 4
    assert (replace(now).battle == list(Vote.objects.order_by("pk").values_list("pk", flat=True))).all()


def test_worker_processes_find_the_same(missed):
    alone = run()
    out = io.StringIO()
    call_command("rescan", "--workers=1", stdout=out)
    assert out.getvalue() == alone
