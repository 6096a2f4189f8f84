"""The command `export_votes`: a whole file in its place, or none."""

import gzip
import io
import json

import pytest
from django.core.management import CommandError, call_command
from pyarrow import parquet

from arenasite.management.commands import export_votes
from battles.models import Answer, Battle, Prompt
from battles.outcomes import Outcome
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def votes(arena, pool):
    world.stored_vote(arena, *pool, Outcome.A)
    world.stored_vote(arena, *pool, Outcome.TIE, mode="side_by_side")


def run(*arguments):
    out = io.StringIO()
    call_command("export_votes", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_counted_votes_are_written(arena, votes, tmp_path):
    path = tmp_path / "votes.json"
    assert f"1 of 2 votes written to {path}" in run(arena.slug, path)
    assert [record["winner"] for record in json.loads(path.read_text())] == ["model_a"]
    assert list(tmp_path.iterdir()) == [path]


def test_all_votes_are_written_with_their_reasons(arena, votes, tmp_path):
    path = tmp_path / "votes.json"
    run(arena.slug, path, "--all")
    assert [record["reason"] for record in json.loads(path.read_text())] == [None, "side_by_side"]


def test_a_packed_export_has_the_same_bytes_each_time(arena, votes, tmp_path):
    paths = [tmp_path / "a.json.gz", tmp_path / "b.json.gz"]
    salt = tmp_path / "salt"
    salt.write_bytes(b"0123456789abcdef")
    for path in paths:
        run(arena.slug, path, "--salt-file", salt)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert len(json.loads(gzip.decompress(paths[0].read_bytes()))) == 1


def test_an_export_that_fails_leaves_the_old_file(arena, votes, tmp_path, monkeypatch):
    path = tmp_path / "votes.json"
    path.write_text("old")

    def fail(arena, file, **options):
        file.write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(export_votes, "write_votes", fail)
    with pytest.raises(CommandError, match="disk full"):
        run(arena.slug, path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_arena_or_folder_fails_with_its_reason(arena, tmp_path):
    with pytest.raises(CommandError, match="no arena nowhere"):
        run("nowhere", tmp_path / "votes.json")
    with pytest.raises(CommandError, match="No such file"):
        run(arena.slug, tmp_path / "absent" / "votes.json")


def test_two_exports_cannot_be_linked_by_their_pseudonyms(arena, pool, tmp_path):
    voter = world.make_voter()
    for _ in range(2):
        world.voted_battle(arena, voter=voter)
    judges = []
    for name in ("a.json", "b.json"):
        run(arena.slug, tmp_path / name)
        judges.append([record["judge"] for record in json.loads((tmp_path / name).read_text())])
    assert judges[0][0] == judges[0][1]
    assert set(judges[0]).isdisjoint(judges[1])


def test_times_are_rounded_and_the_order_is_kept(arena, votes, tmp_path):
    run(arena.slug, tmp_path / "votes.json", "--all")
    records = json.loads((tmp_path / "votes.json").read_text())
    assert [record["order"] for record in records] == [1, 2]
    assert {record["tstamp"] % 3600 for record in records} == {0.0}


def test_a_salt_that_is_too_short_is_refused(arena, votes, tmp_path):
    (tmp_path / "salt").write_bytes(b"short")
    with pytest.raises(CommandError, match="less than 16 bytes"):
        run(arena.slug, tmp_path / "votes.json", "--salt-file", tmp_path / "salt")
    assert not (tmp_path / "votes.json").exists()


@pytest.fixture
def conversations(arena, pool):
    """Four voted battles by prompt, and a simulated one."""
    prompts = ("What is a heron?", "Write to jane@example.com", "Before any terms", "Erased")
    battles = {prompt: world.voted_battle(arena, prompt=prompt) for prompt in prompts}
    world.stored_vote(arena, *pool, Outcome.A)
    Battle.objects.exclude(pk=battles["Before any terms"].pk).update(terms_version=1, privacy_version=1)
    Prompt.objects.filter(battle=battles["Erased"]).update(text="")
    Answer.objects.filter(prompt__battle=battles["Erased"]).update(text="")


@pytest.mark.parametrize("ending", ["json", "parquet"])
def test_conversations_are_written_where_consent_and_screening_allow(arena, conversations, tmp_path, ending):
    path = tmp_path / f"votes.{ending}"
    if ending == "parquet":
        out = run(arena.slug, path, "--conversations", "--format=parquet")
        records = parquet.read_table(path).to_pylist()
    else:
        out = run(arena.slug, path, "--conversations")
        records = json.loads(path.read_text())
    reasons = [record["conversation_withheld"] for record in records]
    assert sorted(filter(None, reasons)) == ["no_consent", "no_texts", "screened", "simulated"]
    [shown] = [record for record in records if record["conversation_withheld"] is None]
    side = shown["conversation_a"]
    question, answer = json.loads(side) if ending == "parquet" else side
    assert question == {"role": "user", "content": "What is a heron?"}
    assert answer["role"] == "assistant"
    assert "conversations written: 1" in out
    assert "conversations screened: 1" in out
    assert not any("jane@example.com" in str(record) for record in records)


def test_a_record_has_the_sampler_and_without_the_option_no_texts(arena, pool, tmp_path):
    battle = world.voted_battle(arena)
    run(arena.slug, tmp_path / "votes.json")
    [record] = json.loads((tmp_path / "votes.json").read_text())
    assert record["sampler"] == battle.sampler
    assert record["sampler"]
    assert "conversation_a" not in record
