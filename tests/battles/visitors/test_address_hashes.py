"""Hashes of an address under the key of a month: levels, months, the day of overlap, the upgrade."""

import dataclasses
import datetime as dt

import pytest
from django.utils.crypto import salted_hmac

from battles import services
from battles.models import AddressKey, Vote
from battles.outcomes import Outcome
from battles.visitors import destroy_old_keys, hash_address
from tests import world

pytestmark = pytest.mark.django_db

APRIL = dt.datetime(2024, 4, 22, 12, tzinfo=dt.UTC)
MAY_FIRST = dt.datetime(2024, 5, 1, 6, tzinfo=dt.UTC)
MAY = dt.datetime(2024, 5, 20, tzinfo=dt.UTC)
HOME = "192.0.2.7"


def test_every_level_of_a_prefix_has_its_hash():
    home, neighbour = hash_address(HOME, now=APRIL), hash_address("192.0.2.8", now=APRIL)
    assert home.host != neighbour.host
    assert home.network == neighbour.network
    assert home.site == ""
    six, same_site = (
        hash_address("2001:db8:1:203::1", now=APRIL),
        hash_address("2001:db8:1:2ff::9", now=APRIL),
    )
    assert six.host != same_site.host
    assert six.site == same_site.site
    assert six.network == same_site.network
    assert hash_address("2001:db8:1:203:9::", now=APRIL).host == six.host
    assert len({home.host, home.network, six.host, six.site, six.network}) == 5


def test_an_address_written_as_ipv6_is_the_same():
    assert hash_address(f"::ffff:{HOME}", now=APRIL).host == hash_address(HOME, now=APRIL).host


def test_without_an_address_there_is_no_hash_and_no_key():
    assert hash_address("", now=APRIL).host == hash_address("unix:", now=APRIL).host == ""
    assert not AddressKey.objects.exists()


def test_a_month_has_one_key_and_the_next_month_another():
    april, may = hash_address(HOME, now=APRIL), hash_address(HOME, now=MAY)
    assert april.host == hash_address(HOME, now=APRIL).host != may.host
    assert AddressKey.objects.count() == 2


def test_for_a_day_after_a_new_key_the_hash_under_the_key_before_is_there_too():
    april = hash_address(HOME, now=APRIL)
    first = hash_address(HOME, now=MAY_FIRST)
    assert first.host_before == april.host
    assert hash_address(HOME, now=MAY).host_before is None


def test_on_the_day_of_the_upgrade_the_hash_before_is_that_of_the_release_before():
    old = salted_hmac("battles.voters.address", HOME, algorithm="sha256").hexdigest()[:32]
    assert hash_address(HOME, now=APRIL).host_before == old
    six = salted_hmac("battles.voters.address", "2001:db8:1:203::", algorithm="sha256").hexdigest()[:32]
    assert hash_address("2001:db8:1:203::1", now=APRIL).host_before == six


def test_hashes_of_a_destroyed_key_cannot_be_made_again():
    hash_address(HOME, now=APRIL)
    assert destroy_old_keys(now=MAY + dt.timedelta(days=200), days=90) == 1
    assert bytes(AddressKey.objects.get().secret) == b""


def without_trace(now):
    """The hashes of the address alone: where a battle has a trace, ordinals are by its network."""
    return dataclasses.replace(hash_address(HOME, now=now), key_id=None)


def test_ordinals_of_a_day_count_on_over_a_change_of_keys(arena, pool):
    last_minute = dt.datetime(2024, 4, 30, 23, 59, tzinfo=dt.UTC)
    hash_address(HOME, now=APRIL)
    before = world.answered_battle(arena, now=last_minute, hashes=without_trace(last_minute))
    others = [
        world.voted_battle(arena, Outcome.A, now=MAY_FIRST, hashes=without_trace(MAY_FIRST)) for _ in range(2)
    ]
    services.cast_ballot(before, outcome=Outcome.B, now=MAY_FIRST)
    services.reveal(before, now=MAY_FIRST)
    after = world.voted_battle(arena, Outcome.A, now=MAY_FIRST, hashes=without_trace(MAY_FIRST))
    ordinals = [Vote.objects.get(pk=battle.pk).nth_of_prefix for battle in (*others, before, after)]
    assert ordinals == [1, 2, 3, 4]
