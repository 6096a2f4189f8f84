"""Programs that read the field's two shapes read this site with only the host changed."""

import io
import json
import random
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import fsspec
import pytest
from pyarrow import parquet

from ratings.files import export_site
from ratings.models import ReleaseFile
from ratings.serialization.tables import write_parquet
from tests.processes.tcp_proxy import TcpProxy
from tests.ratings.files.days import release_days, release_new_arena
from tests.ratings.files.duckdb_over_http import connect_duckdb

pytestmark = pytest.mark.django_db

COLUMNS = {
    "model_name": "string",
    "organization": "string",
    "license": "string",
    "rating": "double",
    "rating_lower": "double",
    "rating_upper": "double",
    "variance": "double",
    "vote_count": "int64",
    "rank": "int64",
    "category": "string",
    "leaderboard_publish_date": "string",
}


@pytest.fixture
def released(arena):
    release_days(arena, names=("left", "middle", "right"))
    return arena


def fetch(url: str) -> bytes:
    with urlopen(url) as answer:  # noqa: S310 - a server of this test
        return answer.read()


def read_catalog(host: str, *, category: str) -> dict[str, tuple[float, float]]:
    """A consumer of the catalog: rating and half the interval of each model of one category."""
    models = json.loads(fetch(f"{host}/data/leaderboard-text.json"))[category]
    return {
        name: (float(entry["rating"]), (entry["rating_q975"] - entry["rating_q025"]) / 2)
        for name, entry in models.items()
    }


def read_table(host: str, name: str, *, category: str) -> list[dict]:
    """A consumer of the data set: the rows of one category, best first."""
    table = parquet.read_table(io.BytesIO(fetch(f"{host}/data/text/latest/{name}.parquet")))
    assert {field.name: str(field.type) for field in table.schema} == COLUMNS
    assert table.column_names == list(COLUMNS)
    rows = [row for row in table.to_pylist() if row["category"] == category]
    return sorted(rows, key=lambda row: row["rank"])


@pytest.fixture(params=["site", "exported folder"])
def host(request, transactional_db, live_server, settings, tmp_path):
    """The address of a site with files; or of any web server with what `export_site` wrote."""
    settings.READS_PER_MINUTE = 0
    release_new_arena(("left", "middle", "right"))
    if request.param == "site":
        yield live_server.url
        return
    export_site(tmp_path, base_url="https://data.example.org")
    handler = partial(QuietHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def test_a_reader_of_the_catalog_gets_ratings_whatever_the_host(host):
    ratings = read_catalog(host, category="full")
    board = json.loads(fetch(f"{host}/data/text/latest/overall.json"))
    assert {name: rating for name, (rating, _half) in ratings.items()} == {
        row["name"]: row["rating"] for row in board["rows"]
    }
    assert len(ratings) == 3
    catalog = json.loads(fetch(f"{host}/data/text/latest/arena-catalog.json"))
    for models in catalog.values():
        for entry in models.values():
            assert set(entry) == {"rating", "rating_q975", "rating_q025"}
            assert entry["rating_q025"] <= entry["rating"] <= entry["rating_q975"]
    assert "exclude_ties" in catalog


@pytest.mark.parametrize("name", ["leaderboard", "leaderboard_style_control"])
def test_a_reader_of_the_eleven_columns_gets_them_exactly_whatever_the_host(host, name):
    rows = read_table(host, name, category="overall")
    method = "overall.style" if "style" in name else "overall"
    board = json.loads(fetch(f"{host}/data/text/latest/{method}.json"))["rows"]
    assert [row["rating"] for row in rows] == [row["rating"] for row in board]
    assert rows[0]["leaderboard_publish_date"] == "2024-04-23"
    assert {row["organization"] for row in rows} == {"Heron Labs", ""}


def read_with_pyarrow(address: str, folder: Path) -> list[float]:
    with fsspec.open(address, block_size=2**16) as file:
        return parquet.read_table(file, columns=["rating"])["rating"].to_pylist()


def read_with_duckdb(address: str, folder: Path) -> list[float]:
    with connect_duckdb(folder) as connection:
        return [
            row[0] for row in connection.execute("SELECT rating FROM read_parquet(?)", [address]).fetchall()
        ]


@pytest.mark.parametrize(
    "read", [read_with_pyarrow, pytest.param(read_with_duckdb, marks=pytest.mark.independent)]
)
def test_a_column_of_a_large_file_moves_a_fraction_of_its_bytes(
    transactional_db, live_server, settings, tmp_path, read
):
    """Counted on the wire, for the readers of docs/recipes.md."""
    settings.READS_PER_MINUTE = 0
    release_new_arena(("left", "right"))
    rng = random.Random(1)
    rows = [{name: rng.random() for name in COLUMNS} for _ in range(20_000)]
    body = write_parquet(rows, list(COLUMNS))
    ReleaseFile.objects.filter(name="leaderboard.parquet").update(body=body, size=len(body), is_packed=False)
    site = urlsplit(live_server.url)
    with TcpProxy(site.hostname, site.port) as proxy:
        address = f"http://127.0.0.1:{proxy.port}/data/text/latest/leaderboard.parquet"
        ratings = read(address, tmp_path)
    assert ratings == [row["rating"] for row in rows]
    assert len(body) > 1_000_000
    assert proxy.received < len(body) / 4


class RangeFile(io.RawIOBase):
    """A remote file whose reader asks for each part by a range."""

    def __init__(self, get, path: str):
        self.get, self.path, self.position, self.asked = get, path, 0, []
        self.size = int(get(path, headers={"Range": "bytes=0-0"})["Content-Range"].rpartition("/")[2])

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.position = {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.size}[whence] + offset
        return self.position

    def read(self, count: int = -1) -> bytes:
        end = self.size if count < 0 else min(self.position + count, self.size)
        if end <= self.position:
            return b""
        sent = self.get(self.path, headers={"Range": f"bytes={self.position}-{end - 1}"})
        assert sent.status_code == 206
        self.asked.append((self.position, end))
        self.position = end
        return sent.content


def test_a_reader_of_one_column_gets_it_by_ranges(client, released):
    path = "/data/text/latest/leaderboard.parquet"
    remote = RangeFile(client.get, path)
    ratings = (
        parquet.ParquetFile(remote, pre_buffer=False)
        .read(["rating"], use_threads=False)["rating"]
        .to_pylist()
    )
    whole = parquet.read_table(io.BytesIO(client.get(path).content))
    assert ratings == whole["rating"].to_pylist()
    assert remote.asked
