"""Lean rows past the model layer: the same rows as through it."""

import json
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from battles.database.bulk_inserts import Same, bulk_rows
from battles.models import Annotation, Battle, Voter
from tests import world

pytestmark = pytest.mark.django_db

COLUMNS = ("id", "key", "origin", "created_at")


def voter_rows(ids, keys):
    now = timezone.now()
    return [(pk, key, "imported", now) for pk, key in zip(ids, keys, strict=True)]


def test_rows_read_back_through_the_model_layer_with_its_defaults():
    rows = bulk_rows()
    (pk,), key, now = rows.reserve_ids(Voter, 1), uuid.uuid4(), timezone.now()
    rows.insert(Voter, COLUMNS, [(pk, key, "imported", now)])
    voter = Voter.objects.get()
    assert (voter.pk, voter.key, voter.origin, voter.created_at) == (pk, key, "imported", now)
    assert voter.address_hash == ""


def test_reserved_ids_are_ascending_and_given_to_nobody_else():
    rows = bulk_rows()
    before = Voter.objects.create()
    ids = rows.reserve_ids(Voter, 3)
    assert ids == sorted(ids)
    assert min(ids) > before.pk
    rows.insert(Voter, COLUMNS, voter_rows(ids, [uuid.uuid4() for _ in ids]))
    assert Voter.objects.create().pk > max(ids)


def test_only_known_keys_have_ids():
    voter = Voter.objects.create()
    assert bulk_rows().ids_by_key(Voter, [voter.key.hex, uuid.uuid4().hex]) == {voter.key.hex: voter.pk}
    assert bulk_rows().ids_by_key(Battle, []) == {}


def test_a_row_that_breaks_a_constraint_stores_none():
    rows = bulk_rows()
    key = uuid.uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(Voter, COLUMNS, voter_rows(rows.reserve_ids(Voter, 2), [key, key]))
    assert not Voter.objects.exists()


def test_columns_are_the_same_rows_as_rows():
    rows, now = bulk_rows(), timezone.now()
    keys = [uuid.uuid4() for _ in range(3)]
    columns = {
        "id": rows.reserve_ids(Voter, 3),
        "key": [keys[0].hex, keys[1].hex, keys[2].hex],
        "origin": Same("imported"),
        "created_at": [now, now, now],
    }
    rows.insert_columns(Voter, columns)
    stored = Voter.objects.order_by("pk").values_list("pk", "key", "origin", "created_at", "address_hash")
    assert list(stored) == [
        (pk, key, "imported", now, "") for pk, key in zip(columns["id"], keys, strict=True)
    ]


def test_a_column_may_hold_any_text_and_nothing(arena):
    world.make_pool(arena)
    battle, texts = world.voted_battle(arena), ['a\tb\n"c"\\N\r', "\\\\.", "名 🙂"]
    columns = {
        "battle_id": Same(battle.pk),
        "detector": [f"d{number}" for number in range(3)],
        "version": Same("1"),
        "value": [json.dumps({"text": text}) for text in texts],
        "recorded_at": Same(timezone.now()),
    }
    bulk_rows().insert_columns(Annotation, columns)
    stored = Annotation.objects.filter(battle=battle, detector__startswith="d").order_by("pk")
    assert [each.value["text"] for each in stored] == texts


@pytest.mark.parametrize("text", ["it's", "100 %s %d", "a\\b\tc\n", "? :x", "名", ""])
def test_a_column_of_one_value_may_hold_any_text(arena, text):
    now = timezone.now()
    rows = bulk_rows()
    columns = {
        "id": rows.reserve_ids(Voter, 2),
        "key": [uuid.uuid4().hex for _ in range(2)],
        "address_hash": Same(text),
        "origin": Same("imported"),
        "created_at": Same(now),
        "terms_version": Same(3),
        "erasure_asked_at": Same(None),
    }
    rows.insert_columns(Voter, columns)
    stored = Voter.objects.values_list("address_hash", "created_at", "terms_version", "erasure_asked_at")
    assert list(stored) == [(text, now, 3, None)] * 2
