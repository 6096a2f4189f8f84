"""Transactions without savepoints inside, and several reads in one statement."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from battles.database import joined_transaction, tagged_rows
from battles.models import Arena, DirtyDay

pytestmark = pytest.mark.django_db


@joined_transaction()
def make(slug: str) -> Arena:
    return Arena.objects.create(slug=slug, title=slug)


def slugs() -> set[str]:
    return set(Arena.objects.values_list("slug", flat=True))


def test_an_inner_block_makes_no_savepoint():
    with CaptureQueriesContext(connection) as queries, joined_transaction():
        make("one")
        make("two")
    assert len([each for each in queries if each["sql"].startswith("SAVEPOINT")]) == 1
    assert slugs() == {"one", "two"}


@joined_transaction()
def make_twice() -> None:
    make("one")
    make("one")


@joined_transaction()
def make_and_fail(slug: str) -> None:
    make(slug)
    raise ValueError("inner")


def make_around_an_error() -> None:
    make("one")
    with pytest.raises(ValueError, match="inner"):
        make_and_fail("two")
    make("three")


def test_an_error_inside_rolls_back_the_whole_outermost_block():
    with pytest.raises(IntegrityError):
        make_twice()
    assert slugs() == set()
    assert make("three").pk


def test_an_error_inside_cannot_be_caught_halfway():
    with pytest.raises(TransactionManagementError):
        joined_transaction()(make_around_an_error)()
    assert slugs() == set()


def test_a_block_of_this_kind_keeps_its_savepoint_in_a_plain_transaction():
    with transaction.atomic():
        make_around_an_error()
    assert slugs() == {"one", "three"}


def test_several_reads_are_one_statement():
    arena = make("one")
    for _ in range(2):
        DirtyDay.objects.create(arena=arena, day=None)
    parts = {
        "arenas": (Arena.objects.all(), "id", "position"),
        "days": (DirtyDay.objects.all(), "id", "arena_id"),
        "none": (Arena.objects.filter(pk__in=[]), "id", "id"),
        "empty": (Arena.objects.none(), "id", "id"),
    }
    with CaptureQueriesContext(connection) as queries:
        found = tagged_rows(parts)
    assert len(queries) == 1
    assert found["arenas"] == [(arena.pk, arena.position)]
    assert [second for _, second in found["days"]] == [arena.pk, arena.pk]
    assert found["none"] == found["empty"] == []
    assert tagged_rows({"empty": parts["empty"]}) == {"empty": []}
