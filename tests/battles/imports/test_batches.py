"""One vote is stored once; a vote with other content is refused and named; an import goes back as a whole."""

import io

import pytest
from django.core.management import CommandError, call_command

from battles.counting.eligibility import Reason, get_reason
from battles.counting.exclusions import exclude_battles
from battles.imports.batches import BatchUnchanged, take_in_again, withdraw
from battles.imports.importer import Importer, ImportOptions, ImportRefused
from battles.models import Battle, DirtyDay, Exclusion, ImportBatch, Vote
from tests.battles.imports.logs import clean_battle, write_array

pytestmark = pytest.mark.django_db

UUID = "911cb365-6a3c-4990-8b54-fbae7d97c87c"


@pytest.fixture
def load(tmp_path):
    """Imports these records into one arena; gives the report."""

    def load(*records, **options):
        path = write_array(tmp_path / "log.json", list(records))
        return Importer(path, ImportOptions(arena="history", **options)).run()

    return load


def reasons() -> set[Reason]:
    return {get_reason(vote) for vote in Vote.objects.select_related("battle__arena")}


def test_a_corrected_winner_is_refused_and_neither_doubled_nor_ignored(load):
    load(clean_battle(1), clean_battle(2))
    report = load(clean_battle(1, winner="tie (bothbad)"), clean_battle(2), clean_battle(3))
    assert (report.imported, report.known, report.conflicts) == (1, 1, 1)
    assert "record 1: its id, or its voter and time" in report.refusals[0]
    assert report.refused_share == pytest.approx(1 / 3)
    assert Vote.objects.count() == 3


@pytest.mark.parametrize(
    "change", [{"winner": "model_b"}, {"model_a": "another"}], ids=["other winner", "other model"]
)
def test_an_id_with_other_content_is_a_conflict_in_the_file_and_in_the_database(load, change):
    record = {"model_a": "a", "model_b": "b", "winner": "model_a", "id": UUID}
    within = load(record, record, record | change)
    assert (within.imported, within.repeated, within.conflicts) == (1, 1, 1)
    later = load(record, record | change)
    assert (later.imported, later.known, later.conflicts) == (0, 1, 1)


def test_a_strict_import_stores_nothing_where_a_vote_conflicts(load):
    load(clean_battle(1))
    with pytest.raises(ImportRefused, match="record 2"):
        load(clean_battle(2), clean_battle(1, winner="tie"), strict=True)
    assert Vote.objects.count() == 1


def test_votes_by_the_minute_without_a_judge_are_all_stored_once(load):
    log = [
        {"model_a": "a", "model_b": "b", "winner": "tie", "timestamp": f"2024-04-22T12:{n // 20:02}:00Z"}
        for n in range(200)
    ]
    assert load(*log).imported == 200
    again = load({"model_a": "a", "model_b": "b", "winner": "model_a"}, *log)
    assert (again.imported, again.known) == (1, 200)


def test_an_import_is_withdrawn_as_a_whole_and_taken_in_again(load):
    first = load(clean_battle(1), clean_battle(2))
    second = load(clean_battle(3))
    assert first.batch != second.batch
    batch = ImportBatch.objects.get(pk=first.batch)
    assert (batch.votes, len(batch.digest)) == (2, 64)
    DirtyDay.objects.all().delete()
    assert withdraw(batch, reason="A wrong file.") == 2
    assert DirtyDay.objects.exists()
    assert reasons() == {Reason.COUNTED, Reason.SET_ASIDE_IMPORT_WITHDRAWN}
    with pytest.raises(BatchUnchanged):
        withdraw(batch, reason="Again.")
    assert load(clean_battle(1)).known == 1  # withdrawn is not deleted
    assert take_in_again(batch, reason="It was right.") == 2
    assert reasons() == {Reason.COUNTED}
    assert [change.reason for change in batch.changes.all()] == ["It was right.", "A wrong file."]
    assert withdraw(batch, reason="No, wrong.") == 2


def test_taking_in_again_frees_nothing_that_staff_set_aside(load):
    batch = ImportBatch.objects.get(pk=load(clean_battle(1)).batch)
    exclude_battles(
        Battle.objects.values_list("pk", flat=True), reason=Exclusion.Reason.SPAM, source_id="decision 1"
    )
    withdraw(batch, reason="A wrong file.")
    take_in_again(batch, reason="It was right.")
    assert reasons() == {Reason.SET_ASIDE_SPAM}


def test_the_command_lists_withdraws_and_takes_in_again(load):
    number = load(clean_battle(1)).batch

    def run(*arguments) -> str:
        out = io.StringIO()
        call_command("withdraw_import", *map(str, arguments), stdout=out)
        return out.getvalue()

    assert f"{number}  history  log.json  1 votes" in run()
    with pytest.raises(CommandError, match="--reason"):
        run(number)
    assert "1 votes no longer count" in run(number, "--reason", "A wrong file.")
    assert "withdrawn" in run()
    with pytest.raises(CommandError, match="already"):
        run(number, "--reason", "Again.")
    assert "1 votes count again" in run(number, "--undo", "--reason", "It was right.")
    with pytest.raises(CommandError, match="no import 99"):
        run(99)
