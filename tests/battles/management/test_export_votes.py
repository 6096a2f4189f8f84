"""The command `export_votes`: a whole file in its place, or none."""

import gzip
import io
import json

import pytest
from django.core.management import CommandError, call_command

from battles.management.commands import export_votes
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
    for path in paths:
        run(arena.slug, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert len(json.loads(gzip.decompress(paths[0].read_bytes()))) == 1


def test_an_export_that_fails_leaves_the_old_file(arena, votes, tmp_path, monkeypatch):
    path = tmp_path / "votes.json"
    path.write_text("old")

    def fail(arena, file, **options):
        file.write("half")
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
