"""Two imports at once: every vote once, every name once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from battles.imports import importer
from battles.imports.importer import Importer, ImportOptions
from battles.imports.keys import Place
from battles.imports.records.record import ImportedVote, Reading, read_record
from battles.imports.writing import VoteWriter
from battles.models import Contender, Vote, Voter
from tests.battles.imports.logs import clean_battle, write_array

pytestmark = pytest.mark.django_db(transaction=True)


def test_imports_of_the_same_log_at_once_store_each_vote_once(tmp_path, monkeypatch):
    monkeypatch.setattr(importer, "BATCH_VOTES", 100)
    names = [f"model {n}" for n in range(20)]
    log = write_array(
        tmp_path / "log.json",
        [clean_battle(n, model_a=names[n % 20], model_b=names[(n + 1) % 20]) for n in range(1_000)],
    )

    def run(_):
        try:
            return Importer(log, ImportOptions()).run()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        reports = list(threads.map(run, range(3)))
    assert sum(report.imported for report in reports) == Vote.objects.count() == 1_000
    assert sum(report.known for report in reports) == 2_000
    assert Contender.objects.count() == len(names)
    assert Voter.objects.count() == 3


def vote(number: int, **changes) -> tuple[Place, ImportedVote]:
    return Place(number), read_record(clean_battle(number, **changes), Reading(latest=2e9))


def test_an_import_refuses_the_correction_of_a_vote_that_another_stores_meanwhile(arena):
    first, second = VoteWriter(arena), VoteWriter(arena)
    assert first.write([vote(1)]).imported == 1
    assert second.write([vote(2, winner="model_a"), vote(3)]).imported == 2
    report = first.write([vote(2, winner="model_b"), vote(4)])
    assert (report.imported, report.conflicts) == (1, (Place(2),))
