"""What an import reports does not depend on how the file is cut into batches."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from battles.imports import importer
from battles.imports.importer import Importer, ImportOptions
from battles.models import Arena, Vote
from tests.battles.imports.logs import clean_battle, write_array

pytestmark = pytest.mark.django_db
SIZES = (1, 2, 3, 100)
COUNTS = ("read", "imported", "known", "known_by_position", "repeated", "conflicts", "refused")
IDS = ("0123456789abcdef" * 2, "fedcba9876543210" * 2)
"""Ids in the form of a digest name one vote; "one" is an item, which several votes share."""


def records_of(draw) -> list[dict]:
    """Records of few votes: with or without an id, a time and a voter, some with another winner."""
    votes = st.builds(
        clean_battle,
        st.integers(0, 2),
        winner=st.sampled_from(["model_a", "model_b"]),
        question_id=st.sampled_from([None, None, "one", *IDS]),
        judge=st.sampled_from([None, "ann"]),
    )
    return draw(st.lists(votes, min_size=1, max_size=9))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_count_is_the_same_in_batches_of_any_size(tmp_path, monkeypatch, data):
    """Of a log with repeats and corrections, into an arena that has a part of its votes already."""
    Arena.objects.get_or_create(slug="text", defaults={"title": "Text"})  # its id is in the keys of battles
    before, records = records_of(data.draw), records_of(data.draw)
    path, earlier = tmp_path / "log.json", tmp_path / "earlier.json"
    write_array(path, [*records, *data.draw(st.permutations(before))])
    write_array(earlier, before)
    counts = {}
    for size in SIZES:
        with transaction.atomic():
            monkeypatch.setattr(importer, "BATCH_VOTES", 100)
            Importer(earlier, ImportOptions(arena="text", title="Text", force=True)).run()
            monkeypatch.setattr(importer, "BATCH_VOTES", size)
            report = Importer(path, ImportOptions(arena="text", title="Text", force=True)).run()
            counts[size] = {name: getattr(report, name) for name in COUNTS} | {"refusals": report.refusals}
            counts[size]["stored"] = sorted(Vote.objects.values_list("battle__key", "outcome"))
            transaction.set_rollback(True)
    assert all(each == counts[1] for each in counts.values())
    report = counts[1]
    assert report["read"] == sum(report[name] for name in ("imported", "known", "repeated", "conflicts"))
