"""The command `export_votes`: a whole file in its place, or none."""

import gzip
import io
import json

import pytest
from django.core.management import CommandError, call_command

from arenasite.management.commands import export_votes
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


def test_a_salt_that_is_too_short_and_conversations_are_refused(arena, votes, tmp_path):
    (tmp_path / "salt").write_bytes(b"short")
    with pytest.raises(CommandError, match="less than 16 bytes"):
        run(arena.slug, tmp_path / "votes.json", "--salt-file", tmp_path / "salt")
    with pytest.raises(CommandError, match="private data"):
        run(arena.slug, tmp_path / "votes.json", "--conversations")
    assert not (tmp_path / "votes.json").exists()
