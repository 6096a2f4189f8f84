"""Repeats and corrections within one file: counted alike, however the file is cut into batches."""

import pytest

from battles.imports import importer
from battles.imports.importer import Importer, ImportOptions
from battles.models import Vote
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


def test_a_correction_beside_its_stored_vote_is_refused(tmp_path):
    load(tmp_path, FIRST)
    report = load(tmp_path, OTHER, FIRST)
    assert (report.imported, report.known, report.conflicts) == (0, 1, 1)
