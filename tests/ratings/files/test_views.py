"""Files over HTTP: by ranges, by digest, from every site; nothing of a hidden arena."""

import csv
import hashlib
import io
import json

import pytest

from battles.models import Arena
from ratings.files import export_site
from ratings.files.release import thin_releases
from ratings.models import DataRelease
from tests.kept import kept
from tests.ratings.files.days import TODAY, release_days

pytestmark = pytest.mark.django_db

DAY = "/data/text/2024-04-22/"
BOARD = f"{DAY}overall.json"


@pytest.fixture
@kept
def released(arena):
    release_days(arena)
    return arena


def test_the_manifest_names_every_file_with_its_digest(client, released):
    manifest = client.get(f"{DAY}manifest.json").json()
    assert (manifest["date"], manifest["license"], manifest["schema_version"]) == (
        "2024-04-22",
        "CC-BY-4.0",
        "1.0",
    )
    assert manifest["citation"].endswith("/data/text/2024-04-22/manifest.json")
    assert {"overall.json", "overall.csv", "leaderboard.csv"} <= {file["name"] for file in manifest["files"]}
    for file in manifest["files"]:
        body = client.get(DAY + file["name"]).content
        assert (len(body), hashlib.sha256(body).hexdigest()) == (file["bytes"], file["sha256"])


def test_the_index_names_every_day(client, released):
    (entry,) = client.get("/data/index.json").json()["arenas"]
    assert (entry["arena"], entry["latest"], entry["days"]) == (
        "text",
        "2024-04-23",
        ["2024-04-22", "2024-04-23"],
    )


def test_a_board_has_the_numbers_of_its_snapshot_and_the_identifiers_of_its_models(client, released):
    board = client.get(BOARD).json()
    stored = client.get(f"/api/v1/snapshots/{board['snapshot']}/").json()
    for row, before in zip(board["rows"], stored["rows"], strict=True):
        assert row | before == row
        assert row["variance"] > 0
    assert board["rows"][0]["ids"]["openrouter"] == "heron/left"
    lines = list(csv.DictReader(io.StringIO(client.get(f"{DAY}overall.csv").content.decode())))
    assert [float(line["rating"]) for line in lines] == [row["rating"] for row in board["rows"]]
    assert lines[0]["id_openrouter"] == "heron/left"


def test_a_dated_file_may_be_cached_for_ever_and_the_latest_for_a_minute(client, released):
    dated, latest = client.get(BOARD), client.get("/data/text/latest/overall.json")
    assert "immutable" in dated["Cache-Control"]
    assert "max-age=60" in latest["Cache-Control"]
    for response in (dated, latest):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert not response.cookies
    assert latest.content == client.get("/data/text/2024-04-23/overall.json").content
    known = client.get(BOARD, headers={"If-None-Match": dated["ETag"]})
    assert (known.status_code, known.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "part", "where"),
    [
        ("bytes=0-99", slice(0, 100), "bytes 0-99/{size}"),
        ("bytes=100-", slice(100, None), "bytes 100-{last}/{size}"),
        ("bytes=-8", slice(-8, None), "bytes {tail}-{last}/{size}"),
        ("bytes=5-999999999", slice(5, None), "bytes 5-{last}/{size}"),
    ],
)
def test_a_range_is_sent_as_a_part(client, released, asked, part, where):
    whole = client.get(BOARD)
    size = len(whole.content)
    sent = client.get(BOARD, headers={"Range": asked})
    assert (sent.status_code, sent.content) == (206, whole.content[part])
    assert sent["Content-Range"] == where.format(size=size, last=size - 1, tail=size - 8)
    assert sent["ETag"] == whole["ETag"]
    assert whole["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("asked", ["bytes=1-0", "lines=1-2", "bytes=0-1,5-6", "bytes=-", "nonsense"])
def test_what_is_no_single_range_gets_the_whole_file(client, released, asked):
    assert client.get(BOARD, headers={"Range": asked}).status_code == 200


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_range_behind_the_end_is_refused_with_the_size(client, released, asked):
    size = len(client.get(BOARD).content)
    refused = client.get(BOARD, headers={"Range": asked})
    assert (refused.status_code, refused["Content-Range"]) == (416, f"bytes */{size}")
    assert (refused["Content-Type"], refused.json()["size"]) == ("application/problem+json", size)
    assert client.get(refused.json()["type"]).json()["status"] == 416


def test_a_range_of_another_version_gets_the_whole_file(client, released):
    etag = client.get(BOARD)["ETag"]
    same = client.get(BOARD, headers={"Range": "bytes=0-9", "If-Range": etag})
    other = client.get(BOARD, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)


def test_a_browser_of_another_site_may_ask_for_ranges(client, released):
    allowed = client.options(BOARD)
    assert allowed.status_code == 204
    assert "Range" in allowed["Access-Control-Allow-Headers"]
    assert client.post(BOARD).status_code == 405


def test_a_thinned_day_is_gone_and_names_the_one_that_was_kept(client, released, settings):
    settings.DATA_DAYS = 30
    thin_releases(released, today=TODAY.date().replace(month=9))
    gone = client.get(BOARD)
    assert (gone.status_code, gone["Content-Type"]) == (410, "application/problem+json")
    assert gone.json()["kept"] == "2024-04-23"
    assert "of old months only the last release is kept" in gone.json()["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "/data/text/2024-04-25/overall.json",
        f"{DAY}none.json",
        "/data/none/latest/overall.json",
        "/data/text/x/y",
        "/data/nothing.json",
        "/data/text/",
        "/data/text/latest/more/overall.json",
    ],
)
def test_what_does_not_exist_is_not_found(client, released, address):
    missing = client.get(address)
    assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")


def test_a_hidden_arena_has_no_files(client, released):
    Arena.objects.update(visibility=Arena.Visibility.HIDDEN)
    assert client.get(BOARD).status_code == 404
    assert client.get("/data/leaderboard-text.json").status_code == 404
    assert client.get("/data/index.json").json()["arenas"] == []


def test_the_index_has_a_template_of_every_file_s_address(client, released, tmp_path):
    index = client.get("/data/index.json").json()
    [arena] = index["arenas"]
    address = index["files"].format(arena=arena["arena"], day=arena["days"][0], name="overall.json")
    assert address == f"http://testserver{BOARD}"
    assert client.get(address).status_code == 200
    export_site(tmp_path, base_url="http://testserver")
    assert json.loads((tmp_path / "data/index.json").read_bytes()) == index


def test_before_the_first_release_the_answer_says_when_there_will_be_one(client, arena):
    words = client.get("/data/text/latest/overall.json").json()["detail"]
    assert "when a UTC day is over" in words


@pytest.mark.independent
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib, about itself
def test_croissant_metadata_is_valid_and_reads_the_table(client, released, tmp_path):
    croissant = pytest.importorskip("mlcroissant")
    metadata = client.get(f"{DAY}croissant.json").json()
    for entry in metadata["distribution"]:
        entry["contentUrl"] = entry["name"]
        (tmp_path / entry["name"]).write_bytes(client.get(DAY + entry["name"]).content)
    (tmp_path / "croissant.json").write_text(json.dumps(metadata))
    dataset = croissant.Dataset(jsonld=str(tmp_path / "croissant.json"))
    assert not dataset.metadata.issues.errors
    records = list(dataset.records("leaderboard"))
    board = client.get(BOARD).json()
    ratings = [r["leaderboard/rating"] for r in records if r["leaderboard/category"] == b"overall"]
    assert ratings == pytest.approx([row["rating"] for row in board["rows"]])


def test_a_release_without_files_is_empty(client, arena):
    DataRelease.objects.create(
        arena=arena, day="2024-04-22", made_at=TODAY, schema_version="1.0", license="CC-BY-4.0"
    )
    assert client.get(f"{DAY}manifest.json").json()["files"] == []
    assert client.get(BOARD).status_code == 404
