"""A folder that any web server can serve says what the site says; nothing unchanged is touched."""

import hashlib
import json

import pytest
from django.core.management import CommandError, call_command

from battles.models import Arena
from ratings.files import export_site
from tests.ratings.files.days import publish_days, release

pytestmark = pytest.mark.django_db

BASE = "https://data.example.org"


@pytest.fixture
def released(arena):
    publish_days(arena)
    release(arena)
    return arena


def read(path):
    return json.loads(path.read_bytes())


def test_the_folder_has_the_bytes_of_the_site(client, released, tmp_path):
    export_site(tmp_path, base_url=BASE)
    for day in ("2024-04-22", "2024-04-23", "latest"):
        manifest = read(tmp_path / "data/text" / day / "manifest.json")
        assert manifest["files"]
        for file in manifest["files"]:
            body = (tmp_path / "data/text" / day / file["name"]).read_bytes()
            assert hashlib.sha256(body).hexdigest() == file["sha256"]
    assert read(tmp_path / "data/index.json")["arenas"][0]["manifest"].startswith(f"{BASE}/data/text/")
    board = read(tmp_path / "api/v1/leaderboards/text/overall/index.json")
    sent = client.get("/api/v1/leaderboards/text/overall/").json()
    assert board["rows"] == sent["rows"]
    assert board["quality"].startswith(BASE)
    assert read(tmp_path / "api/v1/leaderboards/text/overall/elo.json")["method"] == "elo"
    assert read(tmp_path / "api/v1/history/text/overall/index.json")["days"]
    models = read(tmp_path / "api/v1/models/index.json")["models"]
    for model in models:
        assert read(tmp_path / f"api/v1/models/{model['model_id']}/index.json") == model
    assert (tmp_path / "data/leaderboard-text.json").read_bytes() == (
        tmp_path / "data/text/latest/arena-catalog.json"
    ).read_bytes()


def test_a_second_export_touches_nothing_and_leaves_no_parts(released, tmp_path):
    first = export_site(tmp_path, base_url=BASE)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    second = export_site(tmp_path, base_url=BASE)
    assert (second.written, second.unchanged) == (0, first.written)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    assert not list(tmp_path.rglob("*.part"))


def test_a_damaged_file_is_written_again(released, tmp_path):
    export_site(tmp_path, base_url=BASE)
    damaged = tmp_path / "data/text/2024-04-22/overall.json"
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:100])
    assert export_site(tmp_path, base_url=BASE).written == 1
    assert damaged.read_bytes() == whole


def test_a_hidden_arena_is_deleted_on_request(released, tmp_path):
    export_site(tmp_path, base_url=BASE)
    (tmp_path / "index.html").write_text("mine")
    Arena.objects.update(visibility=Arena.Visibility.HIDDEN)
    export_site(tmp_path, base_url=BASE)
    assert (tmp_path / "data/text/2024-04-22/overall.json").exists()
    assert export_site(tmp_path, base_url=BASE, delete=True).deleted > 0
    assert not (tmp_path / "data/text").exists()
    assert (tmp_path / "index.html").read_text() == "mine"


def test_the_command_counts_and_refuses_what_it_cannot_write(released, tmp_path, capsys):
    call_command("export_site", tmp_path, url=BASE)
    assert "unchanged" in capsys.readouterr().out
    with pytest.raises(CommandError, match="synchronising"):
        call_command("export_site", "s3://bucket/place", url=BASE)
    with pytest.raises(CommandError, match="--url"):
        call_command("export_site", tmp_path, url="data.example.org")
