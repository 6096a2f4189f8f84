"""Programs that read the field's two shapes read this site with only the host changed."""

import io

import pytest

from tests.ratings.files.days import publish_days, release

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
    publish_days(arena, names=("left", "middle", "right"))
    release(arena)
    return arena


def read_catalog(get, *, category: str) -> dict[str, tuple[float, float]]:
    """A consumer of the catalog: rating and half the interval of each model of one category."""
    models = get("data/leaderboard-text.json").json()[category]
    return {
        name: (float(entry["rating"]), (entry["rating_q975"] - entry["rating_q025"]) / 2)
        for name, entry in models.items()
    }


def read_table(body: bytes, *, category: str) -> list[dict]:
    """A consumer of the data set: the rows of one category, best first."""
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(body))
    assert {field.name: str(field.type) for field in table.schema} == COLUMNS
    assert table.column_names == list(COLUMNS)
    rows = [row for row in table.to_pylist() if row["category"] == category]
    return sorted(rows, key=lambda row: row["rank"])


def test_a_reader_of_the_catalog_gets_ratings(client, released):
    ratings = read_catalog(lambda path: client.get(f"/{path}"), category="full")
    board = client.get("/data/text/latest/overall.json").json()
    assert {name: rating for name, (rating, _half) in ratings.items()} == {
        row["name"]: row["rating"] for row in board["rows"]
    }
    catalog = client.get("/data/text/latest/arena-catalog.json").json()
    for models in catalog.values():
        for entry in models.values():
            assert set(entry) == {"rating", "rating_q975", "rating_q025"}
            assert entry["rating_q025"] <= entry["rating"] <= entry["rating_q975"]
    assert "exclude_ties" in catalog


@pytest.mark.parametrize("name", ["leaderboard", "leaderboard_style_control"])
def test_a_reader_of_the_eleven_columns_gets_them_exactly(client, released, name):
    rows = read_table(client.get(f"/data/text/latest/{name}.parquet").content, category="overall")
    method = "overall.style" if "style" in name else "overall"
    board = client.get(f"/data/text/latest/{method}.json").json()["rows"]
    assert [row["rating"] for row in rows] == [row["rating"] for row in board]
    assert rows[0]["leaderboard_publish_date"] == "2024-04-23"
    assert {row["organization"] for row in rows} == {"Heron Labs", ""}


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
    parquet = pytest.importorskip("pyarrow.parquet")
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
