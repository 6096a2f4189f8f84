"""`manage.py judge_prompts`: what it shows, what it writes, and what it says where no judge can be asked."""

import io

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from battles.annotations import judge_backlog as verdicts
from battles.annotations import judge_client as judging
from battles.annotations.live import record_annotations
from battles.counting.ledger.refresh import refresh
from battles.detectors.judging import DETECTOR
from battles.models import Annotation, LanguageModel
from battles.providers.base import ErrorKind, FinishReason
from battles.tags import Tag
from tests import world
from tests.battles.detectors.judging.judge_answers import said

STOP = FinishReason.STOP


@pytest.fixture
def solomon(db, settings, monkeypatch):
    settings.JUDGE_PER_MINUTE = 0
    settings.JUDGE_MODEL = "solomon"
    LanguageModel.objects.create(
        slug="solomon", name="Solomon", upstream_name="solomon", endpoint=world.make_endpoint()
    )
    provider = world.ScriptedProvider({"solomon": [said("math"), STOP]})
    monkeypatch.setattr(judging, "get_provider", lambda wire_format: provider)
    return provider


@pytest.fixture
def battles(arena, pool):
    voted = [world.voted_battle(arena, prompt=f"What is {n}+2?") for n in range(2)]
    for each in voted:
        record_annotations(each)
    refresh(arena)
    return voted


def run(*options):
    out = io.StringIO()
    call_command("judge_prompts", *options, stdout=out)
    return out.getvalue()


def test_without_apply_it_shows_which_boards_would_change_and_writes_nothing(battles, solomon):
    before = Annotation.objects.count()
    out = run()
    assert "Battles with prompts: 2, asked about: 2" in out
    assert "judge 1+solomon: 2 battles scanned" in out
    assert "  + math: 2" in out
    assert "  math, +2 votes: 0 → 2" in out
    assert "  overall," not in out
    assert "Nothing was written" in out
    assert Annotation.objects.count() == before


def test_apply_writes_it_and_a_second_run_asks_nothing(battles, solomon):
    assert "Written: 2 battles." in run("--apply")
    for each in battles:
        each.refresh_from_db()
        assert each.tags & Tag.MATH
    assert "asked about: 0" in run("--apply")
    assert Annotation.objects.filter(detector=DETECTOR).count() == 2


def test_a_new_judge_s_run_shows_what_would_move_first(battles, solomon):
    run("--apply")
    daniel = LanguageModel.objects.get(slug="solomon")
    daniel.pk, daniel.slug = None, "daniel"
    daniel.save()
    solomon.scripts["solomon"] = [said("creative_writing"), STOP]
    out = run("--judge=daniel")
    assert "  math, -2 votes: 2 → 0" in out
    assert "  creative-writing, +2 votes: 0 → 2" in out


def test_limit_and_arena_narrow_it(battles, solomon):
    world.make_arena("empty")
    assert "asked about: 1" in run("--limit=1")
    assert "Battles with prompts: 0" in run("--arena=empty")
    with pytest.raises(CommandError, match="no arena nowhere"):
        run("--arena=nowhere")
    with pytest.raises(CommandError, match="1 or more"):
        run("--limit=0")


def test_failures_are_told_and_can_be_asked_about_again(battles, solomon):
    solomon.scripts["solomon"] = ["I cannot.", STOP]
    for _ in range(3):
        assert "judge_failure 1+solomon: 2 battles scanned" in run("--apply")
    assert "asked about: 0" in run("--apply")
    assert "asked about: 2" in run("--again")


def test_a_judge_out_of_reach_ends_it_with_an_error(battles, solomon):
    solomon.scripts["solomon"] = [ErrorKind.AUTH]
    with pytest.raises(CommandError, match="could not be reached"):
        run()


def test_interrupted_it_says_what_is_written(battles, solomon, monkeypatch):
    monkeypatch.setattr(verdicts, "BATCH", 1)
    ask, asked = verdicts.label_prompts, []

    def once(judge, prompts):
        if asked:
            raise KeyboardInterrupt
        asked.append(prompts)
        return ask(judge, prompts)

    monkeypatch.setattr(verdicts, "label_prompts", once)
    with pytest.raises(CommandError, match="1 battles are written"):
        run("--apply")


def test_without_a_judge_it_says_how_to_name_one(db, settings):
    settings.JUDGE_MODEL = ""
    with pytest.raises(CommandError, match="ARENA_JUDGE_MODEL"):
        run()
    with pytest.raises(CommandError, match="There is no model nobody"):
        run("--judge=nobody")


def test_a_judge_that_cannot_be_asked_is_a_warning_of_the_checks(db, settings):
    settings.JUDGE_MODEL = "nobody"
    [warning] = [each for each in run_checks(databases=["default"]) if each.id == "arenasite.W003"]
    assert "There is no model nobody" in warning.msg
    settings.JUDGE_MODEL = ""
    assert not [each for each in run_checks(databases=["default"]) if each.id == "arenasite.W003"]


def test_visitors_are_told_who_reads_their_prompts(client, db, settings):
    told = "another model reads your prompts"
    settings.JUDGE_MODEL = ""
    assert told not in client.get("/about/").content.decode()
    settings.JUDGE_MODEL = "solomon"
    assert told in client.get("/about/").content.decode()
