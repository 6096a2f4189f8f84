"""Single values: absent, right, or refused."""

import pytest

from battles.imports.records.values import (
    MAX_COUNT,
    BadRecord,
    read_count,
    read_flag,
    read_part,
    read_text,
    replace_unstorable,
    short_repr,
)


@pytest.mark.parametrize(
    ("value", "count"),
    [(0, 0), (7, 7), (7.0, 7), ("7", 7), (" 7.0 ", 7), (MAX_COUNT, MAX_COUNT), (None, None), ("", None)],
)
def test_a_count_is_a_whole_number_however_it_is_written(value, count):
    assert read_count(value, "turn") == count


@pytest.mark.parametrize(
    "value",
    [-1, 1.5, True, "1.5", "-1", "1e3", "seven", MAX_COUNT + 1, 10**400, float("nan"), float("inf"), [], {}],
)
def test_what_is_no_count_is_refused(value):
    with pytest.raises(BadRecord, match="turn is not a count"):
        read_count(value, "turn")


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        *[(True, True), ("True", True), ("1", True), (1, True), (1.0, True), (" yes ", True)],
        *[(False, False), ("false", False), (0, False), ("0.0", False), (None, None), ("", None)],
    ],
)
def test_a_flag_is_yes_no_or_absent(value, flag):
    assert read_flag(value, "anony") is flag


@pytest.mark.parametrize("value", [2, "maybe", float("nan"), [], {}])
def test_what_is_neither_yes_nor_no_is_refused(value):
    with pytest.raises(BadRecord, match="neither true nor false"):
        read_flag(value, "anony")


@pytest.mark.parametrize(("value", "text"), [(" x ", "x"), (0, "0"), ("", None), ("  ", None), (None, None)])
def test_a_text_is_stripped_and_a_number_is_its_digits(value, text):
    assert read_text(value, "judge") == text


@pytest.mark.parametrize("value", [True, 1.5, ["gpt-4", "v2"], {}])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(BadRecord, match="judge is not a text"):
        read_text(value, "judge")


def test_a_part_may_be_an_object_or_json_in_a_cell():
    assert read_part({"a": 1}, "part") == read_part('{"a": 1}', "part") == {"a": 1}


@pytest.mark.parametrize("value", [[], "[]", "{'a': 1}", "{" * 5_000, 7])
def test_what_is_no_part_is_refused(value):
    with pytest.raises(BadRecord):
        read_part(value, "part")


def test_messages_stay_short_and_harmless():
    assert len(short_repr("x" * 10_000)) < 100
    assert "\x1b" not in short_repr("\x1b[31mred")
    short_repr("\ud800").encode()


def test_what_postgresql_cannot_store_is_replaced_and_counted():
    assert replace_unstorable("a\0b\ud83d c\udc80") == ("a\ufffdb\ufffd c\ufffd", 3)
    assert replace_unstorable("plain 😀") == ("plain 😀", 0)
