"""JSON objects one after the other: the same as in an array, and past what is broken."""

import io
import json

import pytest

from battles.imports.readers.formats import Format, VoteFile, detect
from battles.imports.readers.json_objects import JsonObjects
from tests.battles.imports.logs import clean_battle, packed, write_lines
from tests.battles.imports.readers.test_json_array import Dripping

RECORDS = [clean_battle(n, conversation_a=[{"role": "user", "content": "{\n}"}]) for n in range(5)]


def entries(text, size=1 << 20):
    return list(JsonObjects(Dripping(text, size)))


def good(text, size=1 << 20):
    return [entry.record for entry in entries(text, size) if entry.problem is None]


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("between", ["", "\n", ",\n", "\r\n\r\n"])
@pytest.mark.parametrize("size", [7, 1 << 20])
def test_objects_are_read_however_they_are_written(indent, between, size):
    text = between.join(json.dumps(record, indent=indent) for record in RECORDS)
    assert good(text, size) == RECORDS


def test_objects_are_told_from_lines(tmp_path):
    path = tmp_path / "log.json"
    path.write_text("\n".join(json.dumps(record, indent=2) for record in RECORDS))
    assert detect(path) == detect(packed(path)) == Format.OBJECTS
    with VoteFile(packed(path)) as file:
        assert [entry.record for entry in file] == RECORDS
    path.write_text("".join(map(json.dumps, RECORDS)))
    assert detect(path) == Format.OBJECTS
    assert detect(write_lines(path, ["{oops", *RECORDS])) == Format.JSON_LINES
    assert detect(write_lines(path, ["{}", *RECORDS])) == Format.JSON_LINES


def test_lines_and_numbers_are_counted():
    text = "\n".join(json.dumps(record, indent=1) for record in [{"a": 1, "b": 2}, {"c": 3}])
    assert [(entry.number, entry.line) for entry in entries(text, 3)] == [(1, 1), (2, 5)]


@pytest.mark.parametrize("broken", ['{"a": oops}', '{\n "a": "x\n}', "{\n", "garbage", '{"a": 1}}'])
@pytest.mark.parametrize("size", [7, 1 << 20])
def test_a_broken_object_costs_no_good_one(broken, size):
    whole = [json.dumps(record, indent=2) for record in RECORDS]
    text = "\n".join([*whole[:2], broken, *whole[2:]])
    found = good(text, size)
    assert [record for record in found if record in RECORDS] == RECORDS
    assert any(entry.problem for entry in entries(text, size))


def test_an_object_cut_at_the_end_is_told():
    text = "\n".join(json.dumps(record, indent=2) for record in RECORDS)
    found = entries(text[:-9])
    assert [bool(entry.problem) for entry in found] == [False] * 4 + [True]
    assert list(JsonObjects(io.StringIO(" \n"))) == []
