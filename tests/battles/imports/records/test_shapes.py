"""Published shapes with column names of their own, and files that are no text."""

import json
import sys

import pyarrow
import pytest
from pyarrow import parquet

from battles.imports.readers.entries import UnreadableFile
from battles.imports.readers.formats import Format, VoteFile, detect
from battles.imports.records.record import Reading, read_record
from battles.imports.records.shapes import SHAPES, to_usual
from battles.imports.records.values import BadRecord
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
    "mt-bench": {
        "question_id": 81,
        "model_a": "x",
        "model_b": "y",
        "winner": "model_b",
        "judge": ["gpt-4", "pair-v2"],
        "turn": 2,
        "conversation_a": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}],
        "conversation_b": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "b"}],
    },
    "rakuda": {"model1_id": "x", "model2_id": "y", "question": "q", "response1": "a", "score": 2},
    "rakuda-bots": {"bot1": "x", "bot2": "y", "question_id": "q1", "score": 2},
    "pandalm": {"idx": 0, "cmp_key": "x_y", "annotator1": 2, "annotator2": 1, "annotator3": 0},
    "dataset-row": {"row_idx": 0, "row": {"model_a": "x", "model_b": "y", "winner": "model_b"}},
}


def read(record):
    """The first vote of a raw record."""
    return read_record(to_usual(record)[0], READING)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_shape_has_an_example_that_is_read(shape):
    assert to_usual(EXAMPLES[shape.name]) == to_usual(EXAMPLES[shape.name], name=shape.name)
    vote = read(EXAMPLES[shape.name])
    assert (vote.model_a, vote.model_b, vote.outcome) == ("x", "y", Outcome.B)


def test_equal_answers_of_comparia_are_a_tie():
    equal = EXAMPLES["comparia"] | {"both_equal": True, "chosen_model_name": None}
    assert read(equal).outcome == Outcome.TIE


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [("model_1", "model_1", Outcome.A), ("model_1", "model_2", Outcome.TIE), ("tie", "model_2", Outcome.TIE)],
)
def test_a_judge_that_changes_its_mind_with_the_sides_says_tie(first, second, outcome):
    games = EXAMPLES["judge-games"] | {"g1_winner": first, "g2_winner": second}
    assert read(games).outcome == outcome


def test_a_game_without_a_judgement_is_refused():
    games = EXAMPLES["judge-games"] | {"g2_winner": "error"}
    with pytest.raises(ValueError, match="unknown winner 'error'"):
        read(games)


def test_the_rows_of_a_dataset_server_are_records(tmp_path):
    path = tmp_path / "rows.json"
    rows = [{"row_idx": number, "row": EXAMPLES["dataset-row"]["row"]} for number in range(3)]
    path.write_text(json.dumps({"features": [], "rows": rows, "num_rows_total": 3}))
    assert detect(path) == Format.ROWS
    with VoteFile(path) as file:
        votes = [read(entry.record) for entry in file]
    assert [vote.model_b for vote in votes] == ["y"] * 3


def test_a_judge_that_is_a_model_and_its_prompt_is_one_voter():
    assert read(EXAMPLES["mt-bench"]).voter == "gpt-4 pair-v2"


def test_a_judge_of_mt_bench_that_changed_its_mind_says_tie():
    assert read(EXAMPLES["mt-bench"] | {"winner": "tie (inconsistent)"}).outcome == Outcome.TIE


@pytest.mark.parametrize(("score", "outcome"), [(1, Outcome.A), ("2", Outcome.B), (3, Outcome.TIE)])
def test_a_score_of_rakuda_is_the_better_answer_or_a_draw(score, outcome):
    vote = read(EXAMPLES["rakuda"] | {"score": score})
    assert vote.outcome == outcome
    assert vote.conversation.prompts == ("q",)


@pytest.mark.parametrize("score", [0, 0.5, -1, None])
def test_another_score_of_rakuda_is_refused(score):
    with pytest.raises(BadRecord, match="winner"):
        read(EXAMPLES["rakuda"] | {"score": score})


def test_every_annotator_of_pandalm_is_a_vote():
    votes = [read_record(record, READING) for record in to_usual(EXAMPLES["pandalm"])]
    assert [vote.outcome for vote in votes] == [Outcome.B, Outcome.A, Outcome.TIE]
    assert [vote.voter for vote in votes] == ["annotator1", "annotator2", "annotator3"]


def test_a_shape_that_was_named_is_taken_at_its_word():
    with pytest.raises(BadRecord, match="not of the shape comparia: no chosen_model_name"):
        to_usual(EXAMPLES["rakuda"], name="comparia")


@pytest.mark.parametrize(
    "tags",
    [
        {"mathematical": True, "travel": None, "an occupation of tomorrow": False},
        ["mathematical", "an occupation of tomorrow"],
        '{"mathematical": true}',
        None,
    ],
)
def test_occupations_of_experts_cost_nothing(tags):
    record = {"model_a": "x", "model_b": "y", "winner": "both_bad", "evaluation_order": 1}
    vote = read(record | {"language": "en", "occupational_tags": tags})
    assert (vote.outcome, vote.faults) == (Outcome.BOTH_BAD, ())


def test_occupations_that_are_none_are_left_out():
    vote = read({"model_a": "x", "model_b": "y", "winner": "tie", "occupational_tags": 7})
    assert "occupational_tags" in vote.faults[0]


@pytest.mark.parametrize("indent", [None, 2])
def test_the_matches_of_a_tournament_are_records(tmp_path, indent):
    path = tmp_path / "matches.json"
    path.write_text(json.dumps({"matches": [EXAMPLES["rakuda"]] * 3}, indent=indent))
    assert detect(path) == Format.ROWS
    with VoteFile(path) as file:
        assert [read(entry.record).outcome for entry in file] == [Outcome.B] * 3


def test_a_table_with_the_columns_of_a_shape_is_read(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("model_a_name,model_b_name,chosen_model_name,both_equal\nx,y,y,False\n")
    with VoteFile(path) as file:
        assert [read(entry.record).outcome for entry in file] == [Outcome.B]


def test_a_parquet_file_is_read_in_batches(tmp_path):
    path = tmp_path / "log.parquet"
    rows = [{"model_a": "x", "model_b": "y", "winner": "tie", "tstamp": 1.7e9 + n} for n in range(5_000)]
    parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    assert detect(path) == Format.PARQUET
    with VoteFile(path) as file:
        entries = list(file)
        assert (file.position, file.size) == (5_000, 5_000)
    assert [entry.number for entry in entries] == list(range(1, 5_001))
    assert read(entries[-1].record).outcome == Outcome.TIE


def test_a_damaged_parquet_file_is_no_table(tmp_path):
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
