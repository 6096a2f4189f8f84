"""A folder that any web server can serve says what the site says; nothing unchanged is touched."""

import hashlib
import json
import sys

import obstore
import pytest
from django.core.management import CommandError, call_command

from battles.models import Arena
from ratings.files import ObjectStore, export_site
from tests.kept import kept
from tests.ratings.files.days import release_days

pytestmark = pytest.mark.django_db

BASE = "https://data.example.org"


@pytest.fixture
@kept
def released(arena):
    release_days(arena)
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


def test_the_command_counts_and_refuses_what_it_cannot_write(released, tmp_path, capsys, monkeypatch):
    call_command("export_site", str(tmp_path), url=BASE)
    assert "unchanged" in capsys.readouterr().out
    with pytest.raises(CommandError, match="--url"):
        call_command("export_site", str(tmp_path), url="data.example.org")
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(CommandError, match="object-store"):
        call_command("export_site", "s3://bucket/place", url=BASE)


class Noted:
    """A target that notes what is written, in order."""

    def __init__(self, target):
        self.target, self.written = target, []

    def __getattr__(self, name):
        return getattr(self.target, name)

    def write(self, name, body):
        self.written.append(name)
        self.target.write(name, body)


def test_an_object_store_gets_the_same_files_and_the_index_last(released, tmp_path):
    export_site(tmp_path, base_url=BASE)
    store = obstore.store.MemoryStore()
    noted = Noted(ObjectStore("memory:///", store=store))
    first = export_site(noted, base_url=BASE)
    assert noted.written[-1] == "data/index.json"
    for day in ("2024-04-22", "latest"):
        mine = [name for name in noted.written if name.startswith(f"data/text/{day}/")]
        assert mine[-1] == f"data/text/{day}/manifest.json"
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert set(noted.written) == names
    for name in names:
        assert bytes(obstore.get(store, name).bytes()) == (tmp_path / name).read_bytes()
    attributes = obstore.get(store, "data/text/2024-04-22/overall.csv").attributes
    assert attributes["Content-Type"] == "text/csv; charset=utf-8"
    assert "immutable" in attributes["Cache-Control"]
    again = export_site(ObjectStore("memory:///", store=store), base_url=BASE)
    assert (again.written, again.unchanged) == (0, first.written)
    Arena.objects.update(visibility=Arena.Visibility.HIDDEN)
    gone = export_site(ObjectStore("memory:///", store=store), base_url=BASE, delete=True)
    assert gone.deleted > 0
    assert not [each for batch in obstore.list(store, prefix="data/text") for each in batch]


def test_the_command_fills_a_store_by_its_address_and_names_its_failure(released, tmp_path, capsys):
    call_command("export_site", f"file://{tmp_path}/store", url=BASE)
    assert (tmp_path / "store/data/index.json").is_file()
    call_command("export_site", f"file://{tmp_path}/store", url=BASE)
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 files written")
    with pytest.raises(CommandError):
        call_command("export_site", "nonsense://place", url=BASE)
