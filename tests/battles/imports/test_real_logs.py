"""Votes that nobody here wrote, where their files are found.

Sources: GenAI-Arena (TIGER-AI-Lab, Apache-2.0), arena-human-preference-140k (LMArena, CC-BY-4.0, by way of
beniaminogreen/chatbot_arena), LLMFAO (dustalov, CC-BY-4.0), evalica (dustalov, Apache-2.0), PandaLM
(Apache-2.0), EloBench (v-xchen-v, bare facts without texts).
"""

import csv
import gzip
import json
from collections import Counter

import pytest

from battles.imports.importer import Importer, ImportOptions
from battles.models import Battle, Contender, Vote, Voter
from battles.outcomes import Outcome
from battles.tags import Tag
from tests.battles.imports.logs import real_log

pytestmark = pytest.mark.django_db


def run(path, **options):
    return Importer(path, ImportOptions(**options)).run()


def outcomes():
    return Counter(Outcome(outcome) for outcome in Vote.objects.values_list("outcome", flat=True))


def tagged(tag):
    return sum(tags & tag > 0 for tags in Battle.objects.values_list("tags", flat=True))


def rows_with(path, value, column):
    with path.open(newline="") as file:
        return sum(row[column] == value for row in csv.DictReader(file))


def test_genai_arena_is_imported_whole_and_once():
    log = real_log("genai_arena/clean_battle_20240220.json")
    report = run(log, strict=True)
    assert (report.imported, report.refused, report.side_by_side, report.self_battles) == (2_061, 0, 546, 1)
    assert outcomes() == {Outcome.A: 759, Outcome.B: 744, Outcome.TIE: 130, Outcome.BOTH_BAD: 428}
    assert (Contender.objects.count(), Voter.objects.count()) == (13, 1)
    assert not Vote.objects.filter(cast_at=None).exists()
    assert run(log).known == 2_061


def test_the_140k_log_is_imported_with_its_tags(tmp_path):
    lines = 3_000
    path = tmp_path / "arena140k.csv"
    with gzip.open(real_log("arena140k/battles.csv.gz"), "rb") as source:
        path.write_bytes(b"".join(source.readline() for _ in range(lines + 1)))
    report = run(path, strict=True)
    assert (report.imported, report.refused) == (lines, 0)
    assert run(path).known == lines
    assert tagged(Tag.MATH) == rows_with(path, "True", "category_tag.math_v0.1.math")
    assert tagged(Tag.INSTRUCTION_FOLLOWING) == rows_with(path, "True", "category_tag.if_v0.1.if")
    assert tagged(Tag.REAL_WORLD) == rows_with(path, "True", "category_tag.criteria_v0.1.real_world")
    assert 0 < tagged(Tag.HARD_PROMPT) < tagged(Tag.REAL_WORLD)
    assert not Vote.objects.exclude(cast_at=None).exists()


def test_crowd_workers_are_voters_and_repeated_ids_lose_no_vote():
    report = run(real_log("llmfao/crowd-comparisons.csv"), strict=True)
    assert (report.imported, report.known) == (8_931, 0)
    assert (Contender.objects.count(), Voter.objects.count()) == (59, 124)
    assert outcomes() == {Outcome.A: 2_911, Outcome.B: 2_549, Outcome.TIE: 3_471}


@pytest.mark.parametrize(("name", "votes", "names"), [("simple", 16, 5), ("food", 30, 5)])
def test_bare_logs_of_left_and_right_are_imported(name, votes, names):
    report = run(real_log(f"evalica_golden/{name}.csv"), strict=True)
    assert (report.imported, Contender.objects.count()) == (votes, names)


def test_elobench_is_imported_whole_without_what_is_no_outcome():
    report = run(real_log("elobench/battled_pairs.csv.gz"))
    assert (report.read, report.imported, report.refused) == (67_031, 66_387, 644)
    assert report.causes == {"unknown winner 'invalid'": 235, "no winner": 409}
    assert outcomes()[Outcome.BOTH_BAD] == 7_558
    assert Contender.objects.count() == 23
    assert report.refused_share < 0.01


@pytest.mark.slow  # the detectors read 6,000 answers
def test_every_annotator_of_pandalm_is_a_voter():
    report = run(real_log("pandalm/testset-v1.json"), strict=True)
    assert (report.imported, report.refused) == (3 * 999, 0)
    assert (Contender.objects.count(), Voter.objects.count()) == (5, 3)
    assert run(real_log("pandalm/testset-v1.json")).known == 3 * 999


@pytest.mark.independent
def test_a_parquet_file_that_another_tool_wrote_is_the_same_log(tmp_path):
    log, table = real_log("genai_arena/clean_battle_20240220.json"), tmp_path / "genai.parquet"
    duckdb = pytest.importorskip("duckdb")
    duckdb.read_json(str(log)).write_parquet(str(table))
    first = run(log, arena="genai")
    again = run(table, arena="genai", strict=True)
    assert (first.imported, again.imported, again.known, again.conflicts) == (2_061, 0, 2_061, 0)


def test_a_real_log_as_indented_objects_is_the_same_log(tmp_path):
    log, path = real_log("genai_arena/clean_battle_20240220.json"), tmp_path / "objects.json"
    path.write_text("\n".join(json.dumps(record, indent=2) for record in json.loads(log.read_text())))
    run(log, arena="genai")
    assert run(path, arena="genai", strict=True).known == 2_061
