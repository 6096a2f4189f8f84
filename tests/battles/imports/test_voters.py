"""Log names of voters: the same name is the same voter, and the name itself is kept nowhere."""

import pytest

from battles.database.bulk_inserts import bulk_rows
from battles.imports import voters
from battles.imports.voters import ImportedVoters, voter_key
from battles.models import Voter
from tests import world

pytestmark = pytest.mark.django_db


def test_the_same_name_in_the_same_arena_is_the_same_voter(arena):
    first = dict(ImportedVoters(arena, bulk_rows()).ids(["ann", "bob"]))
    again = ImportedVoters(arena, bulk_rows()).ids(["bob", "ann", "cid"])
    assert {name: again[name] for name in first} == first
    assert Voter.objects.count() == 3


def test_the_same_name_in_another_arena_is_another_voter(arena):
    other = world.make_arena("other")
    assert ImportedVoters(arena, bulk_rows()).ids(["ann"]) != ImportedVoters(other, bulk_rows()).ids(["ann"])


def test_an_imported_voter_has_an_origin_and_no_address(arena):
    pk = ImportedVoters(arena, bulk_rows()).ids(["arena_user_192.0.2.7"])["arena_user_192.0.2.7"]
    voter = Voter.objects.get(pk=pk)
    assert (voter.origin, voter.address_hash) == (Voter.Origin.IMPORTED, "")
    assert voter.key == voter_key(arena.pk, "arena_user_192.0.2.7")


def test_a_voters_key_cannot_be_computed_without_the_secret(settings):
    here = voter_key(1, "arena_user_192.0.2.7")
    settings.SECRET_KEY = "another secret"
    assert voter_key(1, "arena_user_192.0.2.7") != here


def test_forgetting_names_makes_no_voter_twice(arena, monkeypatch):
    monkeypatch.setattr(voters, "MAX_CACHED_NAMES", 3)
    found = ImportedVoters(arena, bulk_rows())
    for names in (["a", "b"], ["c", "d"], ["a", "b", "c", "d", "\udcff"]):
        assert set(names) <= set(found.ids(names))
    assert Voter.objects.count() == 5
