"""Repeats and corrections within one file: counted alike, however the file is cut into batches."""

import pytest

from battles.database.bulk_inserts import bulk_rows
from battles.imports import importer
from battles.imports.importer import Importer, ImportOptions
from battles.models import Battle, Vote
from tests.battles.imports.logs import clean_battle, write_array

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("size", [1, 2, 3, 100])]
FIRST, OTHER, TIE = clean_battle(0), clean_battle(0, winner="model_b"), clean_battle(0, winner="tie")


@pytest.fixture(autouse=True)
def cut(monkeypatch, size):
    monkeypatch.setattr(importer, "BATCH_VOTES", size)


def load(tmp_path, *records):
    return Importer(write_array(tmp_path / "log.json", list(records)), ImportOptions()).run()


def test_a_repeat_is_counted_as_one(tmp_path):
    records = [FIRST, clean_battle(1), FIRST, FIRST]
    report = load(tmp_path, *records)
    assert (report.imported, report.known, report.repeated, report.conflicts) == (2, 0, 2, 0)
    again = load(tmp_path, *records)
    assert (again.imported, again.known, again.repeated, again.conflicts) == (0, 4, 0, 0)


def test_of_votes_that_differ_in_the_winner_alone_the_first_is_stored(tmp_path):
    report = load(tmp_path, FIRST, clean_battle(1), OTHER, TIE)
    assert (report.imported, report.repeated, report.conflicts) == (2, 0, 2)
    assert "of a vote with other content" in report.refusals[0]
    assert sorted(Vote.objects.values_list("outcome", flat=True)) == [1, 2]


def test_several_corrections_of_a_stored_vote_are_each_refused(tmp_path):
    load(tmp_path, FIRST, clean_battle(9))
    report = load(tmp_path, OTHER, TIE, clean_battle(9))
    assert (report.imported, report.known, report.conflicts) == (0, 1, 2)


@pytest.fixture
def looked_for(monkeypatch):
    """The numbers of battles' keys that were looked for."""
    numbers, rows = [], type(bulk_rows())
    whole = rows.ids_by_key

    def count(self, model, keys):
        numbers.extend([len(list(keys))] if model is Battle else [])
        return whole(self, model, keys)

    monkeypatch.setattr(rows, "ids_by_key", count)
    return numbers


def test_votes_later_than_the_newest_stored_one_are_not_looked_for(tmp_path, looked_for):
    records = [clean_battle(number) for number in range(6)]
    assert load(tmp_path, *records[:4]).imported == 4
    assert looked_for == []
    report = load(tmp_path, *records)
    assert (report.imported, report.known) == (2, 4)
    assert sum(looked_for) >= 4


def test_a_vote_with_an_id_is_found_again_under_a_later_time(tmp_path):
    number = "0f8fad5b-d9cb-469f-a165-70867728950e"
    load(tmp_path, clean_battle(0, id=number))
    later = clean_battle(9) | {"id": number, "winner": FIRST["winner"]}
    report = load(tmp_path, later, later | {"winner": "tie"}, clean_battle(3))
    assert (report.imported, report.known, report.conflicts) == (1, 1, 1)


def test_a_vote_without_a_time_is_found_again_beside_one_with_a_time(tmp_path):
    bare = {"model_a": "gpt-4", "model_b": "claude-1", "winner": "tie"}
    load(tmp_path, bare)
    report = load(tmp_path, bare, FIRST)
    assert (report.imported, report.known, report.conflicts) == (1, 1, 0)


def test_a_correction_beside_its_stored_vote_is_refused(tmp_path):
    load(tmp_path, FIRST)
    report = load(tmp_path, OTHER, FIRST)
    assert (report.imported, report.known, report.conflicts) == (0, 1, 1)
