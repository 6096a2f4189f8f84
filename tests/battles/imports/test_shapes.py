"""Published shapes with column names of their own, and files that are no text."""

import json
import sys

import pytest

from battles.imports.entries import UnreadableFile
from battles.imports.formats import Format, VoteFile, detect
from battles.imports.records import Reading, read_record
from battles.imports.shapes import SHAPES
from battles.outcomes import Outcome

READING = Reading(latest=2e9)
EXAMPLES = {
    "comparia": {
        "model_a_name": "x",
        "model_b_name": "y",
        "chosen_model_name": "y",
        "both_equal": False,
    },
    "judge-games": {"model_1": "x", "model_2": "y", "g1_winner": "model_2", "g2_winner": "model_2"},
    "dataset-row": {"row_idx": 0, "row": {"model_a": "x", "model_b": "y", "winner": "model_b"}},
}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_shape_has_an_example_that_is_read(shape):
    vote = read_record(EXAMPLES[shape.name], READING)
    assert (vote.model_a, vote.model_b, vote.outcome) == ("x", "y", Outcome.B)


def test_equal_answers_of_comparia_are_a_tie():
    equal = EXAMPLES["comparia"] | {"both_equal": True, "chosen_model_name": None}
    assert read_record(equal, READING).outcome == Outcome.TIE


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [("model_1", "model_1", Outcome.A), ("model_1", "model_2", Outcome.TIE), ("tie", "model_2", Outcome.TIE)],
)
def test_a_judge_that_changes_its_mind_with_the_sides_says_tie(first, second, outcome):
    games = EXAMPLES["judge-games"] | {"g1_winner": first, "g2_winner": second}
    assert read_record(games, READING).outcome == outcome


def test_a_game_without_a_judgement_is_refused():
    games = EXAMPLES["judge-games"] | {"g2_winner": "error"}
    with pytest.raises(ValueError, match="unknown winner 'error'"):
        read_record(games, READING)


def test_the_rows_of_a_dataset_server_are_records(tmp_path):
    path = tmp_path / "rows.json"
    rows = [{"row_idx": number, "row": EXAMPLES["dataset-row"]["row"]} for number in range(3)]
    path.write_text(json.dumps({"features": [], "rows": rows, "num_rows_total": 3}))
    assert detect(path) == Format.ROWS
    with VoteFile(path) as file:
        votes = [read_record(entry.record, READING) for entry in file]
    assert [vote.model_b for vote in votes] == ["y"] * 3


def test_a_parquet_file_is_read_in_batches(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "log.parquet"
    rows = [{"model_a": "x", "model_b": "y", "winner": "tie", "tstamp": 1.7e9 + n} for n in range(5_000)]
    parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    assert detect(path) == Format.PARQUET
    with VoteFile(path) as file:
        entries = list(file)
        assert (file.position, file.size) == (5_000, 5_000)
    assert [entry.number for entry in entries] == list(range(1, 5_001))
    assert read_record(entries[-1].record, READING).outcome == Outcome.TIE


def test_a_damaged_parquet_file_is_no_table(tmp_path):
    pytest.importorskip("pyarrow")
    path = tmp_path / "log.parquet"
    path.write_bytes(b"PAR1\0\0\x15")
    with pytest.raises(UnreadableFile, match="not Parquet"):
        VoteFile(path)


def test_without_pyarrow_the_message_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = tmp_path / "log.parquet"
    path.write_bytes(b"PAR1" * 4)
    with pytest.raises(UnreadableFile, match=r"pip install 'arenasite\[parquet\]'"):
        VoteFile(path)
