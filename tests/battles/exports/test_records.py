"""Votes out in the original's format, and back in again."""

import io
import json

import pytest

from battles.counting.exclusions import exclude_battles
from battles.counting.ledger.reading import read_votes_of_day
from battles.exports import exported_names, write_votes
from battles.imports.importer import Importer, ImportOptions
from battles.models import Arena, Battle, Contender, Exclusion, Vote
from battles.outcomes import Outcome
from battles.tags import Tag
from tests import world
from tests.battles.imports.logs import clean_battle, write_array, write_csv

pytestmark = pytest.mark.django_db


def exported(arena, **options) -> list[dict]:
    file = io.BytesIO()
    counts = write_votes(arena, file, **options)
    records = json.loads(file.getvalue())
    assert counts.written == len(records)
    return records


def imported(path, **options) -> Arena:
    return Arena.objects.get(slug=Importer(path, ImportOptions(**options)).run().arena)


def facts(arena) -> list[tuple]:
    """What an arena's votes say, voter names aside."""
    votes = Vote.objects.filter(arena=arena).order_by("cast_at", "battle_id")
    return list(
        votes.values_list(
            "outcome",
            "cast_at",
            "battle__mode",
            "battle__tags",
            "battle__contender_a__imported_name",
            "battle__contender_b__imported_name",
        )
    )


def test_a_live_vote_is_written_in_the_originals_columns(arena, pool):
    battle = world.voted_battle(arena, Outcome.BOTH_BAD)
    Battle.objects.filter(pk=battle.pk).update(tags=Tag.ENGLISH | Tag.CODING)
    (record,) = exported(arena)
    assert record["winner"] == "tie (bothbad)"
    assert {record["model_a"], record["model_b"]} == {contender.model.name for contender in pool}
    assert (record["turn"], record["anony"], record["language"]) == (1, True, "English")
    assert record["tstamp"] == Vote.objects.get(battle=battle).cast_at.timestamp()
    assert record["origin"] == "live"
    assert record["arena_tags"] == ["coding", "english"]
    assert "reason" not in record


def test_nothing_in_an_export_leads_to_a_voter_or_a_battle(arena, pool):
    battle = world.voted_battle(arena)
    text = json.dumps(exported(arena, uncounted=True))
    for secret in (battle.key, battle.voter.key):
        assert str(secret) not in text
        assert secret.hex not in text
    record = json.loads(text)[0]
    assert len(record["question_id"]) == 32
    assert record["judge"].removeprefix("voter_") not in (str(battle.voter_id), record["question_id"])


def test_the_same_voter_has_the_same_pseudonym_in_every_export(arena, pool):
    voter = world.make_voter()
    world.voted_battle(arena, voter=voter)
    world.voted_battle(arena, voter=voter)
    world.voted_battle(arena)
    judges = [record["judge"] for record in exported(arena)]
    assert judges[0] == judges[1] != judges[2]
    assert judges == [record["judge"] for record in exported(arena)]


def test_what_is_not_known_is_null(arena, pool):
    world.stored_vote(arena, *pool, Outcome.A, at=None)
    (record,) = exported(arena)
    assert [record[name] for name in ("judge", "turn", "language", "tstamp")] == [None] * 4
    assert record["arena_tags"] == []


def test_votes_that_do_not_count_are_left_out_or_written_with_their_reason(arena, pool):
    kept = world.stored_vote(arena, *pool, Outcome.A)
    aside = world.stored_vote(arena, *pool, Outcome.B)
    world.stored_vote(arena, *pool, Outcome.TIE, mode="side_by_side")
    exclude_battles([aside.battle_id], reason=Exclusion.Reason.SPAM, source_id="case 1")
    assert [record["winner"] for record in exported(arena)] == ["model_a"]
    everything = exported(arena, uncounted=True)
    assert [record["reason"] for record in everything] == [None, "set_aside_spam", "side_by_side"]
    assert [record["anony"] for record in everything] == [True, True, False]
    assert kept.battle_id < aside.battle_id


def test_votes_come_in_the_order_of_the_ledger(tmp_path):
    start = 1_700_000_000.0
    times = [start + 3, start + 1, None, start + 200_000, start + 2]
    records = [clean_battle(n, tstamp=tstamp, judge=None) for n, tstamp in enumerate(times)]
    arena = imported(write_array(tmp_path / "log.json", records))
    assert [record["tstamp"] for record in exported(arena)] == [None, *sorted(filter(None, times))]
    assert len(read_votes_of_day(arena.pk, None)) == 1


def test_votes_of_another_arena_stay_out(arena, pool):
    world.stored_vote(arena, *pool, Outcome.A)
    assert exported(world.make_arena("other")) == []


def test_a_model_in_preview_keeps_its_codename(arena):
    secret = world.make_contender(arena, "secret-9", state=Contender.State.PREVIEW)
    Contender.objects.filter(pk=secret.pk).update(codename="blue heron")
    assert exported_names(arena) == {secret.pk: "blue heron"}


def test_two_models_of_one_name_are_told_apart_by_their_slugs(arena):
    first = world.make_contender(arena, "one", **{"slug": "first"})
    second = world.make_contender(arena, "two", **{"slug": "second"})
    second.model.name = first.model.name
    second.model.save()
    assert exported_names(arena) == {first.pk: "first", second.pk: "second"}


def test_what_is_exported_is_imported_as_it_was(tmp_path):
    tags = [
        {},
        {"is_code": True},
        {"category_tag": {"math_v0.1": {"math": True}}},
        {"turn": 3},
        {"anony": False},
    ]
    records = [
        clean_battle(n, language=["English", "zh", "sw", None][n % 4], **tags[n % 5]) for n in range(40)
    ]
    here = imported(write_array(tmp_path / "log.json", records))
    path = tmp_path / "export.json"
    with path.open("wb") as file:
        write_votes(here, file, uncounted=True)
    there = imported(path)
    assert facts(there) == facts(here)
    assert any(tags & Tag.MATH for *_, tags, _a, _b in facts(there))
    voters = [
        set(Battle.objects.filter(arena=arena).values_list("voter", flat=True)) for arena in (here, there)
    ]
    assert len(voters[0]) == len(voters[1]) == 3
    assert Importer(path, ImportOptions()).run().known == 40


def test_an_export_of_an_export_says_the_same(tmp_path):
    here = imported(write_csv(tmp_path / "log.csv", "left,right,winner", "a,b,tie", "a,b,tie", "b,a,left"))
    own = ("question_id",)
    first = exported(here)
    path = write_array(tmp_path / "again.json", first)
    second = exported(imported(path))
    assert [{k: v for k, v in record.items() if k not in own} for record in second] == [
        {k: v for k, v in record.items() if k not in own} for record in first
    ]
