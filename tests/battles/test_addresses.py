"""Addresses as prefixes: what shares a limit, and what is not an address."""

import pytest

from battles.addresses import list_prefixes, parse_address


def networks(text):
    return [prefix.network for prefix in list_prefixes(text)]


def test_an_ipv4_address_has_two_prefixes_and_the_wider_one_more_room():
    assert networks("203.0.113.7") == ["203.0.113.7/32", "203.0.113.0/24"]
    assert [prefix.factor for prefix in list_prefixes("203.0.113.7")] == [1, 4]


def test_an_ipv6_address_has_three_prefixes_and_the_first_is_its_64():
    assert networks("2001:db8:1:2:3:4:5:6") == ["2001:db8:1:2::/64", "2001:db8:1::/56", "2001:db8:1::/48"]
    assert networks("2001:db8:1:2::1") == networks("2001:db8:1:2:ffff::")


@pytest.mark.parametrize("spelling", ["::ffff:203.0.113.7", "::ffff:cb00:7107", "2002:cb00:7107::1"])
def test_ipv4_in_the_form_of_ipv6_is_the_same_client(spelling):
    assert networks(spelling) == networks("203.0.113.7")


@pytest.mark.parametrize("text", ["", "unix:", "testclient", "203.0.113", "203.0.113.7, 198.51.100.1"])
def test_what_is_not_an_address_has_no_prefix(text):
    assert parse_address(text) is None
    assert networks(text) == []


def test_a_zone_is_no_part_of_the_address():
    assert networks("fe80::1%eth0") == networks("fe80::2%eth1")
