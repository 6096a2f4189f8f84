"""JSON arrays element by element: the same as reading them whole, and past what is broken."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.imports.readers import json_array
from battles.imports.readers.entries import UnreadableFile
from battles.imports.readers.json_array import JsonArray
from battles.imports.readers.json_objects import JsonObjects
from tests.battles.imports.logs import clean_battle

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


class Dripping(io.StringIO):
    """A stream that gives at most a few characters at once, as if chunks were that small."""

    def __init__(self, text: str, size: int) -> None:
        super().__init__(text)
        self._size = size

    def read(self, size: int = -1) -> str:
        return super().read(self._size)


def entries(text: str, size: int = 1 << 20) -> list:
    return list(JsonArray(Dripping(text, size)))


def good(text: str, size: int = 1 << 20) -> list:
    return [entry.record for entry in entries(text, size) if entry.problem is None]


@given(
    values=st.lists(JSON_VALUES, max_size=6),
    size=st.integers(1, 40),
    indent=st.none() | st.just(2),
    ascii_only=st.booleans(),
)
def test_any_array_is_read_as_it_is_however_it_arrives(values, size, indent, ascii_only):
    text = json.dumps(values, indent=indent, ensure_ascii=ascii_only)
    found = entries(f"  {text}\n", size)
    assert [entry.record for entry in found] == values
    assert [entry.problem for entry in found] == [None] * len(values)


def test_elements_are_numbered_and_their_lines_counted():
    text = json.dumps([{"a": 1, "b": 2}, {"c": 3}], indent=1)
    assert [(entry.number, entry.line) for entry in entries(text, 3)] == [(1, 2), (2, 6)]


@pytest.mark.parametrize("text", ["", "  ", "{}", "model_a,model_b", "7"])
def test_what_is_no_array_cannot_be_read(text):
    with pytest.raises(UnreadableFile):
        entries(text)


BROKEN = {
    "a bare word": '{"model_a": oops, "winner": "tie"}',
    "no colon": '{"model_a" "x"}',
    "a key twice": '{"winner": "model_a", "winner": "model_b"}',
    "single quotes": "{'model_a': 'x'}",
    "a huge number": '{"turn": ' + "9" * 5_000 + "}",
    "deep nesting": '{"turn": ' + "[" * 5_000 + "]" * 5_000 + "}",
    "a raw line break in a text": '{"model_a": "x\ny"}',
    "a stray word": "garbage",
    "nothing": "",
    "a closing brace too many": '{"model_a": "x"}}',
    "an open quote": '{"model_a": "x}',
    "an open brace": '{"model_a": {"x": 1}',
    "an open quote before text with commas": '{"model_a": "x, "judge": "a, b", "turn": 1}',
    "a backslash at the end of a text": '{"model_a": "x\\"}',
}


PIECES = st.sampled_from([*BROKEN.values(), json.dumps(clean_battle(5)), '{"a": {"b": ":"}}', "[1, {}]", "7"])
BETWEEN = st.sampled_from([",", ", ", " ,\n", "\n", ",,", ""])


@pytest.mark.parametrize("reader", [JsonArray, JsonObjects])
@given(
    parts=st.lists(st.tuples(PIECES | JSON_VALUES.map(json.dumps), BETWEEN), max_size=8),
    ending=st.sampled_from(["]", "", "]]", " "]),
    size=st.integers(3, 60) | st.just(1 << 20),
)
def test_objects_decoded_at_once_are_the_same_as_element_by_element(reader, parts, ending, size):
    text = ("[" if reader is JsonArray else "") + "".join(map("".join, parts)) + ending
    at_once = list(reader(Dripping(text, size)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JsonArray, "_objects_at_once", lambda self: iter(()))
        assert list(reader(Dripping(text, size))) == at_once


@pytest.mark.parametrize("size", [7, 64, 1 << 20])
@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_element_costs_no_good_one(broken, size):
    before, after = [clean_battle(n) for n in (1, 2)], [clean_battle(n) for n in (3, 4)]
    texts = [*map(json.dumps, before), broken, *map(json.dumps, after)]
    text = "[" + ", ".join(texts) + "]"
    assert good(text, size)[:2] == before
    assert good(text, size)[-2:] == after
    assert any(entry.problem for entry in entries(text, size))


def test_neighbouring_broken_elements_are_told_one_by_one():
    found = entries('[{"a": x}, {"b": y}, {"winner": "tie"}, z]')
    assert [entry.number for entry in found if entry.problem] == [1, 2, 4]
    assert good('[{"a": x}, {"b": y}, {"winner": "tie"}, z]') == [{"winner": "tie"}]


def test_a_missing_comma_costs_nothing():
    assert good('[{"a": 1} {"b": 2}\n{"c": 3},]') == [{"a": 1}, {"b": 2}, {"c": 3}]


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_file_that_ends_too_early_keeps_what_came_before(cut):
    records = [clean_battle(n) for n in range(3)]
    found = entries(json.dumps(records)[:-cut])
    whole = 3 if cut == 1 else 2
    assert [entry.record for entry in found if not entry.problem] == records[:whole]
    assert [bool(entry.problem) for entry in found] == [False] * whole + [True]


def test_an_element_without_end_is_given_up_in_bounded_memory(monkeypatch):
    monkeypatch.setattr(json_array, "MAX_ELEMENT", 2_000)
    monkeypatch.setattr(json_array, "CHUNK", 500)
    after = clean_battle(1)
    text = '[{"model_a": "' + "x" * 20_000 + ", " + json.dumps(after) + "]"
    reader = JsonArray(io.StringIO(text))
    longest, records = 0, []
    for entry in reader:
        longest = max(longest, len(reader._buffer))
        records.append(entry.record)
    assert longest <= 4_000
    assert after in records
