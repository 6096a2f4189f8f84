"""Files: which format they are in, packed or not, and what is left of broken ones."""

import gzip
import json

import pytest

from battles.imports.readers.entries import UnreadableFile
from battles.imports.readers.formats import Format, VoteFile, detect
from tests.battles.imports.logs import clean_battle, packed, write_array, write_csv, write_lines

RECORDS = [clean_battle(n) for n in range(50)]


def read(path, **options):
    with VoteFile(path, **options) as file:
        entries = list(file)
        return entries, file


def good(path, **options) -> list:
    return [entry.record for entry in read(path, **options)[0] if entry.problem is None]


@pytest.fixture
def csv_file(tmp_path):
    return write_csv(tmp_path / "log.csv", "model_a,model_b,winner", *["a,b,tie"] * 50)


def test_the_format_is_told_by_the_content(tmp_path, csv_file):
    assert detect(write_array(tmp_path / "a.txt", RECORDS)) == Format.JSON
    assert detect(write_array(tmp_path / "b.json", RECORDS, indent=1)) == Format.JSON
    assert detect(write_lines(tmp_path / "c.json", RECORDS)) == Format.JSON_LINES
    assert detect(csv_file) == Format.CSV
    assert detect(packed(csv_file)) == Format.CSV


def test_json_lines_that_begin_with_a_bad_line_are_told_by_their_name(tmp_path):
    path = write_lines(tmp_path / "log.jsonl", ["# a log", *RECORDS])
    assert len(good(path)) == 50
    assert len(good(packed(path))) == 50


@pytest.mark.parametrize("write", [write_array, write_lines])
def test_every_record_is_read_packed_or_not(tmp_path, write):
    path = write(tmp_path / "log.json", RECORDS)
    assert good(path) == good(packed(path)) == RECORDS


def test_a_packed_file_is_known_by_its_bytes_not_its_name(tmp_path):
    path = tmp_path / "log.json"
    path.write_bytes(gzip.compress(json.dumps(RECORDS).encode()))
    assert good(path) == RECORDS


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes(b"\xef\xbb\xbfmodel_a,model_b,winner\na,b,tie\n")
    assert good(path) == [{"model_a": "a", "model_b": "b", "winner": "tie"}]
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(RECORDS).encode())
    assert good(path) == RECORDS


@pytest.mark.parametrize("content", [b"", b"  \n\t ", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)])
def test_an_empty_file_cannot_be_read(tmp_path, content):
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="empty"):
        read(path)


@pytest.mark.parametrize("content", ["model_a,model_b".encode("utf-16"), b"\x89PNG\r\n\0"])
def test_a_file_that_is_no_text_cannot_be_read(tmp_path, content):
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="not text"):
        read(path)


def test_a_packed_file_cut_short_gives_what_came_before(tmp_path, csv_file):
    many = write_csv(
        tmp_path / "many.csv", "model_a,model_b,winner", *[f"a{n},b{n},tie" for n in range(20_000)]
    )
    whole = packed(many)
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    entries, file = read(whole)
    assert file.broken
    assert 1_000 < len(entries) < 20_000
    assert [entry.record["model_a"] for entry in entries] == [f"a{n}" for n in range(len(entries))]


def test_a_packed_file_with_damaged_bytes_gives_what_came_before(csv_file):
    damaged = packed(csv_file)
    data = bytearray(damaged.read_bytes())
    data[-5] ^= 0xFF
    damaged.write_bytes(data)
    entries, file = read(damaged)
    assert "CRC" in file.broken or "length" in file.broken
    assert len(entries) == 50


def test_a_packed_array_cut_short_gives_its_whole_elements(tmp_path):
    path = packed(write_array(tmp_path / "log.json", [clean_battle(n) for n in range(5_000)]))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    records = good(path)
    assert 500 < len(records) < 5_000
    assert records == [clean_battle(n) for n in range(len(records))]


def test_a_line_is_told_by_its_number_with_what_is_wrong(tmp_path):
    path = write_lines(
        tmp_path / "log.jsonl",
        [
            RECORDS[0],
            "",
            "{oops}",
            '{"a": 1} {"b": 2}',
            "[" * 5_000,
            '{"t": ' + "9" * 5_000 + "}",
            RECORDS[1],
        ],
    )
    found = [(entry.number, entry.line, entry.problem) for entry in read(path)[0] if entry.problem]
    assert [(number, line) for number, line, _ in found] == [(2, 3), (3, 4), (4, 5), (5, 6)]
    assert [problem.split(":")[0] for *_, problem in found] == [
        "not JSON",
        "more than one value on a line",
        "nested too deep",
        "not JSON",
    ]


def test_a_key_that_occurs_twice_says_two_things(tmp_path):
    path = write_lines(tmp_path / "log.jsonl", ['{"winner": "model_a", "winner": "model_b"}'])
    assert "twice" in read(path)[0][0].problem


def test_bytes_that_are_no_text_spoil_their_own_field_only(tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes(b"model_a,model_b,winner\n\xff\xfe,b,tie\nc,d,tie\n")
    assert [record["model_a"] for record in good(path)] == ["\udcff\udcfe", "c"]


def test_a_format_that_was_named_is_taken_at_its_word(tmp_path, csv_file):
    with pytest.raises(UnreadableFile, match="not a JSON array"):
        read(csv_file, format=Format.JSON)
    assert good(csv_file, format=Format.JSON_LINES) == []
    with pytest.raises(UnreadableFile, match="first model"):
        read(write_lines(tmp_path / "log.jsonl", RECORDS), format=Format.CSV)


def test_progress_runs_to_the_size_of_the_file(csv_file):
    for path in (csv_file, packed(csv_file)):
        with VoteFile(path) as file:
            list(file)
            assert file.position == file.size == path.stat().st_size
