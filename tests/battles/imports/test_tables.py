"""Tables are read column by column, and each vote is the one that its record alone would be."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from battles.imports import importer
from battles.imports.importer import Importer, ImportOptions
from battles.imports.readers.entries import Table
from battles.imports.records import record as records
from battles.imports.records import styles, tags
from battles.imports.records.record import Reading, read_record
from battles.imports.records.values import BadRecord
from battles.imports.tables import read_table
from battles.outcomes import Outcome
from tests.battles.imports.logs import clean_battle, write_array

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
TALKS = [
    [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "**hi**: \x00"}],
    [{"role": "user", "content": [{"type": "text", "text": "你好"}]}, {"role": "assistant", "content": None}]
    * 2,
    [{"role": "system", "content": "be brief"}, {"role": "user", "content": ["a", "b"]}],
    [{"role": "assistant", "content": "first"}],
    [{"role": "judge", "content": "x"}],
    [{"role": "user", "content": 7}],
    ["hello"],
    [],
]
COLUMN_TEXTS = ["hello", '["a", null]', "[]", '["a"', "", ["a", None], [1], 7, None, "x\ud800y\x00"]
FLAGS = [True, False, None, "True", "false", "1", " no ", "", 1, 0.0, 2, "maybe", []]
COUNTS = [0, 1, 3, 30, 1_000, "7", "2.0", -1, 2**31 - 1, 2**31, None, "", "x", 1.5, float("nan"), [], True]
NO_PARTS = ["", None, "x", "{}", "[]", "{", "[1", 7, [], ["x"], True]


def as_cell(values):
    """The same values, or as they stand in a cell of CSV."""
    return values | values.map(json.dumps)


def part(*names, values):
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, st.sampled_from(values)))


CRITERIA = part(*tags._CRITERIA, "score", values=FLAGS)
CATEGORY_TAGS = st.fixed_dictionaries(
    {},
    optional={
        "criteria_v0.1": as_cell(CRITERIA) | st.sampled_from(NO_PARTS),
        "if_v0.1": part("if", "score", values=FLAGS),
        "math_v0.1": part("math", values=FLAGS) | st.sampled_from(NO_PARTS),
        "creative_writing_v0.1": part("creative_writing", values=FLAGS),
    },
)
SIDES = {
    f"{name}_{side}": values
    for side in "ab"
    for name, values in {
        "header_count": part("h1", "h2", "h3", "h4", "h5", "h6", values=COUNTS),
        "list_count": part("ordered", "unordered", values=COUNTS) | st.sampled_from(NO_PARTS),
        "bold_count": part("**", "__", values=COUNTS),
    }.items()
} | {f"sum_assistant_{side}_tokens": st.sampled_from(COUNTS) for side in "ab"}
METADATA = st.fixed_dictionaries(
    {}, optional=SIDES | dict.fromkeys(("turns", "sum_user_tokens"), st.sampled_from(COUNTS))
)
WHOLE_METADATA = st.fixed_dictionaries(
    {
        f"{name}_{side}": st.fixed_dictionaries(dict.fromkeys(keys, st.integers(0, 9)))
        for name, keys in styles._KEYS.items()
        for side in "ab"
    }
    | {f"sum_assistant_{side}_tokens": st.integers(0, 500) for side in "ab"},
    optional={"turns": st.integers(1, 3), "sum_user_tokens": st.integers(0, 600)},
)
DETAILS = {
    "conversation_a": as_cell(st.sampled_from(TALKS)) | st.sampled_from(NO_PARTS),
    "conversation_b": as_cell(st.sampled_from(TALKS)) | st.sampled_from(NO_PARTS),
    "prompt": st.sampled_from(COLUMN_TEXTS),
    "response_a": st.sampled_from(COLUMN_TEXTS),
    "response_b": st.sampled_from(COLUMN_TEXTS),
    "conv_metadata": as_cell(METADATA) | as_cell(WHOLE_METADATA) | st.sampled_from(NO_PARTS),
    "category_tag": as_cell(CATEGORY_TAGS) | st.sampled_from(NO_PARTS),
    "dedup_tag": as_cell(part("high_freq", "sampled", values=FLAGS)) | st.sampled_from(NO_PARTS),
    "arena_tags": st.sampled_from([[], ["coding", "math"], ["coding", "?"], [[]], "coding", None]),
    "occupational_tags": st.sampled_from([[], ["law"], {"law": True}, {"law": "?"}, "{", 7, None]),
    "is_code": st.sampled_from(FLAGS),
    "is_refusal": st.sampled_from(FLAGS),
}
"""Optional fields: what is wrong with them is a fault, and no reason to refuse the vote."""

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
    "id": st.sampled_from(["0f8fad5b-d9cb-469f-a165-70867728950e", "8", 8, "", None, 1.5, []]),
    "evaluation_session_id": st.sampled_from(["s1", "", None, 3]),
    "evaluation_order": st.sampled_from([1, "2", "", None, "x", -1]),
    "winner_model_a": st.sampled_from([1, "1", "0", True, "", "?", []]),
    "origin": st.just("live"),
    "order": st.just(1),
    "reason": st.sampled_from([None, "side_by_side", "leak", []]),
} | DETAILS
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
USUAL_IDS = {
    "id": st.uuids().map(str) | st.sampled_from(["8", ""]),
    "evaluation_session_id": st.sampled_from(["s1", ""]),
    "evaluation_order": st.sampled_from([1, "2", ""]),
    "winner_model_a": st.just("1"),
    "origin": st.just("live"),
    "order": st.just("1"),
    "reason": st.sampled_from([None, "side_by_side"]),
}
"""What makes a vote in other shapes: the Kaggle shape's winner, ids, and an export's columns."""


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


@given(
    tables(
        USUAL | USUAL_IDS | DETAILS,
        columns=st.tuples(
            st.just({*PLAIN}) | st.just({"model_a", "model_b", "winner"}),
            st.sets(st.sampled_from(sorted(USUAL_IDS))),
            st.sets(st.sampled_from(sorted(DETAILS)), min_size=1, max_size=6),
        ).map(lambda parts: sorted(set().union(*parts))),
    ),
    st.booleans(),
)
@settings(max_examples=400, deadline=None)
def test_tags_and_texts_are_read_with_the_table_and_their_faults_are_those_of_the_records(table, texts):
    reading = Reading(LATEST, texts=texts)
    votes = read_table(table, reading, columns={})
    assert votes is not None
    assert repr(votes) == repr(read_each(table, reading))


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


def read_twice(path, **options):
    """What a dry run finds in the file, read by tables and record by record."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importer, "FEW_RECORDS", 2)
        quick = Importer(path, ImportOptions(**options)).dry_run()
        patch.setattr(importer, "read_table", lambda table, reading, columns: None)
        careful = Importer(path, ImportOptions(**options)).dry_run()
    return quick, careful


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
    quick, careful = read_twice(path)
    assert repr(quick) == repr(careful)


hostile_records = st.fixed_dictionaries(
    {"model_b": VALUES["model_b"]},
    optional={name: values for name, values in VALUES.items() if name not in ("model_b", "left")},
)
usual_records = st.fixed_dictionaries(USUAL, optional=DETAILS)


@given(
    st.lists(
        st.lists(usual_records, min_size=1, max_size=3).map(lambda records: records * 4)
        | st.lists(hostile_records | usual_records, max_size=4),
        max_size=6,
    ).map(lambda groups: [record for group in groups for record in group]),
    st.sampled_from(["log.json", "log.jsonl"]),
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_json_with_tags_and_texts_has_the_same_result_with_and_without_tables(
    tmp_path_factory, found, name, texts
):
    path = tmp_path_factory.mktemp("logs") / name
    lines = map(json.dumps, [clean_battle(1), *found])
    path.write_text("[" + ",".join(lines) + "]" if name == "log.json" else "\n".join(lines))
    quick, careful = read_twice(path, texts=texts)
    assert repr(quick) == repr(careful)


DOTTED = [*PLAIN, "id", "category_tag.math_v0.1.math", "category_tag.criteria_v0.1.creativity", "is_code"]
DOTTED += ["category_tag.criteria_v0.1.real_world", "conv_metadata.turns", "conversation_a"]
dotted_cells = [
    *[USUAL[name] | VALUES[name].filter(lambda value: isinstance(value, str)) for name in PLAIN],
    USUAL_IDS["id"],
    *[st.sampled_from(["True", "False", "", "?"])] * 4,
    st.sampled_from(["1", "2", "", "?"]),
    st.sampled_from(TALKS).map(json.dumps) | st.just("two\nlines"),
]


@given(st.lists(st.tuples(*dotted_cells), min_size=1, max_size=40))
@settings(max_examples=150, deadline=None)
def test_dotted_columns_have_the_same_result_with_and_without_tables(tmp_path_factory, rows):
    text = io.StringIO()
    csv.writer(text).writerows([DOTTED, *rows])
    path = tmp_path_factory.mktemp("logs") / "log.csv"
    path.write_bytes(text.getvalue().replace("\ud800", "\udcff").encode("utf-8", "surrogateescape"))
    quick, careful = read_twice(path)
    assert repr(quick) == repr(careful)


def test_records_that_are_no_votes_cost_no_second_reading_of_texts(tmp_path, monkeypatch):
    talk = [{"role": "user", "content": "hello"}]
    found = [clean_battle(number, conversation_a=talk, conversation_b=talk) for number in range(200)]
    for number in (3, 40, 41, 150):
        found[number]["tstamp"] = "soon"
    read, whole = [], records.read_conversation
    monkeypatch.setattr(
        records, "read_conversation", lambda record: read.append(record["tstamp"]) or whole(record)
    )
    report = Importer(write_array(tmp_path / "log.json", found), ImportOptions()).dry_run().report
    assert (report.read, report.refused) == (200, 4)
    assert sorted(map(str, read)) == sorted(str(record["tstamp"]) for record in found)


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


@pytest.mark.django_db
def test_a_mapped_path_into_nested_objects_is_read_by_column_too(tmp_path, monkeypatch):
    found = [{"a": {"name": "gpt-4"}, "b": {"name": name}, "winner": "tie"} for name in ("palm", "claude-1")]
    options = ImportOptions(columns={"model_a": "a.name", "model_b": "b.name"})
    monkeypatch.setattr(importer, "read_record", None)  # never called
    first = Importer(write_array(tmp_path / "log.json", found), options).dry_run().first
    assert [(vote.model_a, vote.model_b) for vote in first] == [("gpt-4", "palm"), ("gpt-4", "claude-1")]
