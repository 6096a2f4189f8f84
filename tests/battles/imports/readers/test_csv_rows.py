"""CSV records: columns by name and by path, and stray quotes that lead nobody astray."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.imports.readers import csv_rows
from battles.imports.readers.csv_rows import CsvRows
from battles.imports.readers.entries import UnreadableFile

HEADER = "model_a,model_b,winner"


def entries(*lines: str, end="\n") -> list:
    return list(CsvRows(iter(io.StringIO(end.join(lines) + end, newline=""))))


def good(*lines: str) -> list:
    return [tuple(entry.record.values()) for entry in entries(*lines) if entry.problem is None]


def test_rows_become_records_with_their_lines():
    found = entries(HEADER, "a,b,tie", "", "c,d,model_a")
    assert found[0].record == {"model_a": "a", "model_b": "b", "winner": "tie"}
    assert [(entry.number, entry.line) for entry in found] == [(1, 2), (2, 4)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_quoted_field_may_span_lines(end):
    found = entries("prompt," + HEADER, '"one', 'two, ""three""",a,b,tie', "x,c,d,tie", end=end)
    assert found[0].record["prompt"] == f'one{end}two, "three"'
    assert [entry.line for entry in found] == [2, 4]


def test_dotted_columns_are_ways_into_nested_objects():
    (entry,) = entries(HEADER + ",tag.math.math,tag.math.score,tag.if", "a,b,tie,True,0.5,False")
    assert entry.record["tag"] == {"math": {"math": "True", "score": "0.5"}, "if": "False"}


def test_the_dot_of_a_version_is_no_way_down():
    (entry,) = entries(HEADER + ",category_tag.criteria_v0.1.real_world,v0.1", "a,b,tie,True,x")
    assert entry.record["category_tag"] == {"criteria_v0.1": {"real_world": "True"}}
    assert entry.record["v0.1"] == "x"


def test_a_dotted_column_under_a_plain_one_keeps_its_name():
    (entry,) = entries(HEADER + ",tag,tag.math,x.y,x.y.z", "a,b,tie,t,m,1,2")
    assert (entry.record["tag"], entry.record["tag.math"]) == ("t", "m")
    assert (entry.record["x"], entry.record["x.y.z"]) == ({"y": "1"}, "2")


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_tabs_and_semicolons_separate_too(delimiter):
    assert good(HEADER.replace(",", delimiter), delimiter.join(["a", "b, c", "tie"])) == [
        ("a", "b, c", "tie")
    ]


@pytest.mark.parametrize(
    "header",
    [
        "left,right,winner",
        "model_a,model_b,winner_model_a,winner_model_b,winner_tie",
        " model_a ,model_b, winner",
    ],
)
def test_the_columns_of_every_published_shape_are_accepted(header):
    assert entries(header) == []


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("model_a,model_b", "outcome"),
        ("model_a,winner", "second model"),
        ("algorithm,item,score", "first model"),
        ("model_a,model_b,winner_model_a,winner_tie", "outcome"),
        ("model_a,model_b,winner,winner", "twice: 'winner'"),
        ('"model_a,model_b,winner', "header"),
    ],
)
def test_a_header_that_names_no_votes_cannot_be_read(header, reason):
    with pytest.raises(UnreadableFile, match=reason):
        entries(header, "a,b,tie")


def test_nothing_cannot_be_read():
    with pytest.raises(UnreadableFile, match="empty"):
        entries("")


@pytest.mark.parametrize("row", ["a,b", "a,b,tie,", "a,b,tie,model_a", "a"])
def test_a_row_with_too_many_or_too_few_columns_is_refused(row):
    found = entries(HEADER, row, "c,d,tie")
    assert "columns where the header has 3" in found[0].problem
    assert found[1].record["model_a"] == "c"


STRAY = ['"a,b,tie', 'a,"b,tie', 'a,b,"tie', '"a"x,b,tie']


@pytest.mark.parametrize("stray", STRAY)
@pytest.mark.parametrize("stray_again", [None, *STRAY])
def test_a_stray_quote_costs_its_own_line_only(stray, stray_again):
    lines = [HEADER, "c,d,tie", stray, "e,f,tie", "g,h,model_a"]
    if stray_again:
        lines += [stray_again, "i,j,tie"]
    found = entries(*lines)
    assert [entry.number for entry in found if entry.problem] == ([2, 5] if stray_again else [2])
    assert [entry.line for entry in found] == list(range(2, len(lines) + 1))


def test_a_field_that_is_too_long_costs_its_own_line_only(monkeypatch):
    limit = csv_rows.csv.field_size_limit(1_000)
    try:
        monkeypatch.setattr(csv_rows, "MAX_FIELD", 1_000)
        found = entries(HEADER, '"' + "x" * 1_001 + '",b,tie', "c,d,tie", '"' + "x" * 1_000 + '",b,tie')
    finally:
        csv_rows.csv.field_size_limit(limit)
    assert [bool(entry.problem) for entry in found] == [True, False, False]


def test_two_stray_quotes_that_pair_up_do_not_swallow_what_lies_between():
    found = entries(HEADER, 'a,b,"tie', "c,d,tie", 'e,f,tie"', "g,h,tie")
    assert [bool(entry.problem) for entry in found] == [True, False, False, False]


CELLS = st.text(st.sampled_from("ab,;\t \"\r\n'x1"), max_size=4)


@given(lines=st.lists(st.lists(CELLS, min_size=2, max_size=4).map(",".join), max_size=12))
def test_lines_parsed_together_are_the_same_records_as_one_by_one(lines):
    together = [entry._replace(characters=None) for entry in entries(HEADER, *lines)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_rows.CsvRows, "_rows_at_once", lambda self, width: iter(()))
        assert [entry._replace(characters=None) for entry in entries(HEADER, *lines)] == together
