"""Entries that follow one another become tables, within bounds of records and characters."""

import pytest

from battles.imports.readers import entries
from battles.imports.readers.entries import Entry, Table, join_entries
from battles.imports.readers.formats import VoteFile
from tests.battles.imports.logs import clean_battle, write_array, write_csv, write_lines


def numbered(*records, problem=None, characters=10) -> list[Entry]:
    return [Entry(n, n + 1, record, problem, characters) for n, record in enumerate(records, start=1)]


def sizes(parts) -> list[int]:
    """Records of each table; 0 for an entry."""
    return [len(part.rows) if isinstance(part, Table) else 0 for part in parts]


def records(parts) -> list:
    return [
        entry.record for part in parts for entry in (part.entries() if isinstance(part, Table) else [part])
    ]


def test_entries_with_the_same_columns_are_one_table_and_stay_in_order():
    found = numbered({"a": 1, "b": 2}, {"a": 3, "b": 4}, {"b": 5, "a": 6}, {"a": 7})
    parts = list(join_entries(found))
    assert sizes(parts) == [2, 1, 1]
    assert records(parts) == [entry.record for entry in found]
    assert [entry[:4] for part in parts for entry in part.entries()] == [entry[:4] for entry in found]


@pytest.mark.parametrize(
    "lonely",
    [Entry(2, 2, None, "not JSON", 4), Entry(2, 2, {"a": 1}, None, None), *numbered([1], {}, "a", 7)],
)
def test_an_entry_that_is_no_row_stays_by_itself_between_tables(lonely):
    parts = list(join_entries([*numbered({"a": 1}), lonely, *numbered({"a": 2}, {"a": 3})]))
    assert sizes(parts) == [1, 0, 2]
    assert parts[1] is lonely


def test_a_table_passes_unchanged_between_entries():
    table = Table(2, [3], ("a",), [("x",)])
    parts = list(join_entries([*numbered({"a": 1}), table, *numbered({"a": 2})]))
    assert sizes(parts) == [1, 1, 1]
    assert parts[1] is table


def test_a_table_is_bounded_by_records_and_by_characters(monkeypatch):
    monkeypatch.setattr(entries, "RECORDS_AT_ONCE", 4)
    monkeypatch.setattr(entries, "CHARACTERS_AT_ONCE", 100)
    rows = [{"a": number} for number in range(9)]
    assert sizes(join_entries(numbered(*rows))) == [4, 4, 1]
    assert sizes(join_entries(numbered(*rows, characters=40))) == [3, 3, 3]
    assert sizes(join_entries(numbered(*rows, characters=1_000))) == [1] * 9


@pytest.mark.parametrize("write", [write_array, write_lines])
def test_json_files_are_read_as_tables(tmp_path, write):
    found = [clean_battle(number, text="x" * 100) for number in range(1_200)]
    with VoteFile(write(tmp_path / "log.json", found)) as file:
        parts = list(file.parts())
    assert sizes(parts) == [500, 500, 200]
    assert records(parts) == found


def test_lines_of_csv_and_records_over_several_lines_are_read_as_tables(tmp_path):
    texts = [*['a,b,tie,"one\ntwo",True,x'] * 3, *["a,b,tie,one,True,x"] * 2, "a,b,tie,one,,x"]
    path = write_csv(tmp_path / "log.csv", "model_a,model_b,winner,prompt,t.is.code,t.name", *texts)
    with VoteFile(path) as file:
        parts = list(file.parts())
        columns = parts[0].columns
    assert columns == ("model_a", "model_b", "winner", "prompt", "t")
    assert sum(sizes(parts)) == 6
    assert [record["prompt"] for record in records(parts)] == ["one\ntwo"] * 3 + ["one"] * 3
    flags = [record["t"]["is"]["code"] for record in records(parts)]
    assert flags == ["True"] * 5 + [""]
