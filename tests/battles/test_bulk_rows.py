"""Lean rows past the model layer: the same rows as through it."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from battles.bulk_rows import bulk_rows
from battles.models import Battle, Voter

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
    assert bulk_rows().ids_by_key(Voter, [voter.key, uuid.uuid4()]) == {voter.key: voter.pk}
    assert bulk_rows().ids_by_key(Battle, []) == {}


def test_a_row_that_breaks_a_constraint_stores_none():
    rows = bulk_rows()
    key = uuid.uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(Voter, COLUMNS, voter_rows(rows.reserve_ids(Voter, 2), [key, key]))
    assert not Voter.objects.exists()
