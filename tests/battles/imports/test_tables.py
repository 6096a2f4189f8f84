"""Tables are read column by column, and each vote is the one that its record alone would be."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from battles.imports import importer
from battles.imports.importer import Importer, ImportOptions
from battles.imports.readers.entries import Table
from battles.imports.records import Reading, read_record
from battles.imports.tables import is_plain, read_table
from battles.imports.values import BadRecord
from battles.outcomes import Outcome

LATEST = 1_750_000_000.0
READING = Reading(LATEST)
PLAIN = ("model_a", "model_b", "winner", "judge", "turn", "anony", "language", "tstamp")

NAMES = ["gpt-4", " gpt-4 ", "gpt-4\u200b", "Ünï", "Uni\u0308", "\u200b", "a\tb", "x" * 201, "\ud800", ""]
ALIKE = [1, 0, True, False, 1.0, 0.0, "1", "0", "True", " FALSE ", "1.0", "yes", "no", "", None, "2"]
TIMES = [
    *[
        "1682351591.25",
        "1682351591",
        " 1682351591.5 ",
        "1_682_351_591",
        "1682351591250",
        "2023-04-24T15:53:11",
    ],
    *["2023-04-24", "20240422", "nan", "inf", "-1", "1e400", "1e308", "9999999999", "soon", ""],
    *[
        1_682_351_591.25,
        1_682_351_591,
        1_682_351_591_250,
        float("nan"),
        float("inf"),
        10**400,
        True,
        None,
        [],
    ],
]
VALUES = {
    "model_a": st.sampled_from([*NAMES, 4, None, []]),
    "model_b": st.sampled_from([*NAMES, 4.5, True]),
    "left": st.sampled_from(NAMES),
    "winner": st.sampled_from(
        ["model_a", "MODEL_B", "tie (all bad)", "draw", "gpt-4", "?", "", " left", 1, None, [], float("nan")]
    ),
    "judge": st.sampled_from(["u1", " u1 ", "u2", "", 7, None, 1.5, True, ["gpt-4", "pair"], "\ud800"]),
    "worker": st.sampled_from(["w", "", None, 3, {}]),
    "turn": st.sampled_from([*ALIKE, "3", 2, -1, 2**40, "many", float("nan"), [1]]),
    "anony": st.sampled_from([*ALIKE, "maybe", []]),
    "language": st.sampled_from(["English", "english", "zh", "??", "", 1, True, None, {}, float("nan")]),
    "tstamp": st.sampled_from(TIMES),
    "timestamp": st.sampled_from(TIMES),
    "comment": st.sampled_from(["", "x", None, []]),
    "question_id": st.sampled_from(["7", 7, "", None]),
    "is_code": st.sampled_from(ALIKE),
    "prompt": st.just("hello"),
}
USUAL = {
    "model_a": st.sampled_from(["gpt-4", "claude"]),
    "model_b": st.sampled_from(["gpt-4", "Ünï", " claude"]),
    "winner": st.sampled_from(["model_a", "tie", "Model B", "tie(all bad)"]),
    "judge": st.sampled_from(["u1", " u2 ", ""]),
    "turn": st.sampled_from(["1", "2", "", "3.0"]),
    "anony": st.sampled_from(["True", "false", ""]),
    "language": st.sampled_from(["English", "German", "Klingon", ""]),
    "tstamp": st.floats(1e9, LATEST).map(str) | st.sampled_from(["", "2023-04-24", "1682351591250"]),
}


@st.composite
def tables(draw, values, *, columns):
    names = draw(st.permutations(draw(columns)))
    row = st.tuples(*(values[name] for name in names))
    rows = draw(st.lists(row, min_size=1, max_size=12))
    return Table(1, range(2, len(rows) + 2), tuple(names), [list(each) for each in rows])


some_columns = st.sets(st.sampled_from(sorted(VALUES))).map(lambda more: sorted({"model_b", "winner"} | more))


def read_each(table: Table, reading: Reading) -> list:
    """What `read_record` makes of each record; raises BadRecord if one is refused."""
    return [read_record(entry.record, reading) for entry in table.entries()]


@given(
    tables(VALUES, columns=some_columns), st.sampled_from([{}, {"?": Outcome.TIE, "tie": Outcome.BOTH_BAD}])
)
@settings(max_examples=400)
def test_a_hostile_table_has_the_votes_of_its_records_or_is_left_to_them(table, outcomes):
    reading = Reading(LATEST, outcomes=outcomes)
    votes = read_table(table, reading, columns={})
    if votes is not None:
        assert repr(votes) == repr(read_each(table, reading))


@given(tables(USUAL, columns=st.just(PLAIN)))
def test_a_usual_table_is_read_by_column(table):
    votes = read_table(table, READING, columns={})
    assert votes is not None
    assert repr(votes) == repr(read_each(table, READING))


@given(tables(USUAL, columns=st.just(PLAIN)))
def test_a_table_without_a_name_or_a_label_is_left_to_its_records(table):
    for lost in ("model_a", "winner"):
        at = table.columns.index(lost)
        less = table._replace(
            columns=table.columns[:at] + table.columns[at + 1 :],
            rows=[row[:at] + row[at + 1 :] for row in table.rows],
        )
        assert read_table(less, READING, columns={}) is None
        with pytest.raises(BadRecord):
            read_each(less, READING)


@pytest.mark.parametrize(
    "more",
    ["conversation_a", "response_b", "conv_metadata", "is_code", "id", "question_id", "winner_model_a"],
)
def test_columns_that_need_their_record_are_not_plain(more):
    assert is_plain(PLAIN)
    assert not is_plain((*PLAIN, more))


@given(
    st.lists(
        st.tuples(*(values.filter(lambda v: v is None or isinstance(v, str)) for values in
                    (VALUES[name] for name in PLAIN)))
        | st.tuples(*USUAL.values()),
        min_size=1,
        max_size=40,
    )
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_a_file_has_the_same_result_with_and_without_tables(tmp_path_factory, rows):
    text = io.StringIO()
    csv.writer(text).writerows([PLAIN, *rows])
    path = tmp_path_factory.mktemp("logs") / "log.csv"
    path.write_bytes(text.getvalue().replace("\ud800", "\udcff").encode("utf-8", "surrogateescape"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importer, "FEW_RECORDS", 2)
        quick = Importer(path, ImportOptions()).dry_run()
        patch.setattr(importer, "read_table", lambda table, reading, columns: None)
        careful = Importer(path, ImportOptions()).dry_run()
    assert repr(quick) == repr(careful)


@pytest.mark.django_db
def test_a_mapped_column_is_read_by_column_too(tmp_path, monkeypatch):
    rows = ["first,second,who won,when", "gpt-4,claude-1,1st,1682351591.25", "gpt-4,palm,2nd,1682351592"]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(rows) + "\n")
    columns = {"model_a": "first", "model_b": "second", "winner": "who won", "tstamp": "when"}
    options = ImportOptions(columns=columns, outcomes={"1st": Outcome.A, "2nd": Outcome.B})
    monkeypatch.setattr(importer, "read_record", None)  # never called
    found = Importer(path, options).dry_run()
    assert [(vote.model_b, vote.outcome) for vote in found.first] == [
        ("claude-1", Outcome.A),
        ("palm", Outcome.B),
    ]
