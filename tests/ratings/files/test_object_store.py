"""An export to an S3 server over HTTP: whole files, only what changed, no index without its files."""

import hashlib
import json
from pathlib import Path

import obstore
import pytest
from django.core.management import CommandError, call_command

from ratings.files import export_site
from tests.ratings.files.days import publish_day, release, release_days
from tests.ratings.files.s3_server import BUCKET, running_server

pytestmark = [pytest.mark.django_db, pytest.mark.independent]

BASE = "https://data.example.org"
PLACE = f"s3://{BUCKET}/place"


@pytest.fixture
def server(monkeypatch):
    with running_server(monkeypatch) as server:
        yield server


@pytest.fixture
def released(arena):
    release_days(arena)
    return arena


def read_store() -> dict[str, bytes]:
    """Every object by its name, read as another client of the store reads it."""
    store = obstore.store.from_url(PLACE)
    names = [each["path"] for batch in obstore.list(store) for each in batch]
    return {name: bytes(obstore.get(store, name).bytes()) for name in names}


def read_folder(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_the_store_has_the_bytes_of_the_folder_and_how_they_are_sent(server, released, tmp_path):
    export_site(tmp_path, base_url=BASE)
    call_command("export_site", PLACE, url=BASE)
    assert read_store() == read_folder(tmp_path)
    written = server.list_written()
    assert len(written) == len(set(written)) == len(read_folder(tmp_path))
    sent = obstore.head(obstore.store.from_url(PLACE), "data/text/2024-04-22/overall.csv")
    assert sent["size"] == (tmp_path / "data/text/2024-04-22/overall.csv").stat().st_size
    attributes = obstore.get(obstore.store.from_url(PLACE), "data/text/2024-04-22/overall.csv").attributes
    assert attributes["Content-Type"] == "text/csv; charset=utf-8"
    assert "immutable" in attributes["Cache-Control"]


def test_a_second_export_sends_nothing_and_does_not_read_files_of_days(server, released, capsys):
    call_command("export_site", PLACE, url=BASE)
    server.forget()
    call_command("export_site", PLACE, url=BASE)
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 files written")
    assert {method for method, _path, _bytes in server.requests} == {"GET"}
    read = [path.partition("/place/")[2] for _method, path, _bytes in server.requests]
    described = ("manifest.json", "croissant.json")
    assert not [name for name in read if name.startswith("data/text/2024") and not name.endswith(described)]


def test_a_new_day_sends_its_own_files_and_what_is_newest(server, arena):
    pool = release_days(arena)
    call_command("export_site", PLACE, url=BASE)
    kept = {name: body for name, body in read_store().items() if name.startswith("data/text/2024-04-22/")}
    server.forget()
    publish_day(arena, pool, 2)
    release(arena)
    call_command("export_site", PLACE, url=BASE)
    written = server.list_written()
    assert [name for name in written if name.startswith("data/text/2024-04-24/")]
    assert not set(written) & set(kept)
    assert written[-1] == "data/index.json"
    now = read_store()
    assert {name: now[name] for name in kept} == kept


@pytest.mark.parametrize("refused", ["leaderboard.csv", "manifest.json", "data/index.json"])
def test_an_export_that_fails_leaves_an_index_whose_files_are_there_and_the_next_one_ends_it(
    server, arena, refused
):
    pool = release_days(arena, days=1)
    call_command("export_site", PLACE, url=BASE)
    before = read_store()["data/index.json"]
    publish_day(arena, pool, 1)
    release(arena)
    server.refused = (refused,)
    with pytest.raises(CommandError, match=refused.rpartition("/")[2].replace(".", r"\.")):
        call_command("export_site", PLACE, url=BASE)
    store = read_store()
    assert store["data/index.json"] == before
    check_named_files(store)
    server.refused = ()
    server.forget()
    call_command("export_site", PLACE, url=BASE)
    assert server.list_written()[-1] == "data/index.json"
    store = read_store()
    assert store["data/index.json"] != before
    check_named_files(store)


def check_named_files(store: dict[str, bytes]) -> None:
    """Every day that the index names has the files of its manifest, with their digests."""
    (arena,) = json.loads(store["data/index.json"])["arenas"]
    for day in arena["days"]:
        manifest = json.loads(store[f"data/text/{day}/manifest.json"])
        assert manifest["files"]
        for file in manifest["files"]:
            body = store[f"data/text/{day}/{file['name']}"]
            assert hashlib.sha256(body).hexdigest() == file["sha256"]


def test_a_server_that_is_away_is_named_in_a_sentence(released, monkeypatch):
    with running_server(monkeypatch):
        pass
    monkeypatch.setenv("AWS_MAX_RETRIES", "0")
    with pytest.raises(CommandError):
        call_command("export_site", PLACE, url=BASE)
